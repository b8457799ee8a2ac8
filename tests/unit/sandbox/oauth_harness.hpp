#pragma once

#include <map>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "harness.hpp"
#include "oauth/signer.hpp"

namespace cfy::sandbox {

using Fields = std::multimap<std::string, std::string>;

// `fields` with some of them changed; an empty value leaves one out.
Fields with(Fields fields, const std::map<std::string, std::string>& changes);
std::string form_of(const Fields& fields);
// The parameters of an address's query.
std::map<std::string, std::string> query_of(const std::string& address);

// A sandbox, and clients of its authorization server.
class OAuthTest : public SandboxTest {
 protected:
  // 43 characters: the least that PKCE allows.
  static constexpr const char* kVerifier = "a-verifier-of-43-characters-is-the-least-th";
  static constexpr const char* kRedirect = "http://127.0.0.1:49152/callback";
  static constexpr const char* kRefreshed = "refresh_token";

  void SetUp() override { begin(); }
  // Takes the place of the sandbox that was started before.
  void begin(Options options = {});

  [[nodiscard]] const nlohmann::json& state() const { return sandbox_->oauth(); }
  [[nodiscard]] const nlohmann::json& seeded(const std::string& client) const { return state()["clients"][client]; }
  [[nodiscard]] std::string url(const std::string& path) const { return origin_ + "/oauth" + path; }
  [[nodiscard]] std::string api() const { return sandbox_->base_url(); }

  Answer get(const std::string& path) { return browser_->get(path); }
  Answer post(const std::string& path, const Fields& fields, Headers headers = {});
  // A request by one of the seed's clients, authenticated in its way.
  Answer post_as(const std::string& client, const std::string& path, Fields fields, Headers headers = {});
  Answer token_as(const std::string& client, const Fields& fields, const Headers& headers = {}) {
    return post_as(client, "/oauth/token", fields, headers);
  }
  std::string assertion(const nlohmann::ordered_json& changes = nlohmann::ordered_json::object());
  Client& browser() { return *browser_; }  // keeps cookies

  // A good authorization request.
  [[nodiscard]] Fields request_of(const std::string& client) const;
  // Logs in and allows (or what `decision` says) a request whose page is shown; answers where the browser is sent.
  Answer log_in(const Answer& page, const std::string& decision = "allow", const Fields& boxes = {});
  std::string code_for(const Fields& request);
  // What a code is exchanged with.
  [[nodiscard]] static Fields exchange_of(const std::string& code);
  // The token endpoint's answer at the end of a login.
  nlohmann::json tokens_for(const std::string& client, const std::map<std::string, std::string>& changes = {});
  Answer refresh(const std::string& client, const std::string& token,
                 const std::map<std::string, std::string>& more = {});

  [[nodiscard]] const Sandbox& sandbox() const { return *sandbox_; }
  // Whether the API takes this access token.
  long status_of(const nlohmann::json& tokens, const std::string& path = "/devices");

 private:
  Sandbox* sandbox_ = nullptr;
  std::string origin_;
  std::unique_ptr<Client> browser_;
};

}  // namespace cfy::sandbox
