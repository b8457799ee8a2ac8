#pragma once

#include <cstdint>
#include <functional>
#include <string>
#include <vector>

#include "support/certificates.hpp"

namespace cfy::test {

// 2024-01-01T00:00:00Z: when the chains of chain_builder.hpp are judged; they are valid the year before and after.
constexpr std::int64_t kChainTime = 1704067200;

// An extension as openssl.cnf writes it ("critical,CA:TRUE"); `der:` followed by hexadecimal digits for raw octets.
struct ExtensionWish {
  int kind;
  std::string value;
};

// A certificate as a test wants it, right or wrong. What is not said is right.
struct ChainWish {
  std::string subject = {};                    // CN; "-" for no name at all
  std::vector<ExtensionWish> extensions = {};  // in the place of those of the same kind
  std::vector<int> without = {};               // kinds of extensions to leave out
  std::vector<ExtensionWish> further = {};     // beside those of the same kind
  std::string key = "P-256";                   // P-256, P-192, RSA:2048, DSA, ED25519, …
  std::string hash = "SHA256";
  std::string serial = {};  // decimal; random unless said
  std::int64_t begins = kChainTime - 31536000;
  std::int64_t ends = kChainTime + 31536000;
  int version = 3;
  const Identity* same_key_as = nullptr;
  std::string issuer = {};  // CN; the issuer's subject unless said
  std::function<void(X509*)> before_signing = {};
};

Identity make_root(ChainWish wish = {});
Identity make_intermediate(const Identity& issuer, ChainWish wish = {});
// For example.com.
Identity make_leaf(const Identity& issuer, ChainWish wish = {});

// A list of revoked serial numbers of `issuer`, issued a day before kChainTime, for 30 days.
struct CrlWish {
  std::vector<const X509*> revoked = {};
  std::vector<ExtensionWish> extensions = {};
  bool number = true;
  bool next_update = true;
  std::int64_t issued = kChainTime - 86400;
  std::int64_t next = kChainTime + 30 * 86400;
  const Identity* signer = nullptr;  // the issuer unless said
};
std::string make_crl(const Identity& issuer, const CrlWish& wish = {});

}  // namespace cfy::test
