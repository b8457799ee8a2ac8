#include "sandbox/sandbox.hpp"

#include <unistd.h>

#include <algorithm>
#include <array>
#include <map>
#include <optional>
#include <utility>

#include "base/closest.hpp"
#include "sandbox/http_server.hpp"
#include "sandbox/oauth/authorization_server.hpp"
#include "sandbox/random.hpp"
#include "sandbox/routes.hpp"
#include "sandbox/state_file.hpp"
#include "sandbox/text.hpp"
#include "secrets/credential.hpp"
#include "spec/openapi.hpp"

namespace cfy::sandbox {
namespace {

struct PlanRule {
  std::string_view name;
  Plan plan;
  std::int64_t requests_per_minute;
};
constexpr std::array kPlans = {PlanRule{"free", Plan::free, 60}, PlanRule{"pro", Plan::pro, 600},
                               PlanRule{"enterprise", Plan::enterprise, 1'000'000}};

constexpr std::string_view kDefaultKey = "default";
constexpr std::size_t kTokenCharacters = 32;  // of 5 bits

using KeyRing = std::map<std::string, secrets::Secret, std::less<>>;

Result<void> check(const Options& options) {
  if (options.host != "127.0.0.1" && options.host != "::1") {
    return configuration_error("host", "The sandbox listens on 127.0.0.1 or ::1 only: it is for this machine.");
  }
  std::vector<std::string_view> names = {kDefaultKey};
  for (const KeyRequest& key : options.keys) {
    if (std::ranges::find(names, key.name) != names.end()) {
      return configuration_error("key", "Two keys have the name \"" + log_escape(key.name) + "\"; name them apart.");
    }
    names.emplace_back(key.name);
  }
  return {};
}

// Every scope that an operation asks for.
ScopeSet scopes_of(const nlohmann::json& document) {
  ScopeSet scopes;
  for (const nlohmann::json& path : document.at("paths")) {
    for (const nlohmann::json& method : path) {
      if (!method.is_object() || !method.contains("security")) continue;
      for (const nlohmann::json& requirement : method["security"]) {
        for (const nlohmann::json& scope : requirement.value("bearer", nlohmann::json::array())) {
          scopes.insert(scope.get<std::string>());
        }
      }
    }
  }
  return scopes;
}

Result<Router> make_router(Database& database, const Clock& clock) {
  const auto document = nlohmann::json::parse(spec::openapi_document());
  HandlerTable handlers;
  add_status_routes(handlers, document.at("info").at("version"), clock);
  add_device_routes(handlers, database);
  add_automation_routes(handlers, database, clock);
  add_event_routes(handlers, database, clock);
  add_account_routes(handlers, database, clock);
  add_key_routes(handlers, database, scopes_of(document), clock);
  return Router::build(document, std::move(handlers));
}

Result<KeyRing> make_keys(const Options& options, const ScopeSet& known, Database& database) {
  Authenticator authenticator(database, *options.clock);
  KeyRing keys;
  authenticator.retire_default_keys();
  auto key = authenticator.make_key(kDefaultKey, known, {.application = true});
  if (!key) return std::move(key).error();
  keys.emplace(kDefaultKey, std::move(*key));
  for (const KeyRequest& request : options.keys) {
    const auto scopes = expand_scopes(request.scopes, known);
    if (!scopes) return scopes.error();
    key = authenticator.make_key(request.name, *scopes);
    if (!key) return std::move(key).error();
    keys.emplace(request.name, std::move(*key));
  }
  return keys;
}

std::string make_origin(const std::string& host, std::uint16_t port) {
  return "https://" + (host == "::1" ? "[::1]" : host) + ":" + std::to_string(port);
}

}  // namespace

Result<Plan> parse_plan(std::string_view name) {
  const auto* const found = std::ranges::find(kPlans, name, &PlanRule::name);
  if (found != kPlans.end()) return found->plan;
  std::array<std::string_view, kPlans.size()> names;
  std::ranges::transform(kPlans, names.begin(), &PlanRule::name);
  return configuration_error("plan", "The plan is one of free, pro and enterprise." + did_you_mean(name, names));
}

Result<KeyRequest> parse_key_request(std::string_view text) {
  const std::size_t equals = text.find('=');
  const std::string_view scopes = equals == std::string_view::npos ? std::string_view() : text.substr(equals + 1);
  if (equals == 0 || scopes.empty()) {
    return configuration_error("key", "A key is asked for as NAME=SCOPE[,SCOPE…], such as read-only=devices:read.");
  }
  KeyRequest request{std::string(text.substr(0, equals)), {}};
  for (const std::string_view scope : split(scopes, ',')) request.scopes.emplace_back(scope);
  return request;
}

struct Sandbox::Parts {
  StateFile state_file;
  std::unique_ptr<Database> database;
  std::unique_ptr<AuthorizationServer> authorization_server;
  std::unique_ptr<Service> service;
  std::unique_ptr<HttpServer> server;  // the last, so that it stops before what it uses goes
  std::string base_url;
  KeyRing keys;
  secrets::Secret api_secret;

  Result<void> set_up(const Options& options);
  Result<void> write_files(const std::string& ca_pem) const;
};

Result<void> Sandbox::Parts::set_up(const Options& options) {
  auto opened = Database::open(options.database);
  if (!opened) return std::move(opened).error();
  database = std::move(*opened);
  if (database->fresh()) {
    DeviceStore(*database).seed(options.devices);
    seed_account(*database);
  }

  auto router = make_router(*database, *options.clock);
  if (!router) return std::move(router).error();
  auto made = make_keys(options, router->scopes(), *database);
  if (!made) return std::move(made).error();
  keys = std::move(*made);
  auto secret = secrets::make_credential(secrets::CredentialKind::api_secret, true);
  if (!secret) return std::move(secret).error();
  api_secret = std::move(*secret);

  auto identity = make_tls_identity(*options.clock);
  if (!identity) return std::move(identity).error();
  auto listening = HttpServer::listen(options.host, options.port, std::move(identity->context));
  if (!listening) return std::move(listening).error();
  server = std::move(*listening);
  const std::string origin = make_origin(options.host, server->port());
  base_url = origin + router->base_path();
  auto authorizing = AuthorizationServer::make(
      *database, *options.clock, {origin, router->base_path(), router->scopes(), options.token_lifetime.count()},
      {kTlsClient, identity->client_pem, identity->client_key_pem}, options.clock_offset);
  if (!authorizing) return std::move(authorizing).error();
  authorization_server = std::move(*authorizing);
  const auto* const plan = std::ranges::find(kPlans, options.plan, &PlanRule::plan);
  auto token = secrets::Secret::copy_of(random_base32(kTokenCharacters));
  if (!token) return std::move(token).error();
  service = std::make_unique<Service>(
      std::move(*router), *database, *authorization_server,
      ServiceOptions{origin, plan->requests_per_minute, options.faults, options.self_check, options.verbose},
      api_secret, *std::move(token), *options.clock);
  server->serve(*service);
  return write_files(identity->ca_pem);
}

Result<void> Sandbox::Parts::write_files(const std::string& ca_pem) const {
  if (auto written = state_file.write_ca(ca_pem); !written) return written;
  nlohmann::json state = {{"base_url", base_url},
                          {"ca_file", state_file.ca_path()},
                          {"api_key", keys.find(kDefaultKey)->second.reveal()},
                          {"api_secret", api_secret.reveal()},
                          {"keys", nlohmann::json::object()},
                          {"dashboard", service->dashboard_address()},
                          {"pid", ::getpid()}};
  for (const auto& [name, key] : keys) state["keys"][name] = key.reveal();
  state.update(authorization_server->state());
  return state_file.write_state(state);
}

Result<Sandbox> Sandbox::start(Options options) {
  if (auto checked = check(options); !checked) return std::move(checked).error();
  if (options.state_file.empty()) {
    auto path = default_state_file();
    if (!path) return std::move(path).error();
    options.state_file = std::move(*path);
  }
  auto claimed = StateFile::claim(options.state_file);
  if (!claimed) return std::move(claimed).error();
  std::unique_ptr<Parts> parts(new Parts{std::move(*claimed), {}, {}, {}, {}, {}, {}, {}});
  try {
    if (auto set_up = parts->set_up(options); !set_up) return std::move(set_up).error();
  } catch (const DatabaseError& error) {
    return configuration_error("database", std::string("The database cannot be written (") + error.what() + ").");
  }
  return Sandbox(std::move(parts));
}

const std::string& Sandbox::base_url() const noexcept { return parts_->base_url; }
std::string Sandbox::dashboard() const { return parts_->service->dashboard_address(); }
const std::string& Sandbox::ca_file() const noexcept { return parts_->state_file.ca_path(); }
const std::string& Sandbox::state_file() const noexcept { return parts_->state_file.path(); }
const secrets::Secret& Sandbox::api_key() const noexcept { return *key(kDefaultKey); }
const secrets::Secret& Sandbox::api_secret() const noexcept { return parts_->api_secret; }
const nlohmann::json& Sandbox::oauth() const noexcept { return parts_->authorization_server->state(); }

const secrets::Secret* Sandbox::key(std::string_view name) const noexcept {
  const auto found = parts_->keys.find(name);
  return found == parts_->keys.end() ? nullptr : &found->second;
}

void Sandbox::stop() noexcept {
  // The files go first: no client is to find a sandbox that no longer answers.
  parts_->state_file.release();
  parts_->service->interrupt();
  parts_->server->stop();
}

Sandbox::Sandbox(std::unique_ptr<Parts> parts) noexcept : parts_(std::move(parts)) {}
Sandbox::Sandbox(Sandbox&&) noexcept = default;

Sandbox& Sandbox::operator=(Sandbox&& other) noexcept {
  if (this != &other) {
    if (parts_) stop();
    parts_ = std::move(other.parts_);
  }
  return *this;
}

Sandbox::~Sandbox() {
  if (parts_) stop();
}

}  // namespace cfy::sandbox
