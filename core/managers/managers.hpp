#pragma once

#include <map>
#include <memory>
#include <mutex>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.hpp"
#include "managers/channel.hpp"
#include "managers/manager.hpp"
#include "managers/reference.hpp"
#include "transport/engine.hpp"

namespace cfy::managers {

// What managers are reached with.
struct Surroundings {
  // Least TLS version, proxy and user agent are taken from here. Authorities are those of VAULT_CACERT or AWS_CA_BUNDLE,
  // else of SSL_CERT_FILE, else the system's; pins are for the platform alone.
  transport::ExchangeSettings exchange;
  Channel::Times times;
  Variables variables = &variable_of_process;
};

// The managers that references name, each opened when it is first needed and kept with its login. Any number of threads;
// not beyond fork().
class Managers {
 public:
  explicit Managers(Surroundings surroundings) : surroundings_(std::move(surroundings)) {}
  ~Managers() { close(); }
  Managers(const Managers&) = delete;
  Managers& operator=(const Managers&) = delete;

  // Errors (configuration): invalid_reference, and what the manager needs to be reached and does not find.
  Result<std::shared_ptr<Manager>> open(const Reference& reference);
  // What the reference leads to.
  Result<Value> read(std::string_view reference);

  // Ends what is under way with `cancelled`, and lets nothing begin.
  void close() noexcept;

 private:
  Result<std::shared_ptr<Manager>> make(const Reference& reference);
  Result<Channel> make_channel(Kind kind);

  const Surroundings surroundings_;
  std::mutex mutex_;
  std::map<std::string, std::shared_ptr<Manager>> open_;  // guarded by mutex_
  std::vector<Channel> channels_;                         // guarded by mutex_
  bool closed_ = false;                                   // guarded by mutex_
};

}  // namespace cfy::managers
