#pragma once

#include <chrono>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/clock.hpp"
#include "base/result.hpp"
#include "managers/secret_json.hpp"
#include "secrets/secret.hpp"
#include "transport/engine.hpp"

namespace cfy::managers {

// A process's environment variables, or those that a test puts in their place; nothing for one that is empty.
using Variables = std::function<std::optional<std::string>(const std::string& name)>;
std::optional<std::string> variable_of_process(const std::string& name);

// One request to a manager, or to whoever lets us in there.
struct Call {
  std::string method = "GET";
  std::string url{};
  secrets::Secret authorization{};     // the header line that proves who we are
  std::vector<std::string> headers{};  // further lines
  secrets::Secret body{};
  std::string content_type = "application/json";
  bool repeatable = true;  // doing it twice does no more than doing it once
  // Called before each attempt, for what holds for one alone.
  std::function<Result<void>(transport::Request&)> sign{};
};

struct Answer {
  int status = 0;
  SecretJson json;  // an empty object unless the answer is one
  std::optional<std::chrono::milliseconds> retry_after;
  int attempts = 1;

  [[nodiscard]] bool good() const noexcept { return status >= 200 && status < 300; }
};

// How requests reach one manager: over our own transport, with its TLS policy, retries and times. An http URL is for a
// cloud's metadata service and goes nowhere else.
class Channel {
 public:
  struct Times {
    std::chrono::milliseconds timeout{30000};
    std::chrono::milliseconds connect_timeout{5000};
    int max_retries = 2;
  };
  Channel(std::shared_ptr<transport::Engine> engine, const Times& times, const Clock& clock = system_clock())
      : engine_(std::move(engine)), times_(times), clock_(clock) {}

  // What the manager answered, whatever its status. Fails as the transport does, and (response) where a good answer is
  // not JSON.
  [[nodiscard]] Result<Answer> send(Call call) const;
  // The same for answers of bare text.
  [[nodiscard]] Result<secrets::Secret> send_for_text(Call call) const;

  [[nodiscard]] const Clock& clock() const noexcept { return clock_; }
  [[nodiscard]] Channel with_times(const Times& times) const { return {engine_, times, clock_}; }
  // Ends what is under way with `cancelled`, and lets nothing begin.
  void close() const noexcept { engine_->begin_close(); }

 private:
  [[nodiscard]] Result<transport::Response> exchange(Call call) const;

  std::shared_ptr<transport::Engine> engine_;
  Times times_;
  const Clock& clock_;
};

// The Error for an answer that is not good, by its status. `manager` names who answered; `api_code` is its own word for
// it, which is shown if it is a plain name.
Error refusal(const Answer& answer, std::string_view manager, std::string_view api_code);

// An answer that lacks what the manager's interface promises.
Error broken_answer(std::string_view manager, std::string_view what);

// The present version is not the expected one.
Error version_conflict(std::string_view manager);

// What is needed to log in to the manager is missing or bad; `rule` is a stable name.
Error login_error(std::string_view rule, std::string message);

// An address that a credential is sent to: https, a host, no user, query or fragment; without the slash at its end.
Result<std::string> https_address(std::string_view name, std::string_view text);

}  // namespace cfy::managers
