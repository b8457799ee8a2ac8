#include "sandbox/tls_connection.hpp"

#include <netinet/in.h>
#include <netinet/tcp.h>
#include <poll.h>
#include <sys/socket.h>

#include <algorithm>
#include <cstring>

#include <openssl/err.h>

namespace cfy::sandbox {
namespace {

constexpr std::size_t kInputBytes = 16U * 1024U;  // a TLS record
constexpr std::size_t kOutputBytes = 64U * 1024U;

}  // namespace

TlsConnection::TlsConnection(int socket, SSL_CTX* context)
    : socket_(socket), ssl_(SSL_new(context)), input_(kInputBytes) {
  const int on = 1;
  ::setsockopt(socket, IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
  if (ssl_) SSL_set_app_data(ssl_.get(), this);
}

TlsConnection& TlsConnection::of(const SSL* ssl) { return *static_cast<TlsConnection*>(SSL_get_app_data(ssl)); }

bool TlsConnection::handshake() {
  ERR_clear_error();
  return ssl_ && SSL_set_fd(ssl_.get(), socket_) == 1 && SSL_accept(ssl_.get()) == 1;
}

bool TlsConnection::wait_for_request(std::chrono::milliseconds timeout) {
  if (input_begin_ < input_end_ || SSL_pending(ssl_.get()) > 0) return true;
  pollfd event{socket_, POLLIN, 0};
  return ::poll(&event, 1, static_cast<int>(timeout.count())) == 1;
}

ssize_t TlsConnection::read(char* data, std::size_t size) {
  if (input_begin_ == input_end_) {
    // The peer may be waiting for what is in the buffer, such as a 100 (Continue), before it sends more.
    if (!flush()) return -1;
    ERR_clear_error();
    input_begin_ = 0;
    if (SSL_read_ex(ssl_.get(), input_.data(), input_.size(), &input_end_) != 1) {
      input_end_ = 0;
      return SSL_get_error(ssl_.get(), 0) == SSL_ERROR_ZERO_RETURN ? 0 : -1;
    }
  }
  const std::size_t taken = std::min(size, input_end_ - input_begin_);
  std::memcpy(data, input_.data() + input_begin_, taken);
  input_begin_ += taken;
  return static_cast<ssize_t>(taken);
}

ssize_t TlsConnection::write(const char* data, std::size_t size) {
  output_.append(data, size);
  // A fault works on the whole answer.
  if (output_.size() > kOutputBytes && !spoils_connection(fault_.kind) && !flush()) return -1;
  return static_cast<ssize_t>(size);
}

bool TlsConnection::send(std::string_view bytes) {
  if (bytes.empty()) return true;
  ERR_clear_error();
  std::size_t written = 0;
  return SSL_write_ex(ssl_.get(), bytes.data(), bytes.size(), &written) == 1;
}

bool TlsConnection::flush() {
  const bool sent = send(output_);
  output_.clear();
  return sent;
}

bool TlsConnection::finish_answer() {
  switch (fault_.kind) {
    case FaultKind::close: return false;
    case FaultKind::truncate: send(std::string_view(output_).substr(0, output_.size() / 2)); return false;
    case FaultKind::garbage: send("\x01\x02\x03 this is no HTTP \xff\xfe\r\n\r\n"); return false;
    case FaultKind::endless_headers: send_endless_headers(); return false;
    default: return flush();
  }
}

// Ends when the client has closed, has not read for as long as the socket's timeout, or the server stops.
void TlsConnection::send_endless_headers() {
  const std::string field = "X-Endless: " + std::string(1000, 'x') + "\r\n";
  bool open = send("HTTP/1.1 200 OK\r\n");
  while (open) open = send(field);
}

void TlsConnection::close() {
  if (spoils_connection(fault_.kind)) return;
  ERR_clear_error();
  if (SSL_is_init_finished(ssl_.get()) != 0) SSL_shutdown(ssl_.get());
}

void TlsConnection::get_remote_ip_and_port(std::string& ip, int& port) const {
  // Nothing asks: all peers are on this machine.
  ip.clear();
  port = 0;
}

void TlsConnection::get_local_ip_and_port(std::string& ip, int& port) const { get_remote_ip_and_port(ip, port); }

}  // namespace cfy::sandbox
