#include "loopback.hpp"

#include <arpa/inet.h>
#include <netinet/in.h>
#include <sys/socket.h>
#include <unistd.h>

#include <cerrno>
#include <system_error>

namespace cfy::conformance {
namespace {

void check(int result) {
  if (result < 0) throw std::system_error(errno, std::generic_category(), "a port of 127.0.0.1");
}

}  // namespace

LoopbackPort::LoopbackPort(bool listening) : socket_(::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0)) {
  check(socket_);
  sockaddr_in address{};
  socklen_t size = sizeof address;
  address.sin_family = AF_INET;
  address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  auto* generic = reinterpret_cast<sockaddr*>(&address);
  check(::bind(socket_, generic, size));
  if (listening) check(::listen(socket_, 16));
  check(::getsockname(socket_, generic, &size));
  port_ = ntohs(address.sin_port);
}

LoopbackPort::~LoopbackPort() { ::close(socket_); }

}  // namespace cfy::conformance
