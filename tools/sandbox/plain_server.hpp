#pragma once

#include <cstddef>
#include <cstdint>
#include <functional>
#include <memory>
#include <string>

#include "base/result.hpp"
#include "sandbox/message.hpp"

namespace cfy::sandbox {

// HTTP/1.1 in the clear on a loopback address, for what is POSTed to it, in threads of its own.
class PlainServer {
 public:
  // Called in any thread. A body over `most_body_bytes` comes as BodyState::too_large, without most of it.
  using Handler = std::function<Reply(const Request&)>;

  // Listens and answers, until it is destroyed. Other methods are refused with 405. Error (configuration, field `port`):
  // the port is in use; (field `host`): an address that is not loopback.
  static Result<std::unique_ptr<PlainServer>> start(const std::string& host, std::uint16_t port,
                                                    std::size_t most_body_bytes, Handler handler);

  [[nodiscard]] std::uint16_t port() const noexcept { return port_; }

  ~PlainServer();
  PlainServer(const PlainServer&) = delete;
  PlainServer& operator=(const PlainServer&) = delete;

 private:
  class Engine;
  PlainServer(std::unique_ptr<Engine> engine, std::uint16_t port) noexcept;

  std::unique_ptr<Engine> engine_;
  std::uint16_t port_;
};

}  // namespace cfy::sandbox
