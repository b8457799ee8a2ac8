/**
 * @file connectify/redactor.hpp
 * @brief The C++ face of <connectify/redactor.h>.
 */
#ifndef CONNECTIFY_REDACTOR_HPP
#define CONNECTIFY_REDACTOR_HPP

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "error.hpp"
#include "redactor.h"

namespace connectify {

/// Masks secrets in text.
class Redactor {
 public:
  Redactor() {
    cfy_redactor* made = nullptr;
    detail::check(cfy_redactor_new(&made));
    handle_.reset(made);
  }
  /// The process's own, with a stream of its own.
  static Redactor of_process() {
    cfy_redactor* made = nullptr;
    detail::check(cfy_redactor_process(&made));
    return Redactor(made);
  }

  void add_secret(const cfy_secret* secret) { detail::check(cfy_redactor_add_secret(handle_.get(), secret)); }
  void add_value(std::string_view value) {
    detail::check(cfy_redactor_add_value(handle_.get(), value.data(), value.size()));
  }
  /// What can no longer change of the text so far.
  Buffer write(std::string_view chunk) {
    cfy_buffer* out = nullptr;
    detail::check(cfy_redactor_write(handle_.get(), chunk.data(), chunk.size(), &out));
    return Buffer(out);
  }
  /// The rest.
  Buffer finish() {
    cfy_buffer* out = nullptr;
    detail::check(cfy_redactor_finish(handle_.get(), &out));
    return Buffer(out);
  }
  std::uint64_t count() const noexcept { return cfy_redactor_count(handle_.get()); }
  /// JSON: what was masked.
  std::string report() const {
    cfy_buffer* out = nullptr;
    detail::check(cfy_redactor_report(handle_.get(), &out));
    return Buffer(out).str();
  }

 private:
  explicit Redactor(cfy_redactor* handle) noexcept : handle_(handle) {}

  detail::Handle<cfy_redactor, cfy_redactor_free> handle_;
};

/// The text as the process's redactor lets it be seen, without a copy; nothing: it can stay as it is.
inline std::optional<Buffer> redact_to_buffer(std::string_view text) {
  cfy_buffer* out = nullptr;
  detail::check(cfy_redact(text.data() == nullptr ? "" : text.data(), text.size(), &out));
  if (out == nullptr) return std::nullopt;
  return Buffer(out);
}

/// The text as the process's redactor lets it be seen.
inline std::string redact(std::string_view text) {
  const auto redacted = redact_to_buffer(text);
  return redacted ? redacted->str() : std::string(text);
}

}  // namespace connectify

#endif
