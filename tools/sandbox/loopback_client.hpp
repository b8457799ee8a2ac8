#pragma once

#include <chrono>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "base/result.hpp"
#include "sandbox/loopback_url.hpp"

namespace cfy::sandbox {

using FieldList = std::vector<std::pair<std::string, std::string>>;

struct Delivered {
  int status = 0;
  std::string content_type;
  std::string body;
  std::chrono::milliseconds time{0};
};

// POSTs to a server on this machine, with the headers as they are given, and follows no redirect. Errors: connection
// (nothing listens there, or it hung up), timeout (10 s), response (an answer over 1 MiB).
Result<Delivered> post_to_loopback(const LoopbackUrl& url, const FieldList& headers, const std::string& body);

}  // namespace cfy::sandbox
