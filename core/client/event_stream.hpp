#pragma once

#include <chrono>
#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>

#include "base/result.hpp"
#include "client/answer.hpp"
#include "client/call_options.hpp"
#include "client/operation.hpp"
#include "transport/event_loop.hpp"

namespace cfy::client {

class Client;

// A stream of events that lasts: a connection that was lost is made again, and goes on after the last event that came
// (Last-Event-ID). Events wait in a window; while it is full nothing more is read, so that the sender waits too. Any
// number of threads may pull; each event goes to one of them.
class EventStream {
 public:
  // Fails (validation) for an operation that is no stream. Touches no network before it has returned.
  static Result<std::unique_ptr<EventStream>> open(std::shared_ptr<Client> client, std::string_view operation,
                                                   std::string_view arguments_json, const CallOptions& options,
                                                   std::string last_event_id);
  ~EventStream();  // closes it
  EventStream(const EventStream&) = delete;
  EventStream& operator=(const EventStream&) = delete;

  // The next event; nullopt when none came in time (a negative timeout waits without end). An event that breaks its
  // schema is an error (response), and the one after it can be taken. Fails with what ended the stream; after close(),
  // and when the service says that there is nothing more, that is `cancelled`, rule `closed`.
  Result<std::optional<Answer>> next(std::chrono::milliseconds timeout);

  // A descriptor that is readable while there is something to take, or the stream has ended. Fails (internal) when the
  // process has none left.
  Result<int> descriptor();

  // Of the last event that next() gave: where another stream can go on.
  [[nodiscard]] std::string last_event_id() const;

  void close();

 private:
  class Feed;
  explicit EventStream(std::shared_ptr<Client> client, std::shared_ptr<Feed> feed) noexcept;

  const std::shared_ptr<Client> client_;
  const std::shared_ptr<Feed> feed_;
};

}  // namespace cfy::client
