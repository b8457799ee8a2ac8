#include "oauth/jwt.hpp"

#include <algorithm>
#include <array>
#include <charconv>

#include <simdjson.h>

#include "base/closest.hpp"
#include "oauth/base64url.hpp"
#include "oauth/json_reading.hpp"
#include "oauth/jws.hpp"
#include "oauth/jwt_claims.hpp"
#include "oauth/refusal.hpp"

namespace cfy::oauth {
namespace {

constexpr std::array<std::string_view, 10> kRuleNames = {"alg", "profile",      "issuer", "audience", "nonce",
                                                         "typ", "access_token", "leeway", "at",       "claims"};

Error bad_form(std::string_view name, std::string_view wanted) {
  return validation_error(std::string(name), "form", std::string(name) + " must be " + std::string(wanted) + ".");
}

Result<std::chrono::seconds> seconds_of(std::string_view name, std::string_view value, std::int64_t most) {
  std::int64_t number = 0;
  const auto [end, problem] = std::from_chars(value.data(), value.data() + value.size(), number);
  if (problem != std::errc() || end != value.data() + value.size() || number < 0 || number > most) {
    return bad_form(name, "a whole number of seconds from 0 to " + std::to_string(most));
  }
  return std::chrono::seconds(number);
}

Result<std::vector<Algorithm>> algorithms_of(std::string_view list) {
  std::vector<Algorithm> algorithms;
  while (!list.empty()) {
    const std::size_t end = std::min(list.find_first_of(", "), list.size());
    const std::string_view name = list.substr(0, end);
    list.remove_prefix(std::min(end + 1, list.size()));
    if (name.empty()) continue;
    const std::optional<Algorithm> algorithm = find_algorithm(name);
    if (!algorithm) {
      return validation_error("alg", "unknown_algorithm",
                              "There is no algorithm of that name." + did_you_mean(name, algorithm_names()));
    }
    algorithms.push_back(*algorithm);
  }
  if (algorithms.empty()) return bad_form("alg", "the name of an algorithm, such as ES256");
  return algorithms;
}

std::optional<TokenProfile> profile_of(std::string_view name) {
  if (name == "jwt") return TokenProfile::jwt;
  if (name == "id_token") return TokenProfile::id_token;
  if (name == "access_token") return TokenProfile::access_token;
  return std::nullopt;
}

}  // namespace

Result<void> JwtRules::set(std::string_view name, std::string_view value) {
  const auto assign = [](auto& to, auto result) -> Result<void> {
    if (!result) return std::move(result).error();
    to = *std::move(result);
    return {};
  };
  const auto text = [&](std::optional<std::string>& to) -> Result<void> {
    // An unset variable of a script must not become a rule that is met by nothing, or one that is not applied.
    if (value.empty()) return bad_form(name, "a text that is not empty");
    to = std::string(value);
    return {};
  };
  if (name == "alg") {
    const Result<std::vector<Algorithm>> given = algorithms_of(value);
    if (!given) return given.error();
    if (!algorithms_given_) algorithms.clear();
    algorithms_given_ = true;
    algorithms.insert(algorithms.end(), given->begin(), given->end());
    return {};
  }
  if (name == "issuer") return text(issuer);
  if (name == "audience") return text(audience);
  if (name == "nonce") return text(nonce);
  if (name == "typ") return text(typ);
  if (name == "access_token") return assign(access_token, secrets::Secret::copy_of(value));
  if (name == "leeway") return assign(leeway, seconds_of(name, value, 300));
  if (name == "at") return assign(at, seconds_of(name, value, 253402300799));
  if (name == "profile") {
    const std::optional<TokenProfile> known = profile_of(value);
    if (!known) return bad_form(name, "jwt, id_token or access_token");
    profile = *known;
    return {};
  }
  if (name == "claims") {
    if (value != "true" && value != "false") return bad_form(name, "true or false");
    claims = value == "true";
    return {};
  }
  return validation_error("name", "unknown_rule",
                          "There is no rule of that name for tokens." + did_you_mean(name, kRuleNames));
}

Result<std::string> verify_jwt(std::string_view token, const JwkSet& keys, const JwtRules& rules, const Clock& clock) {
  Result<VerifiedToken> verified = verify_token(token, keys, rules.algorithms);
  if (!verified) return std::move(verified).error();
  if (Result<void> typ = check_typ(verified->header, rules); !typ) return std::move(typ).error();
  if (rules.claims) {
    Result<void> claims = check_claims(verified->payload, verified->algorithm, rules, clock);
    if (!claims) return std::move(claims).error();
  }
  return std::move(verified->payload);
}

Result<std::string> inspect_jwt(std::string_view token) {
  const Result<CompactToken> parts = split_token(token);
  if (!parts) return parts.error();
  const Result<std::string> payload = base64url_decode(parts->payload, "payload");
  if (!payload) return payload.error();
  sanitize::JsonDocument document;
  const Result<simdjson::dom::object> header = read_object(document, parts->header, "header", kMostHeaderBytes);
  if (!header) return header.error();
  const std::string header_text = simdjson::minify(*header);
  const Result<simdjson::dom::object> claims = read_object(document, *payload, "claims", kMostTokenBytes);
  // A payload with a JSON fault would be shown as something that it isn't.
  if (!claims && claims.error().rule != "syntax" && claims.error().rule != "json_object" &&
      claims.error().rule != "invalid_utf8") {
    return claims.error();
  }
  return R"({"verified":false,"header":)" + header_text + R"(,"claims":)" +
         (claims ? std::string(simdjson::minify(*claims)) : "null") + "}";
}

}  // namespace cfy::oauth
