#include "oauth/algorithm.hpp"

#include <algorithm>
#include <array>

namespace cfy::oauth {
namespace {

constexpr std::array kTraits = {
    AlgorithmTraits{Algorithm::rs256, "RS256", Family::rsa_pkcs1, "SHA256", "", 32},
    AlgorithmTraits{Algorithm::rs384, "RS384", Family::rsa_pkcs1, "SHA384", "", 48},
    AlgorithmTraits{Algorithm::rs512, "RS512", Family::rsa_pkcs1, "SHA512", "", 64},
    AlgorithmTraits{Algorithm::ps256, "PS256", Family::rsa_pss, "SHA256", "", 32},
    AlgorithmTraits{Algorithm::ps384, "PS384", Family::rsa_pss, "SHA384", "", 48},
    AlgorithmTraits{Algorithm::ps512, "PS512", Family::rsa_pss, "SHA512", "", 64},
    AlgorithmTraits{Algorithm::es256, "ES256", Family::ecdsa, "SHA256", "P-256", 32},
    AlgorithmTraits{Algorithm::es384, "ES384", Family::ecdsa, "SHA384", "P-384", 48},
    AlgorithmTraits{Algorithm::es512, "ES512", Family::ecdsa, "SHA512", "P-521", 64},
    AlgorithmTraits{Algorithm::eddsa, "EdDSA", Family::eddsa, nullptr, "", 0},
    AlgorithmTraits{Algorithm::hs256, "HS256", Family::hmac, "SHA256", "", 32},
    AlgorithmTraits{Algorithm::hs384, "HS384", Family::hmac, "SHA384", "", 48},
    AlgorithmTraits{Algorithm::hs512, "HS512", Family::hmac, "SHA512", "", 64},
};

}  // namespace

const AlgorithmTraits& traits(Algorithm algorithm) noexcept { return kTraits[static_cast<std::size_t>(algorithm)]; }

std::optional<Algorithm> find_algorithm(std::string_view name) noexcept {
  const auto* const row =
      std::find_if(kTraits.begin(), kTraits.end(), [name](const AlgorithmTraits& known) { return known.name == name; });
  return row == kTraits.end() ? std::nullopt : std::optional(row->algorithm);
}

// The three lists below outlive the library's own threads: exit() destroys nothing of ours.
const std::vector<Algorithm>& default_algorithms() {
  static const auto& list = *new std::vector<Algorithm>([] {
    std::vector<Algorithm> made;
    for (const AlgorithmTraits& row : kTraits) {
      if (row.family != Family::hmac) made.push_back(row.algorithm);
    }
    return made;
  }());
  return list;
}

const std::vector<std::string_view>& algorithm_names() {
  static const auto& list = *new std::vector<std::string_view>([] {
    std::vector<std::string_view> made;
    for (const AlgorithmTraits& row : kTraits) made.push_back(row.name);
    return made;
  }());
  return list;
}

const EVP_MD* digest_of(Algorithm algorithm) noexcept {
  static const std::array<const EVP_MD*, 3> digests = {EVP_MD_fetch(nullptr, "SHA256", nullptr),
                                                       EVP_MD_fetch(nullptr, "SHA384", nullptr),
                                                       EVP_MD_fetch(nullptr, "SHA512", nullptr)};
  switch (traits(algorithm).digest_size) {
    case 32: return digests[0];
    case 48: return digests[1];
    case 64: return digests[2];
    default: return nullptr;
  }
}

}  // namespace cfy::oauth
