#include "sandbox/oauth/client_registration.hpp"

#include <algorithm>
#include <utility>

#include "oauth/jwk_set.hpp"
#include "oauth/metadata.hpp"
#include "sandbox/oauth/answer.hpp"
#include "sandbox/random.hpp"
#include "sandbox/target.hpp"
#include "sandbox/text.hpp"

namespace cfy::sandbox {
namespace {

using nlohmann::json;

constexpr std::size_t kSecretCharacters = 52;  // of 5 bits
constexpr std::int64_t kOverlap = 3600;        // seconds that a secret works on after the next one was made
constexpr std::string_view kPath = "/oauth/register/";

Error bad_metadata(std::string description) { return oauth_refusal("invalid_client_metadata", std::move(description)); }

bool has_only(const std::vector<std::string>& names, const std::vector<std::string_view>& known) {
  return std::ranges::all_of(names,
                             [&](const std::string& name) { return std::ranges::find(known, name) != known.end(); });
}

// https, or http on loopback, or a scheme of the application's own (RFC 8252 section 7.1: with a dot in it).
bool may_be_redirected_to(const std::string& uri) {
  const std::string scheme = uri.substr(0, std::min(uri.find(':'), uri.size()));
  const bool plain =
      std::ranges::all_of(uri, [](char c) { return c > ' ' && c < '\x7f' && c != '\\' && c != '#' && c != ';'; });
  const bool own = scheme.find('.') != std::string::npos && scheme.size() < uri.size();
  return plain && (own || is_loopback(uri) || oauth::check_endpoint(uri, "redirect_uri").ok());
}

Result<void> read_keys(const json& metadata, OAuthClient& client) {
  if (metadata.contains("jwks_uri")) return bad_metadata("Give the keys themselves, as jwks.");
  client.jwks = metadata.value("jwks", json());
  if (client.authentication != "private_key_jwt") return {};
  if (oauth::JwkSet::parse(client.jwks.dump(), oauth::PrivateKeys::refused)) return {};
  return bad_metadata("The method private_key_jwt needs public keys, as jwks.");
}

Result<void> read_metadata(const Realm& realm, const json& metadata, OAuthClient& client) {
  client.name = metadata.value("client_name", client.id);
  client.authentication = metadata.value("token_endpoint_auth_method", "client_secret_basic");
  client.redirect_uris = metadata.value("redirect_uris", std::vector<std::string>());
  client.grant_types = metadata.value("grant_types", std::vector<std::string>{"authorization_code"});
  client.scope = metadata.value("scope", "");
  client.certificate = metadata.value("tls_client_auth_subject_dn", "");
  client.certificate_bound = metadata.value("tls_client_certificate_bound_access_tokens", false);
  client.dpop_bound = metadata.value("dpop_bound_access_tokens", false);
  client.pushes = metadata.value("require_pushed_authorization_requests", false);
  if (!has_only({client.authentication}, authentication_methods())) {
    return bad_metadata("The token_endpoint_auth_method is not one of this server's.");
  }
  if ((client.authentication == kTlsClientAuth) == client.certificate.empty()) {
    return bad_metadata("The method tls_client_auth needs tls_client_auth_subject_dn, and is alone in that.");
  }
  if (!has_only(client.grant_types, grant_types()))
    return bad_metadata("The grant_types has one that is not this server's.");
  if (client.is_public() && client.may_use("client_credentials")) {
    return bad_metadata("A client that does not authenticate has no credentials of its own.");
  }
  if (!std::ranges::all_of(client.redirect_uris, may_be_redirected_to)) {
    return oauth_refusal("invalid_redirect_uri",
                         "A redirect URI is https, http on 127.0.0.1 or [::1], or of a scheme with a dot.");
  }
  if (auto scope = narrowed_scope(realm, client.scope, client.scope); !scope)
    return bad_metadata(scope.error().message);
  return read_keys(metadata, client);
}

// What a member of another type than it has to be throws.
Result<void> read_checked(const Realm& realm, const json& metadata, OAuthClient& client) {
  if (!metadata.is_object()) return bad_metadata("The metadata is not a JSON object.");
  try {
    return read_metadata(realm, metadata, client);
  } catch (const json::type_error&) {
    return bad_metadata("A member of the metadata is of the wrong type.");
  }
}

json describe(const Realm& realm, const OAuthClient& client) {
  json answer = {{"client_id", client.id},
                 {"client_name", client.name},
                 {"token_endpoint_auth_method", client.authentication},
                 {"redirect_uris", client.redirect_uris},
                 {"grant_types", client.grant_types},
                 {"response_types", {"code"}},
                 {"scope", client.scope},
                 {"dpop_bound_access_tokens", client.dpop_bound},
                 {"require_pushed_authorization_requests", client.pushes},
                 {"registration_client_uri", realm.origin + std::string(kPath) + client.id}};
  if (!client.certificate.empty()) answer["tls_client_auth_subject_dn"] = client.certificate;
  if (client.certificate_bound) answer["tls_client_certificate_bound_access_tokens"] = true;
  if (!client.jwks.is_null()) answer["jwks"] = client.jwks;
  return answer;
}

bool needs_secret(const OAuthClient& client) { return client.authentication.starts_with("client_secret_"); }

// Puts a new secret into `client` and into the answer.
void add_secret(const Realm& realm, OAuthClient& client, json& answer) {
  if (!needs_secret(client)) return;
  const std::string secret = random_base32(kSecretCharacters);
  client.previous_sha256 = std::exchange(client.secret_sha256, sha256_hex(secret));
  client.previous_until = realm.now() + kOverlap;
  answer["client_secret"] = secret;
  answer["client_secret_expires_at"] = 0;
}

std::string bearer(const Request& request) {
  const Credential credential = read_credential(request);
  return credential.scheme == AuthScheme::bearer ? std::string(credential.value) : std::string();
}

Result<json> update(Realm& realm, OAuthClient client, const Request& request) {
  const json metadata = json::parse(request.body, nullptr, false);
  if (!metadata.is_object() || metadata.value("client_id", json()) != client.id) {
    return oauth_refusal("invalid_request", "The body has to be the client's metadata, with its client_id.");
  }
  if (metadata.contains("client_secret") &&
      !(metadata["client_secret"].is_string() &&
        client.has_secret(metadata["client_secret"].get<std::string>(), realm.now()))) {
    return oauth_refusal("invalid_request", "A client cannot choose its secret: leave client_secret out.");
  }
  if (auto read = read_checked(realm, metadata, client); !read) return std::move(read).error();
  json answer = describe(realm, client);
  add_secret(realm, client, answer);
  answer["registration_access_token"] = bearer(request);
  realm.clients.put(client);
  return answer;
}

}  // namespace

const std::vector<std::string_view>& authentication_methods() {
  static const std::vector<std::string_view> kMethods = {"none", "client_secret_basic", "client_secret_post",
                                                         "private_key_jwt", kTlsClientAuth};
  return kMethods;
}

const std::vector<std::string_view>& grant_types() {
  static const std::vector<std::string_view> kTypes = {"authorization_code", "refresh_token", "client_credentials",
                                                       "urn:ietf:params:oauth:grant-type:device_code",
                                                       "urn:ietf:params:oauth:grant-type:token-exchange"};
  return kTypes;
}

Result<json> add_client(Realm& realm, const json& metadata, std::string_view id) {
  OAuthClient client;
  client.id = id.empty() ? "client_" + random_base32(12) : std::string(id);
  if (auto read = read_checked(realm, metadata, client); !read) return std::move(read).error();
  json answer = describe(realm, client);
  add_secret(realm, client, answer);
  client.previous_sha256.clear();
  const std::string registration = random_base32(kSecretCharacters);
  client.registration_sha256 = sha256_hex(registration);
  answer["registration_access_token"] = registration;
  realm.clients.put(client);
  return answer;
}

json describe_clients(Realm& realm) {
  json list = json::array();
  for (const OAuthClient& client : realm.clients.all()) list.push_back(describe(realm, client));
  return list;
}

bool remove_client(Realm& realm, std::string_view id) {
  if (!realm.clients.find(id)) return false;
  realm.tokens.revoke_client(id);
  realm.clients.remove(id);
  return true;
}

Reply register_client(Realm& realm, const Request& request) {
  const auto answer = add_client(realm, json::parse(request.body, nullptr, false));
  return answer ? oauth_answer(201, *answer) : oauth_answer(answer.error());
}

Reply manage_client(Realm& realm, const Request& request) {
  const auto client = realm.clients.find(path_of(request.target).substr(kPath.size()));
  if (!client || client->registration_sha256 != sha256_hex(bearer(request))) {
    return oauth_answer(oauth_refusal("invalid_token", "The registration token is not this client's.", 401));
  }
  if (request.method == "GET") return oauth_answer(200, describe(realm, *client));
  if (request.method == "DELETE") {
    remove_client(realm, client->id);
    Reply reply = oauth_answer(200, json::object());
    reply.status = 204;
    reply.body.clear();
    return reply;
  }
  const auto answer = update(realm, *client, request);
  return answer ? oauth_answer(200, *answer) : oauth_answer(answer.error());
}

}  // namespace cfy::sandbox
