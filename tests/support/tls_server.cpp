#include "support/tls_server.hpp"

#include <arpa/inet.h>
#include <netinet/in.h>
#include <poll.h>
#include <sys/socket.h>
#include <unistd.h>
#include <csignal>

#include <stdexcept>

namespace cfy::test {
namespace {

constexpr int kPatienceMs = 100;
constexpr std::string_view kEndOfHeaders = "\r\n\r\n";

std::size_t content_length(std::string_view headers) {
  const auto at = headers.find("Content-Length: ");
  return at == std::string_view::npos ? 0 : std::stoul(std::string(headers.substr(at + 16, 10)));
}

}  // namespace

std::string Connection::read_request() {
  std::string request;
  char chunk[4096];
  for (;;) {
    const auto end = request.find(kEndOfHeaders);
    if (end != std::string::npos && request.size() >= end + kEndOfHeaders.size() + content_length(request))
      return request;
    const int count = SSL_read(ssl_, chunk, sizeof(chunk));
    if (count > 0) {
      request.append(chunk, static_cast<std::size_t>(count));
    } else if (SSL_get_error(ssl_, count) != SSL_ERROR_WANT_READ || stopping_) {
      return {};
    }
  }
}

bool Connection::write(std::string_view bytes) {
  return bytes.empty() || SSL_write(ssl_, bytes.data(), static_cast<int>(bytes.size())) > 0;
}

TlsServer::TlsServer(const Identity& identity, Behaviour behaviour, int newest_version)
    : context_(SSL_CTX_new(TLS_server_method())),
      behaviour_(std::move(behaviour)),
      listener_(socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0)) {
  std::signal(SIGPIPE, SIG_IGN);
  SSL_CTX_use_certificate(context_, identity.certificate.get());
  SSL_CTX_use_PrivateKey(context_, identity.key.get());
  SSL_CTX_set_max_proto_version(context_, newest_version);
  if (newest_version < TLS1_2_VERSION) {
    SSL_CTX_set_min_proto_version(context_, newest_version);
    SSL_CTX_set_security_level(context_, 0);
  }
  sockaddr_in address{};
  address.sin_family = AF_INET;
  address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  socklen_t size = sizeof(address);
  auto* const generic = reinterpret_cast<sockaddr*>(&address);
  if (bind(listener_, generic, size) != 0 || listen(listener_, 64) != 0 ||
      getsockname(listener_, generic, &size) != 0) {
    throw std::runtime_error("no loopback port for a test server");
  }
  port_ = ntohs(address.sin_port);
  acceptor_ = std::thread([this] { accept_connections(); });
}

TlsServer::~TlsServer() {
  stopping_ = true;
  acceptor_.join();
  for (std::thread& thread : threads_) thread.join();
  close(listener_);
  SSL_CTX_free(context_);
}

std::string TlsServer::url(std::string_view path) const {
  return "https://127.0.0.1:" + std::to_string(port_) + std::string(path);
}

void TlsServer::accept_connections() {
  while (!stopping_) {
    pollfd ready{listener_, POLLIN, 0};
    if (poll(&ready, 1, kPatienceMs) <= 0) continue;
    const int socket = accept4(listener_, nullptr, nullptr, SOCK_CLOEXEC);
    if (socket < 0) continue;
    const std::scoped_lock lock(mutex_);
    threads_.emplace_back([this, socket] { serve(socket); });
  }
}

void TlsServer::serve(int socket) {
  const timeval patience{0, kPatienceMs * 1000};
  setsockopt(socket, SOL_SOCKET, SO_RCVTIMEO, &patience, sizeof(patience));
  SSL* const ssl = SSL_new(context_);
  SSL_set_fd(ssl, socket);
  int accepted = 0;
  do {
    accepted = SSL_accept(ssl);
  } while (accepted != 1 && SSL_get_error(ssl, accepted) == SSL_ERROR_WANT_READ && !stopping_);
  if (accepted == 1) {
    ++handshakes_;
    if (SSL_session_reused(ssl) == 1) ++resumed_;
    Connection connection(ssl, stopping_);
    behaviour_(connection);
  }
  SSL_free(ssl);
  close(socket);
}

std::string http_answer(int status, std::string_view body, std::string_view further_headers) {
  return "HTTP/1.1 " + std::to_string(status) + " Any\r\nContent-Type: application/json\r\nX-Request-Id: req_test\r\n" +
         std::string(further_headers) + "Content-Length: " + std::to_string(body.size()) + "\r\n\r\n" +
         std::string(body);
}

TlsServer::Behaviour always(std::string answer) {
  return [answer = std::move(answer)](Connection& connection) {
    while (!connection.read_request().empty() && connection.write(answer)) {
    }
  };
}

}  // namespace cfy::test
