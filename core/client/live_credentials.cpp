#include "client/live_credentials.hpp"

#include <algorithm>
#include <new>

#include "base/process.hpp"
#include "client/authorization_line.hpp"
#include "client/managed_settings.hpp"
#include "managers/managed_secret.hpp"

namespace cfy::client {
namespace {

Result<managers::Value> fetch(managers::Managers& from, const std::string& setting, const std::string& reference) {
  const std::string subject = setting + " (" + reference + ")";
  Result<managers::Value> value = from.read(reference);
  if (!value) return managed_error(setting, subject, std::move(value).error());
  if (Result<void> accepted = accept_managed(setting, value->value); !accepted) return std::move(accepted).error();
  return value;
}

}  // namespace

// What belongs to the threads and connections of one process.
struct LiveCredentials::State {
  State(std::shared_ptr<managers::Managers> with, const std::vector<ManagedSetting>& managed, bool use_values)
      : generation(fork_generation()), opened(std::move(with)) {
    for (const ManagedSetting& setting : managed) {
      auto present = use_values ? std::optional(setting.value) : std::nullopt;
      secrets[setting.name] = std::make_unique<managers::ManagedSecret>(
          [from = opened, name = setting.name, reference = setting.reference] { return fetch(*from, name, reference); },
          managers::KeepRules(), std::move(present));
    }
  }
  // A fetch that is under way ends at once, so that nobody waits for it.
  ~State() { opened->close(); }
  State(const State&) = delete;
  State& operator=(const State&) = delete;

  const std::uint64_t generation;
  const std::shared_ptr<managers::Managers> opened;
  std::map<std::string, std::unique_ptr<managers::ManagedSecret>> secrets;
};

Result<std::shared_ptr<LiveCredentials>> LiveCredentials::make(Settings& settings) {
  std::shared_ptr<LiveCredentials> live(new LiveCredentials);
  Result<secrets::Secret> line = authorization_line("Bearer", settings.api_key);
  if (!line) return std::move(line).error();
  live->fixed_api_key_ = {settings.api_key, *std::move(line)};
  live->fixed_api_secret_ = settings.api_secret;
  if (settings.managed.empty()) return live;
  live->surroundings_ = surroundings_of(settings);
  live->managed_ = std::move(settings.managed);
  live->state_ = std::make_shared<State>(std::move(settings.opened_managers), live->managed_, true);
  return live;
}

LiveCredentials::~LiveCredentials() {
  if (state_ && state_->generation != fork_generation()) {
    // What a parent's threads hold is not in this process: it is never destroyed, on purpose.
    static_cast<void>(new (std::nothrow) std::shared_ptr<State>(std::move(state_)));
  }
}

std::shared_ptr<LiveCredentials::State> LiveCredentials::state() {
  {
    const auto lock = lock_process();
    if (!state_ || state_->generation == fork_generation()) return state_;
  }
  auto made = std::make_shared<State>(std::make_shared<managers::Managers>(surroundings_), managed_, false);
  const auto lock = lock_process();
  if (state_->generation != fork_generation()) {
    static_cast<void>(new (std::nothrow) std::shared_ptr<State>(std::move(state_)));
    state_ = made;
  }
  return state_;
}

Result<secrets::Secret> LiveCredentials::current(const std::string& setting, const secrets::Secret& fixed) {
  const std::shared_ptr<State> state = this->state();
  if (!state || !state->secrets.contains(setting)) return fixed;
  const Result<managers::ManagedSecret::Held> held = state->secrets.at(setting)->current();
  if (!held) return held.error();
  return (*held)->value;
}

Result<LiveCredentials::ApiKey> LiveCredentials::api_key() {
  if (managed_.empty()) return fixed_api_key_;
  const Result<secrets::Secret> value = current("api_key", fixed_api_key_.value);
  if (!value) return value.error();
  const std::lock_guard lock(mutex_);
  if (api_key_.value.equals(*value)) return api_key_;
  Result<secrets::Secret> line = authorization_line("Bearer", *value);
  if (!line) return std::move(line).error();
  api_key_ = {*value, *std::move(line)};
  return api_key_;
}

Result<secrets::Secret> LiveCredentials::api_secret() { return current("api_secret", fixed_api_secret_); }

bool LiveCredentials::manages_api_key() const noexcept {
  return std::any_of(managed_.begin(), managed_.end(),
                     [](const ManagedSetting& setting) { return setting.name == "api_key"; });
}

void LiveCredentials::refused(const secrets::Secret& api_key) {
  const std::shared_ptr<State> state = this->state();
  if (state && state->secrets.contains("api_key")) state->secrets.at("api_key")->refused(api_key);
}

void LiveCredentials::close() {
  const std::shared_ptr<State> state = this->state();
  if (state) state->opened->close();
}

}  // namespace cfy::client
