#pragma once

#include <chrono>
#include <cstddef>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "secrets/secret.hpp"

namespace cfy::transport {

// One HTTP request. Paths, queries and header values have been built and checked by whoever made it.
struct Request {
  std::string method;             // GET, POST, PATCH, PUT or DELETE
  std::string url;                // https
  secrets::Secret authorization;  // the whole header line, `Authorization: Bearer …` with a NUL behind; empty if none
  std::vector<std::string> headers;      // further header lines, `Name: value`
  std::optional<std::string> body;       // sent as application/json
  std::chrono::milliseconds timeout{0};  // for all of it, waiting for a connection included
  std::chrono::milliseconds connect_timeout{0};
};

// What came back.
struct Response {
  int status = 0;
  std::string request_id;    // X-Request-Id
  std::string retry_after;   // Retry-After, as it was sent
  std::string content_type;  // Content-Type, as it was sent
  std::string body;
};

// How much a server may send. Whatever is larger ends the exchange with a ResponseError.
struct ResponseLimits {
  std::size_t header_bytes = 64U << 10U;  // of all header lines together
  std::size_t body_bytes = 16U << 20U;
};

}  // namespace cfy::transport
