#include "client/event_stream.hpp"

#include <algorithm>
#include <condition_variable>
#include <deque>
#include <mutex>
#include <utility>

#include <simdjson.h>

#include "base/process.hpp"
#include "client/client.hpp"
#include "client/server_sent_events.hpp"
#include "client/wake_descriptor.hpp"
#include "sanitize/json_guard.hpp"
#include "transport/retry.hpp"

namespace cfy::client {
namespace {

using std::chrono::milliseconds;
using std::chrono::steady_clock;

// What waits to be taken before the sender has to wait.
constexpr std::size_t kWindowBytes = 256U << 10U;
// Connections in a row that gave nothing, after which the stream gives up.
constexpr int kMostFailures = 10;
constexpr milliseconds kLongestRetry{60'000};

Error closed_error(const char* message) {
  Error error = make_error(ErrorCode::cancelled, message);
  error.rule = "closed";
  return error;
}

Error broken_event(std::string rule, const std::string& message) {
  Error error = make_error(ErrorCode::response, message);
  error.rule = std::move(rule);
  return error;
}

// What another connection may cure.
bool is_passing(const Error& error) noexcept {
  return error.code == ErrorCode::connection || error.code == ErrorCode::timeout || error.code == ErrorCode::server ||
         error.code == ErrorCode::rate_limit;
}

bool is_event_stream(std::string_view content_type) noexcept {
  constexpr std::string_view kType = "text/event-stream";
  return content_type.substr(0, content_type.find_first_of("; ")) == kType;
}

}  // namespace

// What the engine's thread fills, one connection after another, and the pullers empty.
class EventStream::Feed final : public transport::BodySink, public std::enable_shared_from_this<Feed> {
 public:
  Feed(const std::shared_ptr<Client>& client, const Operation& operation, std::string arguments, CallOptions options,
       const std::string& last_event_id)
      : client_(client),
        operation_(operation),
        arguments_(std::move(arguments)),
        options_(std::move(options)),
        messages_(last_event_id),
        taken_id_(last_event_id) {}

  Result<void> begin() {
    const std::scoped_lock lock(mutex_);
    return connect({});
  }

  Flow take(const transport::Response& response, std::string_view bytes) noexcept override {
    const std::scoped_lock lock(mutex_);
    if (end_) return Flow::stop;
    try {
      if (window_bytes_ >= kWindowBytes) {
        paused_ = true;
        return Flow::pause;
      }
      if (!is_event_stream(response.content_type)) {
        finish(broken_event("content_type", "The service answered a stream of events with another kind of content."));
        return Flow::stop;
      }
      failures_ = 0;
      Result<void> read = messages_.take(bytes, [&](ServerSentEvent event) { add(response, std::move(event)); });
      if (read) return Flow::go_on;
      finish(std::move(read).error());
    } catch (const std::exception&) {
      finish(make_error(ErrorCode::internal, "There is no memory for the stream's events."));
    }
    return Flow::stop;
  }

  Result<std::optional<Answer>> next(milliseconds timeout) {
    if (generation_ != fork_generation())
      return closed_error("The stream belongs to the process that was forked; open one in this process.");
    std::int64_t paused_call = 0;
    std::unique_lock lock(mutex_);
    const auto ready = [&] { return end_ || !window_.empty(); };
    if (timeout.count() < 0) {
      arrived_.wait(lock, ready);
    } else if (timeout.count() > 0) {
      arrived_.wait_for(lock, timeout, ready);
    }
    if (window_.empty()) {
      if (end_) return *end_;
      return std::optional<Answer>();
    }
    Waiting taken = std::move(window_.front());
    window_.pop_front();
    window_bytes_ -= taken.bytes;
    taken_id_ = std::move(taken.id);
    if (window_.empty() && !end_) wake_.lower();
    if (paused_ && window_bytes_ < kWindowBytes / 2) {
      paused_ = false;
      paused_call = call_;
    }
    lock.unlock();
    if (paused_call != 0) {
      if (const auto client = client_.lock()) client->resume(paused_call);
    }
    if (!taken.event) return std::move(taken.event).error();
    return std::optional<Answer>(*std::move(taken.event));
  }

  Result<int> descriptor() {
    if (generation_ != fork_generation())
      return closed_error("The stream belongs to the process that was forked; open one in this process.");
    const std::scoped_lock lock(mutex_);
    return wake_.get();
  }

  std::string last_event_id() {
    if (generation_ != fork_generation()) return {};
    const std::scoped_lock lock(mutex_);
    return taken_id_;
  }

  void close(Client& client) {
    if (generation_ != fork_generation()) return;
    std::int64_t call = 0;
    {
      const std::scoped_lock lock(mutex_);
      finish(closed_error("The stream is closed; open another one."));
      call = std::exchange(call_, 0);
    }
    if (call != 0) client.cancel(call);
  }

 private:
  struct Waiting {
    Result<Answer> event;
    std::string id;
    std::size_t bytes;
  };

  // Under mutex_, as all that follows.
  Result<void> connect(steady_clock::time_point not_before) {
    const auto client = client_.lock();
    if (!client) return closed_error("The client of the stream is gone.");
    Result<std::int64_t> begun =
        client->connect(operation_, arguments_, options_, {shared_from_this(), messages_.last_event_id(), not_before},
                        [self = shared_from_this()](Result<int> outcome) { self->ended(std::move(outcome)); });
    if (!begun) return std::move(begun).error();
    call_ = *begun;
    return {};
  }

  // On the engine's thread.
  void ended(Result<int> outcome) {
    const std::scoped_lock lock(mutex_);
    call_ = 0;
    paused_ = false;
    if (end_) return;
    // "No content" is how the service says that there will be nothing more (HTML Standard section 9.2.3).
    if (outcome && *outcome == 204) return finish(closed_error("The service has ended the stream."));
    if (!outcome && !is_passing(outcome.error())) return finish(std::move(outcome).error());
    if (++failures_ > kMostFailures) {
      return finish(outcome ? make_error(ErrorCode::connection,
                                         "The service ends each connection of the stream before it has sent anything; "
                                         "try again later.")
                            : std::move(outcome).error());
    }
    messages_.restart();
    milliseconds wait = transport::backoff(failures_, transport::random_fraction());
    wait = std::max(wait, std::min(messages_.retry().value_or(milliseconds(0)), kLongestRetry));
    if (!outcome && outcome.error().retry_after) wait = std::max(wait, *outcome.error().retry_after);
    Result<void> again = connect(steady_clock::now() + wait);
    if (!again) finish(std::move(again).error());
  }

  void add(const transport::Response& response, ServerSentEvent message) {
    const std::size_t bytes = message.data.size() + sizeof(Waiting);
    window_.push_back({judge(response, std::move(message.data)), messages_.last_event_id(), bytes});
    window_bytes_ += bytes;
    wake_.raise();
    arrived_.notify_one();
  }

  Result<Answer> judge(const transport::Response& response, std::string data) {
    const auto parsed = document_.parse(data);
    if (!parsed) return broken_event(parsed.error().rule, "An event is not acceptable JSON: " + parsed.error().message);
    const Result<void> valid = operation_.data.validate(*parsed);
    if (!valid) {
      Error error = broken_event(valid.error().rule, "An event breaks its schema: " + valid.error().message);
      error.field = valid.error().field;
      return error;
    }
    transport::Response carrier;
    carrier.status = response.status;
    carrier.request_id = response.request_id;
    carrier.body = std::move(data);
    const std::size_t size = carrier.body.size();
    return Answer(std::move(carrier), 0, size, std::nullopt);
  }

  void finish(Error error) noexcept {
    if (end_) return;
    end_ = std::move(error);
    wake_.raise();
    arrived_.notify_all();
  }

  const std::uint64_t generation_ = fork_generation();
  const std::weak_ptr<Client> client_;
  const Operation& operation_;  // of the catalog, which lives as long as the library
  const std::string arguments_;
  const CallOptions options_;

  std::mutex mutex_;
  std::condition_variable arrived_;
  std::optional<Error> end_;
  ServerSentEvents messages_;
  sanitize::JsonDocument document_;
  std::deque<Waiting> window_;
  std::size_t window_bytes_ = 0;
  bool paused_ = false;
  int failures_ = 0;
  std::int64_t call_ = 0;  // that is under way; 0: none
  std::string taken_id_;
  WakeDescriptor wake_;
};

EventStream::EventStream(std::shared_ptr<Client> client, std::shared_ptr<Feed> feed) noexcept
    : client_(std::move(client)), feed_(std::move(feed)) {}

EventStream::~EventStream() { close(); }

Result<std::unique_ptr<EventStream>> EventStream::open(std::shared_ptr<Client> client, std::string_view operation,
                                                       std::string_view arguments_json, const CallOptions& options,
                                                       std::string last_event_id) {
  Result<const Operation*> found = client->find(operation);
  if (!found) return std::move(found).error();
  if (!(*found)->is_stream) {
    return validation_error("operation", "not_a_stream",
                            (*found)->id + " has one answer; call it, or open events.stream as a stream.");
  }
  if (!ServerSentEvents::is_event_id(last_event_id)) {
    return validation_error("last_event_id", "event_id",
                            "last_event_id must be the id of an event: at most 256 visible ASCII characters.");
  }
  auto feed = std::make_shared<Feed>(client, **found, std::string(arguments_json), options, last_event_id);
  Result<void> begun = feed->begin();
  if (!begun) return std::move(begun).error();
  return std::unique_ptr<EventStream>(new EventStream(std::move(client), std::move(feed)));
}

Result<std::optional<Answer>> EventStream::next(milliseconds timeout) { return feed_->next(timeout); }

Result<int> EventStream::descriptor() { return feed_->descriptor(); }

std::string EventStream::last_event_id() const { return feed_->last_event_id(); }

void EventStream::close() { feed_->close(*client_); }

}  // namespace cfy::client
