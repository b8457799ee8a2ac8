#include "connectify/redactor.h"

#include <mutex>

#include "guard.hpp"
#include "secrets/redaction_stream.hpp"
#include "secrets/redactor.hpp"

using cfy::Result;
using cfy::capi::guard;
using cfy::capi::null_error;
using cfy::capi::text_argument;
using cfy::secrets::RedactionStream;
using cfy::secrets::Redactor;

struct cfy_redactor {
  explicit cfy_redactor(std::shared_ptr<Redactor> known) : redactor(known), stream(std::move(known)) {}

  std::shared_ptr<Redactor> redactor;
  std::mutex mutex;  // of the stream
  RedactionStream stream;
};

namespace {

cfy_error* make(const std::shared_ptr<Redactor>& (*known)(), cfy_redactor** out) {
  return guard([&]() -> Result<void> {
    if (out == nullptr) return null_error("out");
    *out = nullptr;
    *out = new cfy_redactor(known == nullptr ? std::make_shared<Redactor>() : known());
    return {};
  });
}

// Both ends of the stream: `step` appends to its argument.
template <class Step>
cfy_error* advance(cfy_redactor* redactor, cfy_buffer** out, Step step) {
  return guard([&]() -> Result<void> {
    if (out == nullptr) return null_error("out");
    *out = nullptr;
    if (redactor == nullptr) return null_error("redactor");
    auto made = std::make_unique<cfy_buffer>();
    const std::lock_guard lock(redactor->mutex);
    Result<void> stepped = step(redactor->stream, made->bytes);
    if (stepped) *out = made.release();
    return stepped;
  });
}

}  // namespace

cfy_error* cfy_redactor_new(cfy_redactor** out) { return make(nullptr, out); }

cfy_error* cfy_redactor_process(cfy_redactor** out) { return make(&Redactor::of_process, out); }

cfy_error* cfy_redactor_add_secret(cfy_redactor* redactor, const cfy_secret* secret) {
  return guard([&]() -> Result<void> {
    if (redactor == nullptr) return null_error("redactor");
    if (secret == nullptr) return null_error("secret");
    return redactor->redactor->add(secret->secret);
  });
}

cfy_error* cfy_redactor_add_value(cfy_redactor* redactor, const void* value, size_t size) {
  return guard([&]() -> Result<void> {
    if (redactor == nullptr) return null_error("redactor");
    const Result<std::string_view> argument = text_argument(static_cast<const char*>(value), size, "value");
    if (!argument) return argument.error();
    return redactor->redactor->add(*argument);
  });
}

cfy_error* cfy_redactor_write(cfy_redactor* redactor, const void* chunk, size_t size, cfy_buffer** out) {
  return advance(redactor, out, [&](RedactionStream& stream, std::string& bytes) -> Result<void> {
    if (chunk == nullptr && size == 0) return {};
    const Result<std::string_view> argument = text_argument(static_cast<const char*>(chunk), size, "chunk");
    if (!argument) return argument.error();
    bytes.reserve(argument->size());
    stream.write(*argument, bytes);
    return {};
  });
}

cfy_error* cfy_redactor_finish(cfy_redactor* redactor, cfy_buffer** out) {
  return advance(redactor, out, [](RedactionStream& stream, std::string& bytes) -> Result<void> {
    stream.finish(bytes);
    return {};
  });
}

uint64_t cfy_redactor_count(const cfy_redactor* redactor) {
  return redactor == nullptr ? 0 : redactor->redactor->count();
}

cfy_error* cfy_redactor_report(const cfy_redactor* redactor, cfy_buffer** out) {
  return guard([&]() -> Result<void> {
    if (out == nullptr) return null_error("out");
    *out = nullptr;
    if (redactor == nullptr) return null_error("redactor");
    nlohmann::ordered_json secrets = nlohmann::ordered_json::array();
    std::uint64_t masked = 0;
    for (const Redactor::Masked& row : redactor->redactor->report()) {
      secrets.push_back({{"fingerprint", row.fingerprint}, {"what", row.what}, {"count", row.count}});
      masked += row.count;
    }
    *out = new cfy_buffer{nlohmann::ordered_json{{"masked", masked}, {"secrets", std::move(secrets)}}.dump()};
    return {};
  });
}

void cfy_redactor_free(cfy_redactor* redactor) { delete redactor; }

cfy_error* cfy_redact(const char* text, size_t size, cfy_buffer** out) {
  return guard([&]() -> Result<void> {
    if (out == nullptr) return null_error("out");
    *out = nullptr;
    const Result<std::string_view> argument = text_argument(text, size, "text");
    if (!argument) return argument.error();
    auto masked = Redactor::of_process()->redact(*argument);
    if (masked) *out = new cfy_buffer{*std::move(masked)};
    return {};
  });
}
