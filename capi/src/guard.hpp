// What every entry point of the C ABI goes through.
#pragma once

#include <cstddef>
#include <exception>
#include <new>
#include <string_view>
#include <utility>

#include "base/process.hpp"
#include "base/result.hpp"
#include "handles.hpp"

namespace cfy::capi {

// Prepares what has to be prepared before any other use of the library in this process.
void enter() noexcept;

// Gives back what OpenSSL keeps for this thread, and would else give back itself when the thread ends: where the host
// set OpenSSL up, exit() may be taking that apart by then. For threads that exit() waits for, and for those that wait.
void leave_openssl() noexcept;

// A new handle for an error. Never fails: without memory it is one that stands ready for that case.
cfy_error* to_handle(Error error) noexcept;
// The error that stands ready when there is no memory for another; cfy_error_free() lets it stand.
cfy_error* out_of_memory() noexcept;

// The validation error for a pointer that must not be NULL.
Error null_error(const char* argument);

// Runs the body of an entry point, which answers a Result<void>. No exception leaves: each becomes an error. exit()
// does not wait for it: for what waits itself, and for what belongs to the ending.
template <class Body>
cfy_error* guard_to_the_end(Body&& body) noexcept {
  enter();
  try {
    Result<void> result = std::forward<Body>(body)();
    return result ? nullptr : to_handle(std::move(result).error());
  } catch (const std::bad_alloc&) {
    return out_of_memory();
  } catch (const std::exception& problem) {
    try {
      return to_handle(
          make_error(ErrorCode::internal, std::string("A defect in the library, please report it: ") + problem.what()));
    } catch (...) {
      return out_of_memory();
    }
  } catch (...) {
    return out_of_memory();
  }
}

// The same, and exit() waits until it is done; once the process is ending, it is not begun.
template <class Body>
cfy_error* guard(Body&& body) noexcept {
  const WorkInside inside;
  cfy_error* const error = guard_to_the_end([&]() -> Result<void> {
    if (shutting_down()) return ending_error();
    return std::forward<Body>(body)();
  });
  if (shutting_down()) leave_openssl();
  return error;
}

// A text argument: not NULL, its length found where it ends at a NUL.
Result<std::string_view> text_argument(const char* text, std::size_t size, const char* argument);
// The same, and well-formed UTF-8; `field` names it in the error.
Result<std::string_view> utf8_argument(const char* text, std::size_t size, std::string_view field);

}  // namespace cfy::capi
