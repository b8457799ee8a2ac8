#pragma once

#include <sys/types.h>

#include <string>

#include "vectors.hpp"

namespace cfy::conformance {

// A `connectify sandbox` of our own, newly started with 52 devices and the further key reader=devices:read. Ended, by
// its process id, when this goes.
class SandboxProcess {
 public:
  SandboxProcess();
  SandboxProcess(const SandboxProcess&) = delete;
  SandboxProcess& operator=(const SandboxProcess&) = delete;
  ~SandboxProcess();

  // What it wrote down for its clients: base_url, ca_file, api_key, keys.
  [[nodiscard]] const Json& state() const noexcept { return state_; }

 private:
  void wait_until_ready();

  std::string folder_;
  std::string state_file_;
  pid_t pid_ = -1;
  Json state_;
};

}  // namespace cfy::conformance
