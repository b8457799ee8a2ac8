#pragma once

#include <cstdint>
#include <memory>
#include <string>

#include "base/result.hpp"
#include "sandbox/service.hpp"
#include "sandbox/tls_identity.hpp"

namespace cfy::sandbox {

// HTTP/1.1 over TLS on a loopback address, in threads of its own, until stopped.
class HttpServer {
 public:
  // Listens. Error (configuration, field `port`): the port is in use.
  static Result<std::unique_ptr<HttpServer>> listen(const std::string& host, std::uint16_t port,
                                                    std::unique_ptr<SSL_CTX, SslContextDeleter> context);

  [[nodiscard]] std::uint16_t port() const noexcept { return port_; }

  // Begins to accept: apart from listening, since the service has to know the port. `service` outlives the server.
  void serve(Service& service);

  // Closes the connections and ends the threads.
  void stop() noexcept;

  ~HttpServer();
  HttpServer(const HttpServer&) = delete;
  HttpServer& operator=(const HttpServer&) = delete;

 private:
  class Engine;
  HttpServer(std::unique_ptr<Engine> engine, std::uint16_t port) noexcept;

  std::unique_ptr<Engine> engine_;
  std::uint16_t port_;
};

}  // namespace cfy::sandbox
