#pragma once

#include <string>

namespace cfy::conformance {

// A port of 127.0.0.1 that is ours and answers nothing: with `listening` connections are accepted by the system and
// then met with silence, else they are refused.
class LoopbackPort {
 public:
  explicit LoopbackPort(bool listening);
  LoopbackPort(const LoopbackPort&) = delete;
  LoopbackPort& operator=(const LoopbackPort&) = delete;
  ~LoopbackPort();

  // `https://127.0.0.1:PORT/v1`
  [[nodiscard]] std::string url() const { return "https://127.0.0.1:" + std::to_string(port_) + "/v1"; }

 private:
  int socket_;
  unsigned port_ = 0;
};

}  // namespace cfy::conformance
