#include "client/server_sent_events.hpp"

#include <algorithm>
#include <charconv>
#include <utility>

namespace cfy::client {
namespace {

constexpr std::string_view kByteOrderMark = "\xEF\xBB\xBF";
constexpr std::size_t kIdMax = 256;

Error stream_error(const char* rule, const char* message) {
  Error error = make_error(ErrorCode::response, message);
  error.rule = rule;
  return error;
}

}  // namespace

bool ServerSentEvents::is_event_id(std::string_view id) noexcept {
  return id.size() <= kIdMax && std::all_of(id.begin(), id.end(), [](char c) { return c > 0x20 && c < 0x7F; });
}

Result<void> ServerSentEvents::take(std::string_view bytes, const std::function<void(ServerSentEvent)>& deliver) {
  while (!bytes.empty()) {
    if (std::exchange(after_cr_, false) && bytes.front() == '\n') {
      bytes.remove_prefix(1);
      continue;
    }
    const std::size_t end = bytes.find_first_of("\r\n");
    line_.append(bytes.substr(0, end));
    if (line_.size() > kMessageMax)
      return stream_error("message_too_large", "The event stream holds a line of more than 1 MiB.");
    if (end == std::string_view::npos) return {};
    after_cr_ = bytes[end] == '\r';
    bytes.remove_prefix(end + 1);
    Result<void> ended = end_line(deliver);
    if (!ended) return ended;
  }
  return {};
}

void ServerSentEvents::restart() {
  line_.clear();
  first_line_ = true;
  after_cr_ = false;
  data_.reset();
  type_.clear();
  id_ = last_event_id_;
}

Result<void> ServerSentEvents::end_line(const std::function<void(ServerSentEvent)>& deliver) {
  const std::string whole = std::exchange(line_, {});
  std::string_view line = whole;
  if (std::exchange(first_line_, false) && line.starts_with(kByteOrderMark)) line.remove_prefix(kByteOrderMark.size());
  if (line.empty()) {
    dispatch(deliver);
    return {};
  }
  const std::size_t colon = line.find(':');
  if (colon == 0) return {};  // a comment, which keeps the connection alive
  std::string_view value = colon == std::string_view::npos ? std::string_view() : line.substr(colon + 1);
  if (value.starts_with(' ')) value.remove_prefix(1);
  return take_field(line.substr(0, colon), value);
}

// A field of another name says nothing.
Result<void> ServerSentEvents::take_field(std::string_view name, std::string_view value) {
  if (name == "data") {
    if (!data_) {
      data_.emplace(value);
    } else {
      data_->append("\n").append(value);
    }
    if (data_->size() > kMessageMax)
      return stream_error("message_too_large", "The event stream holds a message of more than 1 MiB.");
  } else if (name == "event") {
    type_ = value;
  } else if (name == "id" && value.find('\0') == std::string_view::npos) {
    if (!is_event_id(value))
      return stream_error("event_id",
                          "The event stream holds an id that is longer than 256 bytes or not visible ASCII.");
    id_ = value;
  } else if (name == "retry") {
    std::int64_t milliseconds = 0;
    const auto [end, problem] = std::from_chars(value.data(), value.data() + value.size(), milliseconds);
    const bool whole = problem == std::errc() && end == value.data() + value.size();
    if (whole && milliseconds >= 0) retry_ = std::chrono::milliseconds(milliseconds);
  }
  return {};
}

// A message without data ends as well, and its id counts, but nothing is delivered.
void ServerSentEvents::dispatch(const std::function<void(ServerSentEvent)>& deliver) {
  last_event_id_ = id_;
  std::string type = std::exchange(type_, {});
  std::optional<std::string> data = std::exchange(data_, std::nullopt);
  if (data) deliver({type.empty() ? "message" : std::move(type), *std::move(data)});
}

}  // namespace cfy::client
