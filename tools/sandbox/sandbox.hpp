#pragma once

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include <nlohmann/json.hpp>

#include "base/clock.hpp"
#include "base/result.hpp"
#include "secrets/secret.hpp"

// The platform on one machine: HTTPS with a certificate authority of its own, made at start; API keys with scopes; the
// operations of core/spec/openapi.json; and an OAuth 2.0 authorization server, whose access tokens open them too.
namespace cfy::sandbox {

// How many requests a minute each key may make: 60, 600, 1 000 000.
enum class Plan { free, pro, enterprise };
// Error (configuration): no such plan; names the nearest.
Result<Plan> parse_plan(std::string_view name);

// A key to make at start. Scopes are those of the API document, or the short forms `read` and `write`.
struct KeyRequest {
  std::string name;
  std::vector<std::string> scopes;
};
// Reads `NAME=SCOPE[,SCOPE…]`. Error (configuration): another form. Whether the scopes exist is start()'s to say.
Result<KeyRequest> parse_key_request(std::string_view text);

struct Options {
  std::string host = "127.0.0.1";  // or `::1`; nothing but loopback is accepted
  std::uint16_t port = 0;          // 0: any free one
  std::string state_file{};        // empty: CONNECTIFY_SANDBOX_FILE, else connectify/sandbox.json in XDG_STATE_HOME
  std::string database{};          // an SQLite file that keeps the state; empty: kept in memory
  std::size_t devices = 52;        // made when the database is new
  Plan plan = Plan::enterprise;
  std::vector<KeyRequest> keys{};             // beside `default`, which has all scopes
  std::chrono::seconds token_lifetime{3600};  // of OAuth access tokens
  std::chrono::seconds clock_offset{0};       // by which the authorization server's clock is wrong
  bool faults = false;                        // whether requests may ask for faults (`X-Sandbox-Fault`)
  bool self_check = false;                    // hold every answer to its schema; one that breaks it becomes a 500
  bool verbose = false;                       // one line a request on standard error
  const Clock* clock = &system_clock();
};

// A running sandbox; stops when destroyed. Any thread may call it.
class Sandbox {
 public:
  // Listens, and writes the state file (mode 0600) and the CA's certificate beside it, so that clients find them.
  // Errors (configuration, with the option's name as field): the state file is in use by a running sandbox, an option
  // is bad, the port or the database cannot be had. Ignores SIGPIPE in the whole process.
  static Result<Sandbox> start(Options options);

  [[nodiscard]] const std::string& base_url() const noexcept;  // `https://127.0.0.1:PORT/v1`
  [[nodiscard]] const std::string& ca_file() const noexcept;   // PEM
  // For a person with a browser. What is behind its `#` opens everything: not for logs.
  [[nodiscard]] std::string dashboard() const;
  [[nodiscard]] const std::string& state_file() const noexcept;
  [[nodiscard]] const secrets::Secret& api_key() const noexcept;  // all scopes
  [[nodiscard]] const secrets::Secret& api_secret() const noexcept;
  // What the state file tells of the authorization server: `issuer`, `client_id` (of a public client), `clients` by name
  // (`client_id`, `authentication`, and what that takes), `users` (`username`, `password`).
  [[nodiscard]] const nlohmann::json& oauth() const noexcept;
  // The key made for the KeyRequest of that name, or nullptr.
  [[nodiscard]] const secrets::Secret* key(std::string_view name) const noexcept;

  // Closes all connections, waits for the requests under way (at most a second if none hangs) and removes the state
  // file and the CA's certificate. More than once is fine.
  void stop() noexcept;

  Sandbox(Sandbox&&) noexcept;
  Sandbox& operator=(Sandbox&&) noexcept;
  ~Sandbox();

 private:
  struct Parts;
  explicit Sandbox(std::unique_ptr<Parts> parts) noexcept;
  std::unique_ptr<Parts> parts_;
};

// Runs a sandbox in the foreground until SIGINT, SIGTERM or SIGHUP. `ready` is called once it answers. To be called
// from a process that has no other threads yet, since the signals are blocked in the calling thread while it runs.
Result<void> run(Options options, const std::function<void(const Sandbox&)>& ready);

}  // namespace cfy::sandbox
