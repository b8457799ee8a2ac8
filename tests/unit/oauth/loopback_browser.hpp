#pragma once

#include <arpa/inet.h>
#include <netinet/in.h>
#include <sys/socket.h>

#include <string>
#include <string_view>

#include "base/descriptor.hpp"

namespace cfy::test {

// Sends bytes to the host of an address on 127.0.0.1, and answers what comes back; empty if nobody is there.
inline std::string ask_loopback(const std::string& url, std::string_view request) {
  const std::size_t colon = url.find(':', 7);
  sockaddr_in name{};
  name.sin_family = AF_INET;
  name.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  name.sin_port = htons(static_cast<std::uint16_t>(std::stoi(url.substr(colon + 1))));
  const Descriptor connection(socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0));
  if (connect(connection.number(), reinterpret_cast<const sockaddr*>(&name), sizeof(name)) != 0) return {};
  send(connection.number(), request.data(), request.size(), MSG_NOSIGNAL);
  std::string answer;
  char chunk[4096];
  for (ssize_t count = 0; (count = recv(connection.number(), chunk, sizeof(chunk), 0)) > 0;) {
    answer.append(chunk, static_cast<std::size_t>(count));
  }
  return answer;
}

// Opens an address there as a browser does.
inline std::string browse(const std::string& url) {
  const std::size_t slash = url.find('/', 7);
  return ask_loopback(url, "GET " + url.substr(slash) + " HTTP/1.1\r\nHost: " + url.substr(7, slash - 7) + "\r\n\r\n");
}

}  // namespace cfy::test
