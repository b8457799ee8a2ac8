// connectify::EventStream: events as they happen.

%newobject connectify::EventStream::next;

namespace connectify {

class EventStream {
 public:
  // `last_event_id`: goes on after this event; empty: with what happens from now on. `stream_options` may be NULL.
  EventStream(Client& client, const std::string& operation, std::string_view last_event_id,
              const CallOptions* stream_options);
  // Empty before the first event.
  std::string last_event_id() const;
  // Whoever waits is let go; from any thread. The memory stays until the object goes.
  void close();
  %extend {
    // NULL if none came in time; a negative timeout waits without end.
    connectify::Answer* next(std::int64_t timeout_ms) {
      return on_heap($self->next(std::chrono::milliseconds(timeout_ms)));
    }
  }
};

}  // namespace connectify
