#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string_view>
#include <vector>

#include <openssl/evp.h>

namespace cfy::oauth {

// The signature algorithms of RFC 7518 and RFC 8037 that this library makes and checks. There is no `none`.
enum class Algorithm : std::uint8_t {
  rs256,
  rs384,
  rs512,
  ps256,
  ps384,
  ps512,
  es256,
  es384,
  es512,
  eddsa,
  hs256,
  hs384,
  hs512,
};

enum class Family : std::uint8_t { rsa_pkcs1, rsa_pss, ecdsa, eddsa, hmac };

struct AlgorithmTraits {
  Algorithm algorithm;
  std::string_view name;
  Family family;
  const char* digest;       // OpenSSL's name; null where the algorithm brings its own
  std::string_view curve;   // `crv` of the only curve, for ECDSA
  std::size_t digest_size;  // in bytes; 0 where the algorithm brings its own
};

const AlgorithmTraits& traits(Algorithm algorithm) noexcept;

// By its `alg` name, case and all.
std::optional<Algorithm> find_algorithm(std::string_view name) noexcept;

// What is allowed unless the caller says otherwise: all but HMAC, whose key would let every verifier sign.
const std::vector<Algorithm>& default_algorithms();

// Names of all algorithms, for messages.
const std::vector<std::string_view>& algorithm_names();

// The digest, looked up once in a process: looking it up costs as much as half a small hash.
const EVP_MD* digest_of(Algorithm algorithm) noexcept;

}  // namespace cfy::oauth
