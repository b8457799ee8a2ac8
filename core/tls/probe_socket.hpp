#pragma once

#include <chrono>
#include <cstdint>
#include <string>

#include "base/result.hpp"

namespace cfy::tls {

// A TCP connection that gives up at a deadline.
class ProbeSocket {
 public:
  using Deadline = std::chrono::steady_clock::time_point;

  // Fails with connection or timeout.
  static Result<ProbeSocket> connect(const std::string& host, std::uint16_t port, Deadline deadline);

  ProbeSocket(ProbeSocket&& other) noexcept : descriptor_(other.descriptor_) { other.descriptor_ = -1; }
  ProbeSocket& operator=(ProbeSocket&&) = delete;
  ProbeSocket(const ProbeSocket&) = delete;
  ProbeSocket& operator=(const ProbeSocket&) = delete;
  ~ProbeSocket();

  [[nodiscard]] int descriptor() const noexcept { return descriptor_; }
  // Whether there is something to read (or room to write) before the deadline.
  [[nodiscard]] bool wait(bool to_write, Deadline deadline) const;

 private:
  explicit ProbeSocket(int descriptor) noexcept : descriptor_(descriptor) {}

  int descriptor_;
};

}  // namespace cfy::tls
