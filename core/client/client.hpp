#pragma once

#include <atomic>
#include <cstdint>
#include <functional>
#include <memory>
#include <string>
#include <string_view>

#include "base/result.hpp"
#include "client/answer.hpp"
#include "client/call_options.hpp"
#include "client/catalog.hpp"
#include "client/settings.hpp"
#include "transport/engine.hpp"

namespace cfy::client {

// Told the outcome of a submitted call exactly once, on the engine's thread. Must not throw.
using Completed = std::function<void(std::int64_t id, Result<Answer>)>;

// The one place where the modules meet: settings, operations, sanitizing and transport. Any number of threads may use
// one.
class Client : public std::enable_shared_from_this<Client> {
 public:
  // Resolves and checks the settings, loads the trust store. Touches no network.
  static Result<std::shared_ptr<Client>> make(const SettingArguments& arguments);
  ~Client();
  Client(const Client&) = delete;
  Client& operator=(const Client&) = delete;

  // Calls an operation and waits. `arguments_json` is a JSON object in UTF-8.
  Result<Answer> call(std::string_view operation, std::string_view arguments_json, const CallOptions& options);

  // Begins an operation; answers its id. After an error `completed` is not called.
  Result<std::int64_t> submit(std::string_view operation, std::string_view arguments_json, const CallOptions& options,
                              Completed completed);
  void cancel(std::int64_t id);

  // Ends everything that is under way with `cancelled`; every later call answers `cancelled`.
  void close();

  [[nodiscard]] const Settings& settings() const noexcept { return settings_; }
  [[nodiscard]] Result<const Operation*> find(std::string_view operation) const { return catalog_->find(operation); }

 private:
  struct Prepared;

  Client(Settings settings, std::shared_ptr<const Catalog> catalog, transport::ExchangeSettings exchange);
  Result<Prepared> prepare(std::string_view operation, std::string_view arguments_json,
                           const CallOptions& options) const;
  Result<void> sign_each_attempt(transport::Request& request) const;
  Result<void> prepare_retries(const Operation& operation, const CallOptions& options,
                               transport::Request& request) const;
  Result<transport::Engine*> engine();

  const Settings settings_;
  const std::shared_ptr<const Catalog> catalog_;
  const transport::ExchangeSettings exchange_settings_;
  secrets::Secret authorization_;  // the header line, with a NUL behind
  std::atomic<bool> closed_{false};
  // The engine of this process: a child made by fork() gets another. Written under lock_process().
  std::shared_ptr<transport::Engine> engine_;
  std::atomic<transport::Engine*> current_{nullptr};
};

}  // namespace cfy::client
