/**
 * @file connectify/error.hpp
 * @brief What the other C++ headers stand on: exceptions, owned handles and buffers.
 */
#ifndef CONNECTIFY_ERROR_HPP
#define CONNECTIFY_ERROR_HPP

#include <chrono>
#include <cstdint>
#include <exception>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <utility>

#include "buffer.h"
#include "error.h"

namespace connectify {
namespace detail {

/// An error that several copies of an exception share.
using ErrorHandle = std::shared_ptr<const cfy_error>;

template <class T, void (*Free)(T*)>
struct Deleter {
  void operator()(T* handle) const noexcept { Free(handle); }
};
template <class T, void (*Free)(T*)>
using Handle = std::unique_ptr<T, Deleter<T, Free>>;

[[noreturn]] inline void throw_error(cfy_error* error);

inline void check(cfy_error* error) {
  if (error != nullptr) throw_error(error);
}

}  // namespace detail

/// The base of every exception that this header throws.
class Error : public std::exception {
 public:
  explicit Error(detail::ErrorHandle error) noexcept : error_(std::move(error)) {}

  /// The message: what is wrong and the cure.
  const char* what() const noexcept override { return cfy_error_message(error_.get()); }
  cfy_error_code code() const noexcept { return cfy_error_get_code(error_.get()); }
  std::string_view name() const noexcept { return cfy_error_name(error_.get()); }
  std::string_view field() const noexcept { return cfy_error_field(error_.get()); }
  std::string_view rule() const noexcept { return cfy_error_rule(error_.get()); }
  int http_status() const noexcept { return cfy_error_http_status(error_.get()); }
  std::string_view api_code() const noexcept { return cfy_error_api_code(error_.get()); }
  std::string_view request_id() const noexcept { return cfy_error_request_id(error_.get()); }
  bool retriable() const noexcept { return cfy_error_retriable(error_.get()) != 0; }
  /// How many requests were made.
  int attempts() const noexcept { return cfy_error_attempts(error_.get()); }
  /// How long to wait before trying again, if the service said so.
  std::optional<std::chrono::milliseconds> retry_after() const noexcept {
    const std::int64_t wait = cfy_error_retry_after_ms(error_.get());
    return wait < 0 ? std::nullopt : std::optional(std::chrono::milliseconds(wait));
  }

 private:
  detail::ErrorHandle error_;
};

}  // namespace connectify

#include "generated/exceptions.hpp"

namespace connectify {

/// Bytes that the library handed over.
class Buffer {
 public:
  explicit Buffer(cfy_buffer* handle) noexcept : handle_(handle) {}
  std::string_view view() const noexcept { return {cfy_buffer_data(handle_.get()), cfy_buffer_size(handle_.get())}; }
  std::string str() const { return std::string(view()); }

 private:
  detail::Handle<cfy_buffer, cfy_buffer_free> handle_;
};

}  // namespace connectify

#endif
