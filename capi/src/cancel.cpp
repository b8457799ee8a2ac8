#include "connectify/cancel.h"

#include "guard.hpp"

using cfy::Result;
using cfy::capi::guard;
using cfy::capi::null_error;

cfy_error* cfy_cancel_new(cfy_cancel** out) {
  return guard([&]() -> Result<void> {
    if (out == nullptr) return null_error("out");
    *out = nullptr;
    *out = new cfy_cancel{std::make_shared<cfy::transport::Cancellation>()};
    return {};
  });
}

cfy_error* cfy_cancel_set_poll(cfy_cancel* cancel, const cfy_cancel_poll* poll) {
  return guard([&]() -> Result<void> {
    if (poll == nullptr) return null_error("poll");
    if (poll->struct_size != sizeof(cfy_cancel_poll)) {
      return cfy::validation_error(
          "poll", "struct_size", "struct_size is not one that this library knows; set it to sizeof(cfy_cancel_poll).");
    }
    // From here on the payload is ours, whatever comes.
    const std::shared_ptr<void> payload(poll->payload, [destroy = poll->destroy](void* owned) {
      if (destroy != nullptr) destroy(owned);
    });
    if (cancel == nullptr) return null_error("cancel");
    if (poll->poll == nullptr) return null_error("poll.poll");
    cancel->cancellation->set_poll([ask = poll->poll, payload] { return ask(payload.get()) != 0; });
    return {};
  });
}

void cfy_cancel_trigger(cfy_cancel* cancel) {
  if (cancel != nullptr) cancel->cancellation->trigger();
}

void cfy_cancel_free(cfy_cancel* cancel) { delete cancel; }
