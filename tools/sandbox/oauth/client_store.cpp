#include "sandbox/oauth/client_store.hpp"

#include <algorithm>
#include <array>

#include "sandbox/records.hpp"
#include "sandbox/text.hpp"

namespace cfy::sandbox {
namespace {

using nlohmann::json;

constexpr const char* kClients = "oauth_clients";
constexpr std::array<std::string_view, 2> kLoopback = {"http://127.0.0.1", "http://[::1]"};

// The address without its port; as it is where it isn't on loopback.
std::string without_port(std::string_view uri) {
  for (const std::string_view origin : kLoopback) {
    if (!uri.starts_with(origin)) continue;
    std::string_view rest = uri.substr(origin.size());
    if (rest.starts_with(':')) {
      rest.remove_prefix(1);
      rest.remove_prefix(std::min(rest.find_first_not_of("0123456789"), rest.size()));
    }
    return std::string(origin).append(rest);
  }
  return std::string(uri);
}

OAuthClient client_of(const json& stored) {
  return OAuthClient{stored.at("id"),
                     stored.at("name"),
                     stored.at("authentication"),
                     stored.at("redirect_uris"),
                     stored.at("grant_types"),
                     stored.at("scope"),
                     stored.at("jwks"),
                     stored.at("dpop_bound"),
                     stored.at("certificate"),
                     stored.at("certificate_bound"),
                     stored.at("pushes"),
                     stored.at("secret_sha256"),
                     stored.at("previous_sha256"),
                     stored.at("previous_until"),
                     stored.at("registration_sha256")};
}

}  // namespace

bool is_loopback(std::string_view uri) {
  return std::ranges::any_of(kLoopback, [uri](std::string_view origin) {
    return uri.starts_with(origin) &&
           (uri.size() == origin.size() || uri[origin.size()] == ':' || uri[origin.size()] == '/');
  });
}

bool OAuthClient::may_use(std::string_view grant_type) const noexcept {
  return std::ranges::find(grant_types, grant_type) != grant_types.end();
}

bool OAuthClient::has_redirect_uri(std::string_view uri) const {
  return std::ranges::any_of(redirect_uris, [uri](const std::string& registered) {
    if (registered == uri) return true;
    return is_loopback(registered) && is_loopback(uri) && without_port(registered) == without_port(uri);
  });
}

bool OAuthClient::has_secret(std::string_view secret, std::int64_t now) const {
  const std::string hash = sha256_hex(secret);
  return (!secret_sha256.empty() && hash == secret_sha256) ||
         (!previous_sha256.empty() && now < previous_until && hash == previous_sha256);
}

std::optional<OAuthClient> ClientStore::find(std::string_view id) {
  const auto stored = RecordStore(database_, kClients).find(id);
  return stored ? std::optional(client_of(*stored)) : std::nullopt;
}

std::vector<OAuthClient> ClientStore::all() {
  constexpr std::int64_t kMost = 1000;
  std::vector<OAuthClient> clients;
  for (const auto& [sequence, record] : RecordStore(database_, kClients).added_after(0, kMost)) {
    clients.push_back(client_of(record));
  }
  return clients;
}

void ClientStore::put(const OAuthClient& client) {
  Database::Transaction transaction(database_);
  RecordStore records(database_, kClients);
  records.remove(client.id);
  records.insert(client.id, {{"id", client.id},
                             {"name", client.name},
                             {"authentication", client.authentication},
                             {"redirect_uris", client.redirect_uris},
                             {"grant_types", client.grant_types},
                             {"scope", client.scope},
                             {"jwks", client.jwks},
                             {"dpop_bound", client.dpop_bound},
                             {"certificate", client.certificate},
                             {"certificate_bound", client.certificate_bound},
                             {"pushes", client.pushes},
                             {"secret_sha256", client.secret_sha256},
                             {"previous_sha256", client.previous_sha256},
                             {"previous_until", client.previous_until},
                             {"registration_sha256", client.registration_sha256}});
  transaction.commit();
}

void ClientStore::remove(std::string_view id) { RecordStore(database_, kClients).remove(id); }

}  // namespace cfy::sandbox
