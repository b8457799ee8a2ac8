#include "oauth/key.hpp"

#include <algorithm>
#include <array>
#include <cstdint>

#include <openssl/core_names.h>
#include <openssl/err.h>

#include "oauth/base64url.hpp"
#include "oauth/key_parts.hpp"
#include "oauth/refusal.hpp"

namespace cfy::oauth {
namespace {

using namespace std::string_view_literals;

Error refused_key(const char* rule, std::string message) { return refused("jwks", rule, std::move(message)); }

struct Curve {
  std::string_view name;   // in JOSE
  const char* group;       // in OpenSSL
  std::size_t coordinate;  // bytes
};
constexpr std::array kCurves = {Curve{"P-256", "prime256v1", 32}, Curve{"P-384", "secp384r1", 48},
                                Curve{"P-521", "secp521r1", 66}};

struct EdwardsCurve {
  std::string_view name;
  int type;
  std::size_t key;        // bytes
  std::size_t signature;  // bytes
};
constexpr std::array kEdwardsCurves = {EdwardsCurve{"Ed25519", EVP_PKEY_ED25519, 32, 64},
                                       EdwardsCurve{"Ed448", EVP_PKEY_ED448, 57, 114}};

Error unknown_curve() {
  return refused_key("unknown_curve",
                     "The key is on a curve that is not supported; use P-256, P-384, P-521, Ed25519 "
                     "or Ed448.");
}

// The parameters hold views of these numbers until they are turned into a key.
class KeyBuilder {
 public:
  KeyBuilder() : builder_(OSSL_PARAM_BLD_new()) {}

  void number(const char* name, std::string_view bytes) {
    if (bytes.empty()) return;
    numbers_[count_] = number_from(bytes);
    good_ = good_ && OSSL_PARAM_BLD_push_BN(builder_.get(), name, numbers_[count_].get()) == 1;
    ++count_;
  }
  void text(const char* name, const char* value) {
    good_ = good_ && OSSL_PARAM_BLD_push_utf8_string(builder_.get(), name, value, 0) == 1;
  }
  void octets(const char* name, std::string_view value) {
    good_ = good_ && OSSL_PARAM_BLD_push_octet_string(builder_.get(), name, value.data(), value.size()) == 1;
  }

  // Null if OpenSSL refuses.
  KeyHandle build(const char* type, int selection) {
    const Params params(OSSL_PARAM_BLD_to_param(builder_.get()));
    const KeyContext context(EVP_PKEY_CTX_new_from_name(nullptr, type, nullptr));
    EVP_PKEY* made = nullptr;
    if (good_ && params && context && EVP_PKEY_fromdata_init(context.get()) == 1) {
      EVP_PKEY_fromdata(context.get(), &made, selection, params.get());
    }
    ERR_clear_error();
    return made == nullptr ? KeyHandle() : KeyHandle(made, &EVP_PKEY_free);
  }

 private:
  ParamBuilder builder_;
  std::array<Number, 8> numbers_;
  std::size_t count_ = 0;
  bool good_ = true;
};

// Moduli of the generator ROCA are powers of 65537 modulo each small prime; others are so for all of them with a
// probability under 2^-27 per modulus (the fingerprint that the finders of CVE-2017-15361 published).
bool has_roca_form(const BIGNUM& modulus) {
  constexpr std::array<std::uint32_t, 38> kPrimes = {3,   5,   7,   11,  13,  17,  19,  23,  29,  31,  37,  41,  43,
                                                     47,  53,  59,  61,  67,  71,  73,  79,  83,  89,  97,  101, 103,
                                                     107, 109, 113, 127, 131, 137, 139, 149, 151, 157, 163, 167};
  return std::all_of(kPrimes.begin(), kPrimes.end(), [&modulus](std::uint32_t prime) {
    const auto remainder = static_cast<std::uint32_t>(BN_mod_word(&modulus, prime));
    std::uint32_t power = 1;
    do {
      if (power == remainder) return true;
      power = power * (65537U % prime) % prime;
    } while (power != 1);
    return false;
  });
}

Result<void> check_rsa(const RsaParts& parts) {
  constexpr std::size_t kLongestModulus = 2048;  // bytes: longer ones cost more than they protect
  constexpr std::size_t kLongestExponent = 8;
  if (parts.n.empty() || parts.e.empty() || parts.n.front() == '\0' || parts.e.front() == '\0') {
    return refused_key("jwk_integer",
                       "A number of the RSA key is empty or has leading zeros; write it as RFC 7518 says.");
  }
  if (parts.n.size() > kLongestModulus) return refused_key("jwk_size", "The RSA key is longer than 16384 bits.");
  const Number modulus = number_from(parts.n);
  if (BN_num_bits(modulus.get()) < 2048) {
    return refused_key("weak_key", "The RSA key is shorter than 2048 bits; make a longer one.");
  }
  if (BN_is_odd(modulus.get()) == 0) return refused_key("weak_key", "The RSA key's modulus is even; make a new key.");
  const bool odd = (static_cast<unsigned char>(parts.e.back()) & 1U) != 0;
  if (parts.e.size() > kLongestExponent || !odd || parts.e == "\x01"sv) {
    return refused_key("weak_exponent",
                       "The RSA key's public exponent is 1, even or beyond 64 bits; use 65537 (AQAB).");
  }
  if (has_roca_form(*modulus)) {
    return refused_key("weak_key", "The RSA key comes from a broken generator (CVE-2017-15361); make a new key.");
  }
  return {};
}

// The seven encodings of points of order 1, 2, 4 and 8, without the sign bit.
bool has_small_order(std::string_view point) {
  constexpr std::array<std::string_view, 7> kPoints = {
      "\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00"
      "\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00"sv,
      "\x01\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00"
      "\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00"sv,
      "\x26\xe8\x95\x8f\xc2\xb2\x27\xb0\x45\xc3\xf4\x89\xf2\xef\x98\xf0"
      "\xd5\xdf\xac\x05\xd3\xc6\x33\x39\xb1\x38\x02\x88\x6d\x53\xfc\x05"sv,
      "\xc7\x17\x6a\x70\x3d\x4d\xd8\x4f\xba\x3c\x0b\x76\x0d\x10\x67\x0f"
      "\x2a\x20\x53\xfa\x2c\x39\xcc\xc6\x4e\xc7\xfd\x77\x92\xac\x03\x7a"sv,
      "\xec\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff"
      "\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\x7f"sv,
      "\xed\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff"
      "\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\x7f"sv,
      "\xee\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff"
      "\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\x7f"sv};
  std::string unsigned_point(point);
  unsigned_point.back() = static_cast<char>(static_cast<unsigned char>(unsigned_point.back()) & 0x7FU);
  return std::find(kPoints.begin(), kPoints.end(), unsigned_point) != kPoints.end();
}

std::string number_of_key(const EVP_PKEY& key, const char* name, std::size_t size = 0) {
  BIGNUM* raw = nullptr;
  if (EVP_PKEY_get_bn_param(&key, name, &raw) != 1) return {};
  const Number number(raw);
  return bytes_from(*number, size);
}

const Curve* find_curve(std::string_view name) {
  const auto* const found =
      std::find_if(kCurves.begin(), kCurves.end(), [name](const Curve& curve) { return curve.name == name; });
  return found == kCurves.end() ? nullptr : found;
}

const EdwardsCurve* find_edwards_curve(std::string_view name) {
  const auto* const found = std::find_if(kEdwardsCurves.begin(), kEdwardsCurves.end(),
                                         [name](const EdwardsCurve& curve) { return curve.name == name; });
  return found == kEdwardsCurves.end() ? nullptr : found;
}

}  // namespace

Result<KeyHandle> make_rsa_key(const RsaParts& parts) {
  if (Result<void> checked = check_rsa(parts); !checked) return std::move(checked).error();
  KeyBuilder builder;
  builder.number(OSSL_PKEY_PARAM_RSA_N, parts.n);
  builder.number(OSSL_PKEY_PARAM_RSA_E, parts.e);
  if (!parts.d.empty()) {
    builder.number(OSSL_PKEY_PARAM_RSA_D, parts.d);
    builder.number(OSSL_PKEY_PARAM_RSA_FACTOR1, parts.p);
    builder.number(OSSL_PKEY_PARAM_RSA_FACTOR2, parts.q);
    builder.number(OSSL_PKEY_PARAM_RSA_EXPONENT1, parts.dp);
    builder.number(OSSL_PKEY_PARAM_RSA_EXPONENT2, parts.dq);
    builder.number(OSSL_PKEY_PARAM_RSA_COEFFICIENT1, parts.qi);
  }
  KeyHandle key = builder.build("RSA", parts.d.empty() ? EVP_PKEY_PUBLIC_KEY : EVP_PKEY_KEYPAIR);
  if (!key) return refused_key("jwk_form", "The RSA key's numbers make no key; give the key as it was made.");
  return key;
}

Result<KeyHandle> make_ec_key(std::string_view curve, std::string_view x, std::string_view y, std::string_view d) {
  const Curve* const known = find_curve(curve);
  if (known == nullptr) return unknown_curve();
  if (x.size() != known->coordinate || y.size() != known->coordinate || (!d.empty() && d.size() != known->coordinate)) {
    return refused_key("jwk_size",
                       "A number of the EC key doesn't have its curve's length; write it as RFC 7518 says.");
  }
  KeyBuilder builder;
  builder.text(OSSL_PKEY_PARAM_GROUP_NAME, known->group);
  const std::string point = std::string("\x04").append(x).append(y);
  builder.octets(OSSL_PKEY_PARAM_PUB_KEY, point);
  builder.number(OSSL_PKEY_PARAM_PRIV_KEY, d);
  KeyHandle key = builder.build("EC", d.empty() ? EVP_PKEY_PUBLIC_KEY : EVP_PKEY_KEYPAIR);
  const KeyContext context(key ? EVP_PKEY_CTX_new_from_pkey(nullptr, key.get(), nullptr) : nullptr);
  const bool on_curve = context && EVP_PKEY_public_check(context.get()) == 1;
  ERR_clear_error();
  if (!on_curve)
    return refused_key("not_on_curve", "The EC key's point is not on its curve; give the key as it was made.");
  return key;
}

Result<KeyHandle> make_okp_key(std::string_view curve, std::string_view x, std::string_view d) {
  const EdwardsCurve* const known = find_edwards_curve(curve);
  if (known == nullptr) return unknown_curve();
  if (x.size() != known->key || (!d.empty() && d.size() != known->key)) {
    return refused_key("jwk_size", "The key doesn't have its curve's length; write it as RFC 8037 says.");
  }
  if (known->type == EVP_PKEY_ED25519 && has_small_order(x)) {
    return refused_key("weak_key", "The Ed25519 key is one for which anybody can sign; make a new one.");
  }
  EVP_PKEY* const made = d.empty() ? EVP_PKEY_new_raw_public_key(known->type, nullptr, bytes_of(x), x.size())
                                   : EVP_PKEY_new_raw_private_key(known->type, nullptr, bytes_of(d), d.size());
  ERR_clear_error();
  if (made == nullptr) return refused_key("jwk_form", "The bytes make no key; give the key as it was made.");
  return KeyHandle(made, &EVP_PKEY_free);
}

std::string curve_of(const EVP_PKEY& key) {
  for (const EdwardsCurve& curve : kEdwardsCurves) {
    if (EVP_PKEY_get_base_id(&key) == curve.type) return std::string(curve.name);
  }
  std::array<char, 64> group{};
  std::size_t size = 0;
  if (EVP_PKEY_get_group_name(&key, group.data(), group.size(), &size) != 1) return {};
  for (const Curve& curve : kCurves) {
    if (std::string_view(group.data(), size) == curve.group) return std::string(curve.name);
  }
  return {};
}

bool key_fits(const EVP_PKEY& key, Algorithm algorithm) {
  const AlgorithmTraits& wanted = traits(algorithm);
  switch (EVP_PKEY_get_base_id(&key)) {
    case EVP_PKEY_RSA: return wanted.family == Family::rsa_pkcs1 || wanted.family == Family::rsa_pss;
    case EVP_PKEY_EC: return wanted.family == Family::ecdsa && curve_of(key) == wanted.curve;
    case EVP_PKEY_ED25519:
    case EVP_PKEY_ED448: return wanted.family == Family::eddsa;
    default: return false;
  }
}

Result<std::string> public_jwk(const EVP_PKEY& key) {
  const std::string curve = curve_of(key);
  if (EVP_PKEY_get_base_id(&key) == EVP_PKEY_RSA) {
    return R"({"e":")" + base64url_encode(number_of_key(key, OSSL_PKEY_PARAM_RSA_E)) + R"(","kty":"RSA","n":")" +
           base64url_encode(number_of_key(key, OSSL_PKEY_PARAM_RSA_N)) + R"("})";
  }
  if (const Curve* const known = find_curve(curve); known != nullptr) {
    const std::string x = number_of_key(key, OSSL_PKEY_PARAM_EC_PUB_X, known->coordinate);
    const std::string y = number_of_key(key, OSSL_PKEY_PARAM_EC_PUB_Y, known->coordinate);
    return R"({"crv":")" + curve + R"(","kty":"EC","x":")" + base64url_encode(x) + R"(","y":")" + base64url_encode(y) +
           R"("})";
  }
  if (const EdwardsCurve* const known = find_edwards_curve(curve); known != nullptr) {
    std::string x(known->key, '\0');
    std::size_t size = x.size();
    if (EVP_PKEY_get_raw_public_key(&key, bytes_of(x), &size) == 1) {
      return R"({"crv":")" + curve + R"(","kty":"OKP","x":")" + base64url_encode(x) + R"("})";
    }
  }
  return unknown_curve();
}

}  // namespace cfy::oauth
