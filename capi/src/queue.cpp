#include "connectify/queue.h"

#include "guard.hpp"

using cfy::Result;
using cfy::capi::guard;
using cfy::capi::guard_to_the_end;
using cfy::capi::leave_openssl;
using cfy::capi::null_error;
using cfy::client::Completion;
using cfy::client::CompletionQueue;

cfy_error* cfy_queue_new(cfy_queue** out) {
  return guard([&]() -> Result<void> {
    if (out == nullptr) return null_error("out");
    *out = nullptr;
    *out = new cfy_queue{std::make_shared<CompletionQueue>()};
    return {};
  });
}

int cfy_queue_descriptor(cfy_queue* queue) {
  int descriptor = -1;
  cfy_error_free(guard([&]() -> Result<void> {
    if (queue == nullptr) return {};
    const Result<int> made = queue->queue->descriptor();
    if (!made) return made.error();
    descriptor = *made;
    return {};
  }));
  return descriptor;
}

cfy_error* cfy_queue_next(cfy_queue* queue, int64_t timeout_ms, cfy_completion** out) {
  return guard_to_the_end([&]() -> Result<void> {
    if (out == nullptr) return null_error("out");
    *out = nullptr;
    if (queue == nullptr) return null_error("queue");
    // Keeps the memory when the handle is freed meanwhile.
    const std::shared_ptr<CompletionQueue> kept = queue->queue;
    if (timeout_ms != 0) leave_openssl();  // exit() may come while it waits
    Result<std::optional<Completion>> next = kept->next(std::chrono::milliseconds(timeout_ms));
    if (!next) return std::move(next).error();
    if (*next) *out = new cfy_completion{std::move(**next)};
    return {};
  });
}

void cfy_queue_close(cfy_queue* queue) {
  if (queue == nullptr) return;
  cfy_error_free(guard_to_the_end([&]() -> Result<void> {
    const std::shared_ptr<CompletionQueue> kept = queue->queue;
    kept->close();
    return {};
  }));
}

void cfy_queue_free(cfy_queue* queue) {
  cfy_queue_close(queue);
  delete queue;
}

int64_t cfy_completion_id(const cfy_completion* completion) {
  return completion == nullptr ? 0 : completion->completion.id;
}

cfy_error* cfy_completion_take(cfy_completion* completion, cfy_answer** out) {
  return guard_to_the_end([&]() -> Result<void> {
    if (out == nullptr) return null_error("out");
    *out = nullptr;
    if (completion == nullptr) return null_error("completion");
    if (!completion->completion.result) {
      return cfy::validation_error("completion", "taken",
                                   "The result of this completion was taken before; keep it where it went.");
    }
    Result<cfy::client::Answer> result = *std::exchange(completion->completion.result, std::nullopt);
    if (!result) return std::move(result).error();
    *out = new cfy_answer(*std::move(result));
    return {};
  });
}

void cfy_completion_free(cfy_completion* completion) { delete completion; }
