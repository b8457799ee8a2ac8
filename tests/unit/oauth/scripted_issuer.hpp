#pragma once

#include <functional>
#include <map>
#include <memory>
#include <mutex>
#include <string>
#include <string_view>
#include <vector>

#include "fixture.hpp"
#include "oauth/client.hpp"
#include "oauth/form.hpp"
#include "store/memory_store.hpp"
#include "support/certificates.hpp"
#include "support/temporary_folder.hpp"
#include "support/tls_server.hpp"

namespace cfy::test {

// One request, as a script sees it.
struct Asked {
  std::string head;
  std::string body;

  [[nodiscard]] std::map<std::string, std::string> fields() const {
    const auto parsed = oauth::parse_form(body).value();
    return {parsed.begin(), parsed.end()};
  }
  // The value of a header, or nothing.
  [[nodiscard]] std::string header(const std::string& name) const {
    const std::size_t at = head.find("\r\n" + name + ": ");
    if (at == std::string::npos) return {};
    const std::size_t begin = at + name.size() + 4;
    return head.substr(begin, head.find("\r\n", begin) - begin);
  }
};

// An authorization server on loopback that answers what a test says, and remembers what it was asked.
class ScriptedIssuer {
 public:
  using Script = std::function<std::string(const Asked&)>;

  ScriptedIssuer() {
    server_ = std::make_unique<test::TlsServer>(identity_, [this](test::Connection& connection) { serve(connection); });
    metadata = {{"issuer", issuer()},
                {"authorization_endpoint", issuer() + "/authorize"},
                {"token_endpoint", issuer() + "/token"},
                {"revocation_endpoint", issuer() + "/revoke"},
                {"introspection_endpoint", issuer() + "/introspect"},
                {"device_authorization_endpoint", issuer() + "/device"},
                {"code_challenge_methods_supported", {"S256"}},
                {"token_endpoint_auth_methods_supported",
                 {"none", "client_secret_basic", "client_secret_post", "private_key_jwt", "tls_client_auth"}}};
  }
  ScriptedIssuer(const ScriptedIssuer&) = delete;
  ScriptedIssuer& operator=(const ScriptedIssuer&) = delete;
  ~ScriptedIssuer() { server_.reset(); }

  [[nodiscard]] std::string issuer() const { return server_->url("/op"); }

  // What a path below the issuer answers from now on.
  void on(const std::string& path, Script script) {
    const std::scoped_lock lock(mutex_);
    scripts_["/op" + path] = std::move(script);
  }
  void on(const std::string& path, const std::string& answer) {
    on(path, [answer](const Asked& /*asked*/) { return answer; });
  }
  // What a path was asked so far.
  [[nodiscard]] std::vector<Asked> asked(const std::string& path) {
    const std::scoped_lock lock(mutex_);
    return asked_["/op" + path];
  }
  [[nodiscard]] std::size_t metadata_fetches() {
    const std::scoped_lock lock(mutex_);
    return asked_["/.well-known/oauth-authorization-server/op"].size();
  }

  [[nodiscard]] std::string authority_pem() const { return authority_.pem(); }
  [[nodiscard]] oauth::SenderSettings sender() const {
    oauth::SenderSettings settings;
    settings.exchange.tls.trust = *tls::TrustStore::load(folder_.write("ca.pem", authority_.pem()));
    settings.exchange.user_agent = "connectify-test";
    settings.timeout = std::chrono::seconds(10);
    return settings;
  }

  static std::string token_answer(const Json& further = Json::object()) {
    Json answer = {{"access_token", "cfy_at_test_1"}, {"token_type", "Bearer"}, {"expires_in", 3600}};
    for (const auto& [name, value] : further.items()) answer[name] = value;
    return test::http_answer(200, answer.dump());
  }
  static std::string error_answer(const char* code, std::string_view headers = {}) {
    return test::http_answer(400, Json{{"error", code}}.dump(), headers);
  }

  // To be changed before anything is asked.
  Json metadata;
  std::string metadata_answer;  // in the place of the document, if it is not empty

 private:
  void serve(test::Connection& connection) {
    for (std::string text = connection.read_request(); !text.empty(); text = connection.read_request()) {
      const std::size_t end = text.find("\r\n\r\n");
      const Asked asked{text.substr(0, end + 2), text.substr(end + 4)};
      const std::size_t path_at = text.find(' ') + 1;
      const std::string path = text.substr(path_at, text.find_first_of(" ?", path_at) - path_at);
      const std::string answer = script_of(path, asked)(asked);
      if (answer.empty() || !connection.write(answer)) return;
    }
  }
  Script script_of(const std::string& path, const Asked& asked) {
    const std::scoped_lock lock(mutex_);
    asked_[path].push_back(asked);
    if (const auto script = scripts_.find(path); script != scripts_.end()) return script->second;
    const bool is_metadata = path == "/.well-known/oauth-authorization-server/op";
    const std::string answer = !is_metadata              ? test::http_answer(404, "{}")
                               : metadata_answer.empty() ? test::http_answer(200, metadata.dump())
                                                         : metadata_answer;
    return [answer](const Asked& /*asked*/) { return answer; };
  }

  test::TemporaryFolder folder_;
  test::Identity authority_ = test::make_authority();
  test::Identity identity_ = test::make_certificate({}, &authority_);
  std::mutex mutex_;
  std::map<std::string, Script> scripts_;
  std::map<std::string, std::vector<Asked>> asked_;
  std::unique_ptr<test::TlsServer> server_;
};

// Settings for a public client of it, with a store of its own.
inline oauth::ClientSettings client_of(const ScriptedIssuer& issuer) {
  oauth::ClientSettings settings;
  settings.issuer = issuer.issuer();
  settings.identity.id = "app_test";
  settings.scope = {"devices:read", "events:read"};
  settings.browser = {"true"};
  settings.store = std::make_shared<store::MemoryStore>();
  settings.sender = issuer.sender();
  return settings;
}

}  // namespace cfy::test
