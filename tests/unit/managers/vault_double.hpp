#pragma once

#include <map>
#include <set>
#include <string>
#include <vector>

#include "manager_server.hpp"

namespace cfy::managers {

// The key-value engine and the logins of HashiCorp Vault, as far as they are used: by its HTTP API's own words.
class VaultDouble {
 public:
  explicit VaultDouble(const TestClock& clock) : clock_(clock) {}
  HttpReply handle(const HttpRequest& request);

  struct Token {
    std::chrono::system_clock::time_point ends_at;
    bool renewable;
  };
  std::map<std::string, Token> tokens;
  std::string role_id = "role-1";
  std::string secret_id = "secret-1";
  std::string enterprise_space;  // that has to come along
  std::chrono::seconds token_life{3600};
  std::set<std::string> forbidden;  // paths that no policy allows
  int logins = 0;
  int renewals = 0;

  struct Stored {
    json data;
    bool deleted = false;
  };
  std::map<std::string, std::vector<Stored>> secrets;
  std::map<std::string, json> custom_metadata;

 private:
  HttpReply log_in(const HttpRequest& request);
  HttpReply token_calls(const HttpRequest& request);
  HttpReply data(const HttpRequest& request, const std::string& name);
  HttpReply write(const HttpRequest& request, const std::string& name);
  HttpReply metadata(const HttpRequest& request, const std::string& name);
  json version_json(const std::string& name, std::size_t number) const;
  HttpReply give_token();

  const TestClock& clock_;
};

}  // namespace cfy::managers
