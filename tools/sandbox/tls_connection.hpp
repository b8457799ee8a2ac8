#pragma once

#include <chrono>
#include <memory>
#include <string>
#include <vector>

#include <httplib.h>
#include <openssl/ssl.h>

#include "sandbox/faults.hpp"

namespace cfy::sandbox {

// One TLS connection, which httplib reads requests from and writes answers to. Both are buffered: httplib reads header
// lines a byte at a time and writes an answer in pieces, each of which would be a TLS record.
class TlsConnection final : public httplib::Stream {
 public:
  // Borrows the socket, which is blocking and has its timeouts set.
  TlsConnection(int socket, SSL_CTX* context);

  [[nodiscard]] SSL* ssl() const noexcept { return ssl_.get(); }
  // The connection that an SSL belongs to.
  static TlsConnection& of(const SSL* ssl);

  bool handshake();
  // Waits until the next request begins to arrive; false when the connection ended or the time is up.
  bool wait_for_request(std::chrono::milliseconds timeout);

  // What is to happen to the answer now being written.
  void set_fault(const Fault& fault) { fault_ = fault; }
  // Sends what was written of it, before it is whole.
  bool send_so_far() { return flush(); }
  // Sends the answer, or what the fault makes of it; false if the connection is to end.
  bool finish_answer();
  // Says goodbye with close_notify, unless a fault forbids it.
  void close();

  [[nodiscard]] bool is_readable() const override { return true; }
  [[nodiscard]] bool is_writable() const override { return true; }
  ssize_t read(char* data, std::size_t size) override;
  ssize_t write(const char* data, std::size_t size) override;
  void get_remote_ip_and_port(std::string& ip, int& port) const override;
  void get_local_ip_and_port(std::string& ip, int& port) const override;
  [[nodiscard]] socket_t socket() const override { return socket_; }

 private:
  struct SslDeleter {
    void operator()(SSL* ssl) const noexcept { SSL_free(ssl); }
  };

  bool send(std::string_view bytes);
  bool flush();
  void send_endless_headers();

  int socket_;
  std::unique_ptr<SSL, SslDeleter> ssl_;
  std::vector<char> input_;
  std::size_t input_begin_ = 0;
  std::size_t input_end_ = 0;
  std::string output_;
  Fault fault_;
};

}  // namespace cfy::sandbox
