#include "oauth/jwt_claims.hpp"

#include <algorithm>
#include <cmath>

#include <openssl/crypto.h>
#include <openssl/evp.h>
#include <simdjson.h>

#include "oauth/base64url.hpp"
#include "oauth/json_reading.hpp"
#include "oauth/key_parts.hpp"
#include "oauth/refusal.hpp"
#include "sanitize/json_number.hpp"

namespace cfy::oauth {
namespace {

namespace dom = simdjson::dom;
using Seconds = std::chrono::seconds;

sanitize::JsonDocument& claims_document() {
  thread_local sanitize::JsonDocument document;
  return document;
}

std::string field_of(std::string_view claim) { return "claims." + std::string(claim); }

Error missing(std::string_view claim) {
  return refused(field_of(claim), "claim_missing",
                 "The token has no `" + std::string(claim) + "`, which is needed here.");
}

// RFC 7515 section 4.1.9: `application/` may be left out, and media types have no case.
std::string media_type(std::string_view typ) {
  std::string type = lower_case(typ);
  if (type.starts_with("application/")) type.erase(0, std::string_view("application/").size());
  return type;
}

Error wrong_typ() {
  return refused("header.typ", "typ_wrong", "The token is of another kind (`typ`) than the one that is expected here.");
}

// A NumericDate that is a whole number of seconds between 1970 and 9999; nothing if the claim is absent.
Result<std::optional<Seconds>> date(dom::object claims, std::string_view claim) {
  constexpr double kYear10000 = 253402300800.0;
  const auto value = member(claims, claim);
  if (!value) return std::optional<Seconds>();
  if (value->is_number()) {
    const double number = value->get_double().value();
    if (number >= 0 && number < kYear10000 && std::floor(number) == number) {
      return std::optional(Seconds(static_cast<std::int64_t>(number)));
    }
  }
  return refused(
      field_of(claim), "date_form",
      "The token's `" + std::string(claim) + "` is no date: it must be a whole number of seconds since 1970.");
}

class Claims {
 public:
  Claims(dom::object claims, const JwtRules& rules, Seconds now) : claims_(claims), rules_(rules), now_(now) {}

  Result<void> check(Algorithm algorithm) const {
    for (const auto step : {&Claims::check_present, &Claims::check_strings, &Claims::check_dates, &Claims::check_issuer,
                            &Claims::check_audience, &Claims::check_party, &Claims::check_nonce}) {
      if (Result<void> good = (this->*step)(); !good) return good;
    }
    return check_at_hash(algorithm);
  }

 private:
  Result<void> check_present() const {
    const auto needed = [this]() -> std::vector<std::string_view> {
      switch (rules_.profile) {
        case TokenProfile::id_token: return {"iss", "sub", "aud", "exp", "iat"};
        case TokenProfile::access_token: return {"iss", "exp", "aud", "sub", "client_id", "iat", "jti"};
        case TokenProfile::jwt: break;
      }
      return {"exp"};
    };
    for (const std::string_view claim : needed()) {
      if (!member(claims_, claim)) return missing(claim);
    }
    return {};
  }

  Result<void> check_strings() const {
    for (const std::string_view claim : {"iss", "sub", "jti", "azp", "nonce", "at_hash", "client_id"}) {
      const auto value = string_member(claims_, claim, "claims", "claim_form");
      if (!value) return value.error();
    }
    return {};
  }

  Result<void> check_dates() const {
    const auto exp = date(claims_, "exp");
    if (!exp) return exp.error();
    const auto nbf = date(claims_, "nbf");
    if (!nbf) return nbf.error();
    const auto iat = date(claims_, "iat");
    if (!iat) return iat.error();
    if (*exp && now_ >= **exp + rules_.leeway) {
      return refused("claims.exp", "expired", "The token has expired; get a new one.");
    }
    if (*nbf && now_ + rules_.leeway < **nbf) {
      return refused("claims.nbf", "not_yet_valid", "The token is not valid yet; check this machine's clock.");
    }
    if (*iat && now_ + rules_.leeway < **iat) {
      return refused("claims.iat", "issued_in_future",
                     "The token says that it was issued later than now; check this machine's clock.");
    }
    return {};
  }

  Result<void> check_issuer() const {
    if (!rules_.issuer) return {};
    const auto iss = text("iss");
    if (!iss) return missing("iss");
    if (*iss == *rules_.issuer) return {};
    return refused("claims.iss", "iss_wrong", "The token is of another issuer than the one expected.");
  }

  Result<void> check_audience() const {
    const auto aud = member(claims_, "aud");
    if (!aud) return rules_.audience ? Result<void>(missing("aud")) : Result<void>();
    const Result<std::vector<std::string_view>> list = audiences(*aud);
    if (!list) return list.error();
    if (!rules_.audience || std::find(list->begin(), list->end(), *rules_.audience) != list->end()) return {};
    return refused("claims.aud", "aud_wrong", "The token is meant for somebody else (`aud`).");
  }

  static Result<std::vector<std::string_view>> audiences(dom::element aud) {
    const auto bad = [] {
      return refused("claims.aud", "claim_form", "The token's `aud` must be a string or a list of strings.");
    };
    if (aud.is_string()) return std::vector{aud.get_string().value_unsafe()};
    if (!aud.is_array()) return bad();
    std::vector<std::string_view> list;
    const dom::array items = aud.get_array().value_unsafe();
    for (const dom::element item : items) {
      if (!item.is_string()) return bad();
      list.push_back(item.get_string().value_unsafe());
    }
    if (list.empty()) return bad();
    return list;
  }

  // OpenID Connect Core section 3.1.3.7, steps 4 and 5. In other tokens `azp` means the caller, not this application.
  Result<void> check_party() const {
    if (rules_.profile != TokenProfile::id_token) return {};
    const auto azp = text("azp");
    const auto aud = member(claims_, "aud");
    const bool several = aud && aud->is_array() && aud->get_array().value_unsafe().size() > 1;
    if (!azp && several) {
      return refused("claims.azp", "azp_missing",
                     "The token is meant for several parties and doesn't say who asked for it (`azp`).");
    }
    if (!azp || !rules_.audience || *azp == *rules_.audience) return {};
    return refused("claims.azp", "azp_wrong", "The token was issued to another party (`azp`).");
  }

  Result<void> check_nonce() const {
    if (!rules_.nonce) return {};
    const auto nonce = text("nonce");
    if (!nonce) return missing("nonce");
    if (nonce->size() == rules_.nonce->size() &&
        CRYPTO_memcmp(nonce->data(), rules_.nonce->data(), nonce->size()) == 0) {
      return {};
    }
    return refused("claims.nonce", "nonce_wrong", "The token answers another request than this one (`nonce`).");
  }

  // OpenID Connect Core section 3.1.3.6: the left half of the access token's hash.
  Result<void> check_at_hash(Algorithm algorithm) const {
    if (rules_.access_token.empty()) return {};
    const auto at_hash = text("at_hash");
    if (!at_hash) return missing("at_hash");
    const EVP_MD* const digest = algorithm == Algorithm::eddsa ? digest_of(Algorithm::es512) : digest_of(algorithm);
    const std::string_view token = rules_.access_token.reveal();
    std::string hash(EVP_MAX_MD_SIZE, '\0');
    unsigned int size = 0;
    if (EVP_Digest(token.data(), token.size(), bytes_of(hash), &size, digest, nullptr) != 1) {
      return make_error(ErrorCode::internal, "OpenSSL could not compute a hash.");
    }
    const std::string expected = base64url_encode(std::string_view(hash).substr(0, size / 2));
    if (at_hash->size() == expected.size() && CRYPTO_memcmp(at_hash->data(), expected.data(), expected.size()) == 0) {
      return {};
    }
    return refused("claims.at_hash", "at_hash_wrong", "The token doesn't belong to this access token (`at_hash`).");
  }

  // check_strings() has seen that it is one, if it is there.
  std::optional<std::string_view> text(std::string_view claim) const {
    const auto value = member(claims_, claim);
    return value ? std::optional(value->get_string().value_unsafe()) : std::nullopt;
  }

  dom::object claims_;
  const JwtRules& rules_;
  Seconds now_;
};

}  // namespace

Result<void> check_typ(const JoseHeader& header, const JwtRules& rules) {
  const std::string typ = media_type(header.typ.value_or(""));
  if (rules.typ && typ != media_type(*rules.typ)) return wrong_typ();
  if (rules.profile == TokenProfile::access_token && typ != "at+jwt") return wrong_typ();
  // Not only `JWT`: an access token that is signed by the same issuer must not pass for an ID token.
  if (rules.profile == TokenProfile::id_token && !typ.empty() && typ != "jwt") return wrong_typ();
  return {};
}

Result<void> check_claims(std::string_view payload, Algorithm algorithm, const JwtRules& rules, const Clock& clock) {
  const Result<dom::object> claims = read_object(claims_document(), payload, "claims", kMostTokenBytes);
  if (!claims) return claims.error();
  const auto now = rules.at ? *rules.at : std::chrono::floor<Seconds>(clock.wall_now().time_since_epoch());
  return Claims(*claims, rules, now).check(algorithm);
}

}  // namespace cfy::oauth
