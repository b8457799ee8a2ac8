#include "guard.hpp"

#include <cstring>

#include <openssl/crypto.h>
#include <simdjson.h>

#include "connectify/abi.h"
#include "secrets/redactor.hpp"
#include "transport/runtime.hpp"

namespace cfy::capi {
namespace {

cfy_error* make_out_of_memory() {
  auto* const made = new cfy_error{make_error(ErrorCode::internal, "There is no memory left.")};
  return made;
}

// Whoever builds an Error keeps secrets out of it; this is the second line, for what quotes a peer or a file.
void redact(Error& error) {
  for (std::string* text : {&error.message, &error.field, &error.api_code, &error.request_id}) {
    if (auto masked = text->empty() ? std::nullopt : secrets::Redactor::of_process()->redact(*text)) {
      *text = *std::move(masked);
    }
  }
}

}  // namespace

void enter() noexcept {
  // The first use of OpenSSL decides whether it cleans up at exit(): it must not, since threads may still be inside it.
  static const bool ready = [] {
    OPENSSL_init_crypto(OPENSSL_INIT_NO_ATEXIT, nullptr);
    // simdjson chooses its kernel at its first use, in statics that exit() destroys: they have to outlive our own stop.
    const bool chosen = simdjson::validate_utf8("", 0);
    out_of_memory();  // made while there is memory
    return transport::stop_at_exit() && chosen;
  }();
  static_cast<void>(ready);
}

void leave_openssl() noexcept { OPENSSL_thread_stop(); }

cfy_error* out_of_memory() noexcept {
  static cfy_error* const standing = make_out_of_memory();
  return standing;
}

cfy_error* to_handle(Error error) noexcept {
  try {
    redact(error);
  } catch (...) {
    return out_of_memory();
  }
  auto* const made = new (std::nothrow) cfy_error{std::move(error)};
  return made == nullptr ? out_of_memory() : made;
}

Error null_error(const char* argument) {
  return validation_error(argument, "null", std::string(argument) + " is NULL; give a valid pointer.");
}

Result<std::string_view> text_argument(const char* text, std::size_t size, const char* argument) {
  if (text == nullptr) return null_error(argument);
  return std::string_view(text, size == CFY_NUL_TERMINATED ? std::strlen(text) : size);
}

Result<std::string_view> utf8_argument(const char* text, std::size_t size, std::string_view field) {
  Result<std::string_view> argument = text_argument(text, size, std::string(field).c_str());
  if (!argument) return argument;
  if (!simdjson::validate_utf8(argument->data(), argument->size())) {
    return validation_error(std::string(field), "invalid_utf8",
                            std::string(field) + " is not valid UTF-8; encode it as UTF-8.");
  }
  return argument;
}

}  // namespace cfy::capi
