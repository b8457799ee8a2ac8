#include "connectify/stream.h"

#include "call_arguments.hpp"
#include "client/event_stream.hpp"
#include "guard.hpp"

using cfy::Result;
using cfy::capi::guard;
using cfy::capi::guard_to_the_end;
using cfy::capi::leave_openssl;
using cfy::capi::null_error;
using cfy::capi::text_argument;
using cfy::client::EventStream;

struct cfy_stream {
  // Copied before it is used: who frees the handle takes nothing away from a thread that is inside a call.
  std::shared_ptr<EventStream> stream;
};

cfy_error* cfy_stream_open(cfy_client* client, const char* operation, const cfy_params* params,
                           const cfy_call_options* options, const char* last_event_id, size_t size, cfy_stream** out) {
  return guard([&]() -> Result<void> {
    if (out == nullptr) return null_error("out");
    *out = nullptr;
    if (client == nullptr) return null_error("client");
    if (operation == nullptr) return null_error("operation");
    Result<std::string_view> last_seen = std::string_view();
    if (last_event_id != nullptr || size != 0) last_seen = text_argument(last_event_id, size, "last_event_id");
    if (!last_seen) return last_seen.error();
    const Result<std::string> arguments = cfy::capi::arguments_json(params);
    if (!arguments) return arguments.error();
    auto opened = EventStream::open(client->client, operation, *arguments, cfy::capi::options_of(options),
                                    std::string(*last_seen));
    if (!opened) return std::move(opened).error();
    *out = new cfy_stream{*std::move(opened)};
    return {};
  });
}

cfy_error* cfy_stream_next(cfy_stream* stream, int64_t timeout_ms, cfy_answer** out) {
  return guard_to_the_end([&]() -> Result<void> {
    if (out == nullptr) return null_error("out");
    *out = nullptr;
    if (stream == nullptr) return null_error("stream");
    const std::shared_ptr<EventStream> kept = stream->stream;
    if (timeout_ms != 0) leave_openssl();  // exit() may come while it waits
    Result<std::optional<cfy::client::Answer>> next = kept->next(std::chrono::milliseconds(timeout_ms));
    if (!next) return std::move(next).error();
    if (*next) *out = new cfy_answer(std::move(**next));
    return {};
  });
}

int cfy_stream_descriptor(cfy_stream* stream) {
  int descriptor = -1;
  cfy_error_free(guard([&]() -> Result<void> {
    if (stream == nullptr) return {};
    const Result<int> made = stream->stream->descriptor();
    if (!made) return made.error();
    descriptor = *made;
    return {};
  }));
  return descriptor;
}

cfy_error* cfy_stream_last_event_id(cfy_stream* stream, cfy_buffer** out) {
  return guard([&]() -> Result<void> {
    if (out == nullptr) return null_error("out");
    *out = nullptr;
    if (stream == nullptr) return null_error("stream");
    *out = new cfy_buffer{stream->stream->last_event_id()};
    return {};
  });
}

void cfy_stream_close(cfy_stream* stream) {
  if (stream == nullptr) return;
  cfy_error_free(guard_to_the_end([&]() -> Result<void> {
    const std::shared_ptr<EventStream> kept = stream->stream;
    kept->close();
    return {};
  }));
}

void cfy_stream_free(cfy_stream* stream) {
  cfy_stream_close(stream);
  delete stream;
}
