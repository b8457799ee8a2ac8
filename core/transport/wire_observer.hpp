#pragma once

#include "base/result.hpp"
#include "transport/http.hpp"

namespace cfy::transport {

// Sees each request as it goes out, retries and redirects too, and what became of it; for logs. Called on the thread that
// runs the exchange.
class WireObserver {
 public:
  virtual ~WireObserver() = default;
  virtual void sent(const Request& request) noexcept = 0;
  virtual void ended(const Request& request, const Result<Response>& outcome) noexcept = 0;
};

}  // namespace cfy::transport
