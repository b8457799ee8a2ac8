#pragma once

#include <chrono>
#include <cstdint>
#include <deque>
#include <mutex>
#include <string>
#include <vector>

#include "sandbox/message.hpp"

namespace cfy::sandbox {

// What the sandbox knows of a request beside its bytes.
struct SeenRequest {
  std::string id;
  std::string operation;            // empty for what is none of the API's
  std::vector<std::string> scopes;  // that the operation needs
  std::chrono::system_clock::time_point time;
  std::chrono::duration<double, std::milli> taken{0};
};

// The last requests as they were seen, for a person to look at: whatever proves who somebody is was taken out before
// they are kept. Any thread.
class RequestLog {
 public:
  void add(const Request& request, const Reply& reply, const SeenRequest& seen);

  // Those after a sequence number (0: all that are left), the earliest first, each as one line of JSON.
  struct Entry {
    std::uint64_t sequence;
    std::string json;
  };
  [[nodiscard]] std::vector<Entry> after(std::uint64_t sequence) const;

 private:
  mutable std::mutex mutex_;
  std::deque<Entry> entries_;
  std::uint64_t last_ = 0;
};

}  // namespace cfy::sandbox
