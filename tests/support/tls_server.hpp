#pragma once

#include <atomic>
#include <cstdint>
#include <functional>
#include <mutex>
#include <string>
#include <string_view>
#include <thread>
#include <vector>

#include <openssl/ssl.h>

#include "support/certificates.hpp"

namespace cfy::test {

// One connection of a client, as a test's behaviour sees it.
class Connection {
 public:
  explicit Connection(SSL* ssl, const std::atomic<bool>& stopping) noexcept : ssl_(ssl), stopping_(stopping) {}

  // Reads one request (headers, and a body of Content-Length); empty when the client has gone.
  std::string read_request();
  // False when the client does not take it.
  bool write(std::string_view bytes);
  [[nodiscard]] bool stopping() const noexcept { return stopping_; }

 private:
  SSL* ssl_;
  const std::atomic<bool>& stopping_;
};

// A TLS server on a free loopback port that does exactly what its behaviour says, one thread a connection. The
// connection is cut when the behaviour returns.
class TlsServer {
 public:
  using Behaviour = std::function<void(Connection&)>;

  TlsServer(const Identity& identity, Behaviour behaviour, int newest_version = TLS1_3_VERSION);
  ~TlsServer();
  TlsServer(const TlsServer&) = delete;
  TlsServer& operator=(const TlsServer&) = delete;

  [[nodiscard]] std::uint16_t port() const noexcept { return port_; }
  [[nodiscard]] std::string url(std::string_view path) const;
  // How many connections got through the handshake, and how many of them by a resumed session.
  [[nodiscard]] int handshakes() const noexcept { return handshakes_; }
  [[nodiscard]] int resumed() const noexcept { return resumed_; }

 private:
  void accept_connections();
  void serve(int socket);

  SSL_CTX* context_;
  Behaviour behaviour_;
  int listener_;
  std::uint16_t port_ = 0;
  std::atomic<bool> stopping_{false};
  std::atomic<int> handshakes_{0};
  std::atomic<int> resumed_{0};
  std::mutex mutex_;
  std::vector<std::thread> threads_;  // guarded by mutex_
  std::thread acceptor_;
};

// A whole answer with a body of JSON.
std::string http_answer(int status, std::string_view body, std::string_view further_headers = {});
// Answers every request of a connection the same.
TlsServer::Behaviour always(std::string answer);

}  // namespace cfy::test
