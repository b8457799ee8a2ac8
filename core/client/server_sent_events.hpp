#pragma once

#include <chrono>
#include <cstddef>
#include <functional>
#include <optional>
#include <string>
#include <string_view>

#include "base/result.hpp"

namespace cfy::client {

struct ServerSentEvent {
  std::string type;  // `message` where the sender names none
  std::string data;
};

// Reads an event stream (HTML Standard section 9.2.6) that comes in pieces of any size. One thread at a time.
class ServerSentEvents {
 public:
  // More than this in one message, or in one line of it, is an error.
  static constexpr std::size_t kMessageMax = 1U << 20U;

  // Whether it can be sent back to whoever gave it, in a header: 256 bytes of visible ASCII at most.
  static bool is_event_id(std::string_view id) noexcept;

  explicit ServerSentEvents(std::string last_event_id = {})
      : id_(last_event_id), last_event_id_(std::move(last_event_id)) {}

  // Takes the next bytes, and delivers each message that ends in them. Fails (response) for a message that is too
  // large, and for an id that could not be sent back in a header.
  Result<void> take(std::string_view bytes, const std::function<void(ServerSentEvent)>& deliver);

  // Begins again with another connection: what was read of an unfinished message is dropped.
  void restart();

  // Of the last message that ended, or of an earlier one that had an id.
  [[nodiscard]] const std::string& last_event_id() const noexcept { return last_event_id_; }
  // How long the sender wants to be left alone between two connections.
  [[nodiscard]] std::optional<std::chrono::milliseconds> retry() const noexcept { return retry_; }

 private:
  Result<void> end_line(const std::function<void(ServerSentEvent)>& deliver);
  Result<void> take_field(std::string_view name, std::string_view value);
  void dispatch(const std::function<void(ServerSentEvent)>& deliver);

  std::string line_;
  bool first_line_ = true;           // which may begin with a byte order mark
  bool after_cr_ = false;            // whose LF, if it follows, belongs to it
  std::optional<std::string> data_;  // of the message that is being read
  std::string type_;
  std::string id_;  // becomes last_event_id_ when the message ends
  std::string last_event_id_;
  std::optional<std::chrono::milliseconds> retry_;
};

}  // namespace cfy::client
