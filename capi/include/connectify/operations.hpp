/**
 * @file connectify/operations.hpp
 * @brief The C++ face of <connectify/operations.h>. Included by <connectify/connectify.hpp>.
 */
#ifndef CONNECTIFY_OPERATIONS_HPP
#define CONNECTIFY_OPERATIONS_HPP

#include <string>

#include "error.hpp"
#include "operations.h"

namespace connectify {

/// JSON: every operation that Client::call() takes, with its arguments.
inline std::string operations() {
  cfy_buffer* json = nullptr;
  detail::check(cfy_operations(&json));
  return Buffer(json).str();
}

}  // namespace connectify

#endif
