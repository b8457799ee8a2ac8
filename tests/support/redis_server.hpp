#pragma once

#include <sys/types.h>

#include <cstdint>
#include <string>

#include "support/certificates.hpp"

namespace cfy::test {

// A real Redis on loopback that speaks TLS alone, keeps nothing on disk, and asks for `kPassword`.
class RedisServer {
 public:
  static constexpr const char* kPassword = "redis_password_test_0123456789";

  // Whether this machine has one; tests that need it are skipped without.
  [[nodiscard]] static bool installed();

  // Throws if it does not take connections within ten seconds. `folder` gets its files.
  RedisServer(const Identity& identity, const std::string& folder);
  ~RedisServer() { stop(); }
  RedisServer(const RedisServer&) = delete;
  RedisServer& operator=(const RedisServer&) = delete;

  [[nodiscard]] std::uint16_t port() const noexcept { return port_; }
  void stop();

 private:
  std::uint16_t port_ = 0;
  pid_t process_ = -1;
};

}  // namespace cfy::test
