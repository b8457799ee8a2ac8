#include "sandbox/oauth/client_authentication.hpp"

#include <algorithm>
#include <array>
#include <optional>
#include <vector>

#include <openssl/evp.h>
#include <strings.h>

#include "oauth/jwk_set.hpp"
#include "oauth/jwt.hpp"
#include "sandbox/oauth/answer.hpp"
#include "sandbox/text.hpp"

namespace cfy::sandbox {
namespace {

using nlohmann::json;

constexpr std::string_view kAssertionType = "urn:ietf:params:oauth:client-assertion-type:jwt-bearer";
constexpr std::int64_t kLongestAssertion = 600;  // seconds that one may still be good for

constexpr const char* kNone = "none";

// What a request says about its client, not yet believed.
struct Claim {
  std::string method;
  std::string id;
  std::string proof;  // the secret or the assertion
};

Error unknown_client() { return client_refusal("The client is not known, or did not prove that it is the one."); }

std::optional<std::string> decode_base64(std::string_view text) {
  std::vector<unsigned char> bytes(text.size() / 4 * 3 + 1);
  if (text.empty() || text.size() % 4 != 0) return std::nullopt;
  const int size =
      EVP_DecodeBlock(bytes.data(), reinterpret_cast<const unsigned char*>(text.data()), static_cast<int>(text.size()));
  const auto padding = std::count(text.end() - 2, text.end(), '=');
  if (size < padding) return std::nullopt;
  return std::string(bytes.begin(), bytes.begin() + (size - padding));
}

// RFC 6749 section 2.3.1: both parts are form-encoded before they are joined.
std::optional<Claim> read_basic(std::string_view authorization) {
  constexpr std::string_view kScheme = "Basic ";
  if (authorization.size() < kScheme.size()) return std::nullopt;
  if (::strncasecmp(authorization.data(), kScheme.data(), kScheme.size()) != 0) return std::nullopt;
  auto pair = decode_base64(authorization.substr(kScheme.size()));
  if (!pair) return std::nullopt;
  std::ranges::replace(*pair, '+', ' ');
  const std::size_t colon = std::min(pair->find(':'), pair->size());
  auto id = percent_decode(std::string_view(*pair).substr(0, colon));
  auto secret = percent_decode(std::string_view(*pair).substr(std::min(colon + 1, pair->size())));
  if (!id || !secret) return std::nullopt;
  return Claim{"client_secret_basic", *std::move(id), *std::move(secret)};
}

// Whom an assertion is about: only to find the key that it has to be signed with.
std::string subject_of(std::string_view assertion) {
  const auto inspected = oauth::inspect_jwt(assertion);
  if (!inspected) return {};
  const json claims = json::parse(*inspected).value("claims", json());
  const bool has_subject = claims.is_object() && claims.contains("sub") && claims["sub"].is_string();
  return has_subject ? claims["sub"].get<std::string>() : std::string();
}

Result<Claim> read_claim(const Request& request, const Parameters& parameters) {
  const bool basic = request.headers.contains("Authorization");
  const bool post = parameters.has("client_secret");
  const bool assertion = parameters.has("client_assertion");
  if (int{basic} + int{post} + int{assertion} > 1) {
    return oauth_refusal("invalid_request", "The client authenticates in two ways at once.");
  }
  Claim claim{kNone, parameters.get("client_id"), {}};
  if (basic) {
    auto read = read_basic(request.header("Authorization"));
    if (!read) return client_refusal("The field Authorization does not hold a client's id and secret.");
    claim = *std::move(read);
  } else if (post) {
    claim = {"client_secret_post", parameters.get("client_id"), parameters.get("client_secret")};
  } else if (assertion) {
    if (parameters.get("client_assertion_type") != kAssertionType) {
      return oauth_refusal("invalid_request",
                           "The parameter client_assertion_type is not " + std::string(kAssertionType) + ".");
    }
    claim = {"private_key_jwt", subject_of(parameters.get("client_assertion")), parameters.get("client_assertion")};
  }
  const std::string& named = parameters.get("client_id");
  if (!named.empty() && named != claim.id) return unknown_client();
  return claim;
}

// The issuer is the audience that RFC 9700 section 2.5.2 leaves; older clients name the token endpoint.
Result<std::string> verify_assertion(const Realm& realm, const OAuthClient& client, const std::string& assertion) {
  const auto keys = oauth::JwkSet::parse(client.jwks.dump());
  if (!keys) return keys.error();
  oauth::JwtRules rules;
  rules.issuer = client.id;
  rules.audience = realm.issuer;
  auto payload = oauth::verify_jwt(assertion, *keys, rules, realm.clock);
  if (payload || payload.error().rule != "aud_wrong") return payload;
  rules.audience = realm.url("/token");
  return oauth::verify_jwt(assertion, *keys, rules, realm.clock);
}

Result<void> check_assertion(Realm& realm, const OAuthClient& client, const std::string& assertion) {
  const auto payload = verify_assertion(realm, client, assertion);
  if (!payload) return client_refusal("The assertion breaks the rule " + payload.error().rule + ".");
  const json claims = json::parse(*payload);
  const json jti = claims.value("jti", json());
  if (claims.value("sub", json()) != client.id || !jti.is_string()) {
    return client_refusal("The assertion lacks jti, or the client as sub.");
  }
  if (claims.at("exp").get<double>() > static_cast<double>(realm.now() + kLongestAssertion)) {
    return client_refusal("The assertion is good for more than ten minutes.");
  }
  const std::string use = client.id + '\n' + jti.get<std::string>();
  if (realm.tickets.put("assertion_jti", use, nullptr, 2 * kLongestAssertion)) return {};
  return client_refusal("The assertion was used before; make a new one for each request.");
}

// A certificate counts where the client is known by one, and nowhere else.
bool authenticates_by(const OAuthClient& client, const Claim& claim, const Request& request) {
  if (client.authentication != kTlsClientAuth) return client.authentication == claim.method;
  return claim.method == kNone && request.certificate && "CN=" + request.certificate->name == client.certificate;
}

Result<void> check_proof(Realm& realm, const OAuthClient& client, const Claim& claim) {
  if (client.authentication == kTlsClientAuth) return {};
  if (claim.method == kNone) return {};
  if (claim.method == "private_key_jwt") return check_assertion(realm, client, claim.proof);
  return client.has_secret(claim.proof, realm.now()) ? Result<void>() : unknown_client();
}

}  // namespace

Result<OAuthClient> authenticate_client(Realm& realm, const Request& request, const Parameters& parameters) {
  const auto claim = read_claim(request, parameters);
  if (!claim) return claim.error();
  auto client = realm.clients.find(claim->id);
  if (!client) return unknown_client();
  if (!authenticates_by(*client, *claim, request)) {
    return client_refusal("This client authenticates by " + client->authentication + " alone.");
  }
  if (auto proven = check_proof(realm, *client, *claim); !proven) return std::move(proven).error();
  return *std::move(client);
}

}  // namespace cfy::sandbox
