#include "oauth/proofs.hpp"

#include <algorithm>
#include <cmath>

#include <openssl/crypto.h>
#include <simdjson.h>
#include <nlohmann/json.hpp>

#include "oauth/base64url.hpp"
#include "oauth/json_reading.hpp"
#include "oauth/jws.hpp"
#include "oauth/pkce.hpp"
#include "oauth/refusal.hpp"

namespace cfy::oauth {
namespace {

namespace dom = simdjson::dom;
using Json = nlohmann::ordered_json;

std::int64_t unix_seconds(const Clock& clock) {
  return std::chrono::floor<std::chrono::seconds>(clock.wall_now().time_since_epoch()).count();
}

// RFC 9449 section 4.2: `htu` is the target without query and fragment.
std::string_view bare_url(std::string_view url) { return url.substr(0, std::min(url.find_first_of("?#"), url.size())); }

bool same(std::string_view a, std::string_view b) {
  return a.size() == b.size() && CRYPTO_memcmp(a.data(), b.data(), a.size()) == 0;
}

Result<std::string_view> needed(dom::object claims, std::string_view name) {
  const auto value = string_member(claims, name, "claims", "claim_form");
  if (!value) return value.error();
  if (!*value) {
    return refused("claims." + std::string(name), "claim_missing", "The proof has no `" + std::string(name) + "`.");
  }
  return **value;
}

Result<void> must_be(dom::object claims, std::string_view name, std::string_view expected, std::string_view rule) {
  const Result<std::string_view> value = needed(claims, name);
  if (!value) return value.error();
  if (same(*value, expected)) return {};
  return refused("claims." + std::string(name), std::string(rule),
                 "The proof was made for another request (`" + std::string(name) + "`).");
}

Result<void> check_age(dom::object claims, std::chrono::seconds window, const Clock& clock) {
  const auto iat = member(claims, "iat");
  if (!iat) return refused("claims.iat", "claim_missing", "The proof has no `iat`.");
  const double at = iat->is_number() ? iat->get_double().value() : -1;
  if (at < 0 || std::floor(at) != at) {
    return refused("claims.iat", "date_form", "The proof's `iat` must be a whole number of seconds since 1970.");
  }
  const double age = static_cast<double>(unix_seconds(clock)) - at;
  const auto most = static_cast<double>(window.count());
  if (age > most) return refused("claims.iat", "expired", "The proof is too old; make a new one for each request.");
  if (age < -most)
    return refused("claims.iat", "issued_in_future", "The proof was made later than now; check the clock.");
  return {};
}

Result<Jwk> key_of(const JoseHeader& header) {
  sanitize::JsonDocument document;
  if (!header.jwk) return refused("header.jwk", "jwk_form", "The proof doesn't bring its public key (`jwk`).");
  const Result<dom::object> members = read_object(document, *header.jwk, "header.jwk", kMostHeaderBytes);
  if (!members) return members.error();
  Result<Jwk> key = Jwk::parse(*members);
  if (key && (key->symmetric() || member(*members, "d"))) {
    return refused("header.jwk", "private_key", "The proof gives its private key away (`jwk`).");
  }
  return key;
}

Result<void> check_request(dom::object claims, const DpopExpectation& expected) {
  if (Result<void> good = must_be(claims, "htm", expected.method, "htm_wrong"); !good) return good;
  if (Result<void> good = must_be(claims, "htu", bare_url(expected.url), "htu_wrong"); !good) return good;
  if (expected.access_token != nullptr) {
    Result<void> good = must_be(claims, "ath", base64url_sha256(expected.access_token->reveal()), "ath_wrong");
    if (!good) return good;
  }
  return expected.nonce.empty() ? Result<void>() : must_be(claims, "nonce", expected.nonce, "nonce_wrong");
}

}  // namespace

Result<std::string> make_dpop_proof(const Signer& signer, const DpopWish& wish, const Clock& clock) {
  Result<std::string> jti = random_text(16);
  if (!jti) return jti;
  Json claims = {{"jti", *jti}, {"htm", wish.method}, {"htu", bare_url(wish.url)}, {"iat", unix_seconds(clock)}};
  if (wish.access_token != nullptr) claims["ath"] = base64url_sha256(wish.access_token->reveal());
  if (!wish.nonce.empty()) claims["nonce"] = wish.nonce;
  return signer.sign({{"typ", "dpop+jwt"}, {"jwk", Json::parse(signer.public_key())}}, claims.dump());
}

Result<DpopProof> check_dpop_proof(std::string_view proof, const DpopExpectation& expectation, const Clock& clock) {
  const Result<CompactToken> parts = split_token(proof);
  if (!parts) return parts.error();
  const Result<JoseHeader> header = read_header(parts->header, HeaderKey::needed);
  if (!header) return header.error();
  if (header->typ != "dpop+jwt") return refused("header.typ", "typ_wrong", "The token is no DPoP proof (`typ`).");
  const Result<Algorithm> algorithm = allowed_algorithm(*header, default_algorithms());
  if (!algorithm) return algorithm.error();
  const Result<Jwk> key = key_of(*header);
  if (!key) return key.error();
  if (const Result<void> fits = key->fits(*algorithm); !fits) return fits.error();
  if (const Result<void> valid = key->verify(*algorithm, parts->input, parts->signature); !valid) return valid.error();

  const Result<std::string> payload = base64url_decode(parts->payload, "payload");
  if (!payload) return payload.error();
  sanitize::JsonDocument document;
  const Result<dom::object> claims = read_object(document, *payload, "claims", kMostTokenBytes);
  if (!claims) return claims.error();
  const Result<std::string_view> jti = needed(*claims, "jti");
  if (!jti) return jti.error();
  if (const Result<void> good = check_request(*claims, expectation); !good) return good.error();
  if (const Result<void> good = check_age(*claims, expectation.window, clock); !good) return good.error();
  Result<std::string> thumbprint = key->thumbprint();
  if (!thumbprint) return std::move(thumbprint).error();
  return DpopProof{*std::move(thumbprint), std::string(*jti)};
}

Result<std::string> make_client_assertion(const Signer& signer, std::string_view client_id, std::string_view audience,
                                          const Clock& clock) {
  constexpr std::int64_t kLifetime = 60;
  Result<std::string> jti = random_text(16);
  if (!jti) return jti;
  const std::int64_t now = unix_seconds(clock);
  const Json claims = {{"iss", client_id}, {"sub", client_id}, {"aud", audience},
                       {"jti", *jti},      {"iat", now},       {"exp", now + kLifetime}};
  return signer.sign({{"typ", "JWT"}}, claims.dump());
}

}  // namespace cfy::oauth
