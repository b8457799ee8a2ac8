#include "tls/probe_socket.hpp"

#include <fcntl.h>
#include <netdb.h>
#include <poll.h>
#include <sys/socket.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <memory>

namespace cfy::tls {
namespace {

struct AddressesDeleter {
  void operator()(addrinfo* addresses) const noexcept { freeaddrinfo(addresses); }
};

int milliseconds_to(ProbeSocket::Deadline deadline) {
  const auto left = std::chrono::ceil<std::chrono::milliseconds>(deadline - std::chrono::steady_clock::now()).count();
  return static_cast<int>(std::clamp<std::int64_t>(left, 0, 3'600'000));
}

int socket_error(int descriptor) {
  int error = 0;
  socklen_t size = sizeof error;
  return getsockopt(descriptor, SOL_SOCKET, SO_ERROR, &error, &size) == 0 ? error : errno;
}

}  // namespace

ProbeSocket::~ProbeSocket() {
  if (descriptor_ >= 0) close(descriptor_);
}

bool ProbeSocket::wait(bool to_write, Deadline deadline) const {
  pollfd watched{descriptor_, static_cast<short>(to_write ? POLLOUT : POLLIN), 0};
  int ready = 0;
  do {
    ready = poll(&watched, 1, milliseconds_to(deadline));
  } while (ready < 0 && errno == EINTR);
  return ready == 1;
}

Result<ProbeSocket> ProbeSocket::connect(const std::string& host, std::uint16_t port, Deadline deadline) {
  addrinfo hints{};
  hints.ai_socktype = SOCK_STREAM;
  hints.ai_flags = AI_ADDRCONFIG;
  addrinfo* found = nullptr;
  if (getaddrinfo(host.c_str(), std::to_string(port).c_str(), &hints, &found) != 0) {
    return make_error(ErrorCode::connection,
                      "The name " + host + " could not be resolved; check it and this machine's network.");
  }
  const std::unique_ptr<addrinfo, AddressesDeleter> addresses(found);
  for (const addrinfo* address = found; address != nullptr; address = address->ai_next) {
    ProbeSocket made(socket(address->ai_family, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, address->ai_protocol));
    if (made.descriptor() < 0) continue;
    const int begun = ::connect(made.descriptor(), address->ai_addr, address->ai_addrlen);
    if (begun != 0 && errno != EINPROGRESS) continue;
    if (!made.wait(true, deadline)) {
      return make_error(ErrorCode::timeout, "Nothing answers at " + host + " in time; check host and port.");
    }
    if (socket_error(made.descriptor()) == 0) return made;
  }
  return make_error(ErrorCode::connection, "There is nothing at " + host + " port " + std::to_string(port) +
                                               " that takes the connection; check host and port.");
}

}  // namespace cfy::tls
