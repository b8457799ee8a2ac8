#pragma once

#include <map>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "sandbox/faults.hpp"

namespace cfy::sandbox {

// Field names are case-insensitive, RFC 9110 section 5.1.
struct FieldNameLess {
  using is_transparent = void;
  bool operator()(std::string_view a, std::string_view b) const noexcept;
};

enum class BodyState { complete, too_large, broken };

// A request as it came, free of the HTTP library.
struct Request {
  std::string method;
  std::string target;  // path and query, still percent-encoded
  std::multimap<std::string, std::string, FieldNameLess> headers;
  std::string body;
  BodyState body_state = BodyState::complete;

  // The first value of a header field; empty if there is none.
  [[nodiscard]] std::string_view header(std::string_view name) const;
};

struct Reply {
  int status = 200;
  std::string body;  // JSON, or empty
  std::vector<std::pair<std::string, std::string>> headers;
  Fault fault;  // what the connection is to do to this answer
};

}  // namespace cfy::sandbox
