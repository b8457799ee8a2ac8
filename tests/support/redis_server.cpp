#include "support/redis_server.hpp"

#include <arpa/inet.h>
#include <netinet/in.h>
#include <spawn.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

#include <chrono>
#include <csignal>
#include <fstream>
#include <stdexcept>
#include <thread>
#include <vector>

extern "C" char** environ;  // NOLINT: POSIX declares it nowhere

namespace cfy::test {
namespace {

constexpr const char* kProgram = "/usr/bin/redis-server";

sockaddr_in loopback(std::uint16_t port) {
  sockaddr_in address{};
  address.sin_family = AF_INET;
  address.sin_port = htons(port);
  address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  return address;
}

std::uint16_t free_port() {
  const int probe = socket(AF_INET, SOCK_STREAM, 0);
  sockaddr_in address = loopback(0);
  socklen_t size = sizeof address;
  const bool bound = bind(probe, reinterpret_cast<sockaddr*>(&address), size) == 0 &&
                     getsockname(probe, reinterpret_cast<sockaddr*>(&address), &size) == 0;
  close(probe);
  if (!bound) throw std::runtime_error("no port is free");
  return ntohs(address.sin_port);
}

bool takes_connections(std::uint16_t port) {
  const int probe = socket(AF_INET, SOCK_STREAM, 0);
  const sockaddr_in address = loopback(port);
  const bool taken = connect(probe, reinterpret_cast<const sockaddr*>(&address), sizeof address) == 0;
  close(probe);
  return taken;
}

}  // namespace

bool RedisServer::installed() { return access(kProgram, X_OK) == 0; }

RedisServer::RedisServer(const Identity& identity, const std::string& folder) : port_(free_port()) {
  const std::string certificate = folder + "/redis.pem";
  const std::string key = folder + "/redis.key";
  std::ofstream(certificate) << identity.pem();
  std::ofstream(key) << identity.key_pem();
  std::vector<std::string> words = {kProgram,
                                    "--bind",
                                    "127.0.0.1",
                                    "--port",
                                    "0",
                                    "--tls-port",
                                    std::to_string(port_),
                                    "--tls-cert-file",
                                    certificate,
                                    "--tls-key-file",
                                    key,
                                    "--tls-ca-cert-file",
                                    certificate,
                                    "--tls-auth-clients",
                                    "no",
                                    "--requirepass",
                                    kPassword,
                                    "--save",
                                    "",
                                    "--appendonly",
                                    "no",
                                    "--dir",
                                    folder,
                                    "--logfile",
                                    folder + "/redis.log"};
  std::vector<char*> arguments;
  for (std::string& word : words) arguments.push_back(word.data());
  arguments.push_back(nullptr);
  must(posix_spawn(&process_, kProgram, nullptr, nullptr, arguments.data(), environ) == 0);
  const auto until = std::chrono::steady_clock::now() + std::chrono::seconds(10);
  while (!takes_connections(port_)) {
    if (std::chrono::steady_clock::now() > until) {
      stop();
      throw std::runtime_error("redis-server takes no connections");
    }
    std::this_thread::sleep_for(std::chrono::milliseconds(20));
  }
}

void RedisServer::stop() {
  if (process_ <= 0) return;
  kill(process_, SIGKILL);
  waitpid(process_, nullptr, 0);
  process_ = -1;
}

}  // namespace cfy::test
