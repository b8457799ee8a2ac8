// Proxies: used only when the caller says so, by CONNECT, and trusted with nothing.
#include <arpa/inet.h>
#include <netinet/in.h>
#include <poll.h>
#include <sys/socket.h>
#include <unistd.h>

#include <array>
#include <cstdlib>
#include <thread>

#include "engine_fixture.hpp"

namespace cfy::transport {
namespace {

using test::Connection;
using test::http_answer;
using test::TlsServer;

// Opens the way to the port of loopback that CONNECT names, or gives another answer. One client at a time.
class Proxy {
 public:
  explicit Proxy(std::string answer = "HTTP/1.1 200 Open\r\nRetry-After: 9\r\n\r\n")
      : answer_(std::move(answer)), listener_(socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0)) {
    sockaddr_in address = loopback(0);
    socklen_t size = sizeof(address);
    EXPECT_EQ(bind(listener_, reinterpret_cast<sockaddr*>(&address), size), 0);
    EXPECT_EQ(listen(listener_, 8), 0);
    getsockname(listener_, reinterpret_cast<sockaddr*>(&address), &size);
    place = "127.0.0.1:" + std::to_string(ntohs(address.sin_port));
    thread_ = std::thread([this] { run(); });
  }
  ~Proxy() {
    stopping_ = true;
    thread_.join();
    close(listener_);
  }
  Proxy(const Proxy&) = delete;
  Proxy& operator=(const Proxy&) = delete;

  std::string place;  // host and port
  std::string head;   // of the last request; to be read when the call has ended
  std::atomic<int> requests{0};

 private:
  static sockaddr_in loopback(std::uint16_t port) {
    sockaddr_in address{};
    address.sin_family = AF_INET;
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    address.sin_port = htons(port);
    return address;
  }

  void run() {
    while (!stopping_) {
      pollfd ready{listener_, POLLIN, 0};
      if (poll(&ready, 1, 50) <= 0) continue;
      const int client = accept4(listener_, nullptr, nullptr, SOCK_CLOEXEC);
      serve(client);
      close(client);
    }
  }

  void serve(int client) {
    std::string read_so_far;
    std::array<char, 1024> chunk{};
    while (read_so_far.find("\r\n\r\n") == std::string::npos) {
      const ssize_t count = recv(client, chunk.data(), chunk.size(), 0);
      if (count <= 0) return;
      read_so_far.append(chunk.data(), static_cast<std::size_t>(count));
    }
    head = read_so_far;
    ++requests;
    send(client, answer_.data(), answer_.size(), MSG_NOSIGNAL);
    if (!answer_.starts_with("HTTP/1.1 200")) return;
    const auto colon = head.find(':');
    const sockaddr_in target = loopback(static_cast<std::uint16_t>(std::stoi(head.substr(colon + 1, 5))));
    const int server = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
    if (connect(server, reinterpret_cast<const sockaddr*>(&target), sizeof(target)) == 0) pass_on(client, server);
    close(server);
  }

  void pass_on(int client, int server) {
    std::array<char, 4096> chunk{};
    std::array<pollfd, 2> ends{{{client, POLLIN, 0}, {server, POLLIN, 0}}};
    while (!stopping_) {
      if (poll(ends.data(), ends.size(), 50) <= 0) continue;
      for (const pollfd& end : ends) {
        if (end.revents == 0) continue;
        const ssize_t count = recv(end.fd, chunk.data(), chunk.size(), 0);
        if (count <= 0) return;
        send(end.fd == client ? server : client, chunk.data(), static_cast<std::size_t>(count), MSG_NOSIGNAL);
      }
    }
  }

  const std::string answer_;
  int listener_;
  std::atomic<bool> stopping_{false};
  std::thread thread_;
};

class ProxyTest : public EngineTest {
 protected:
  ~ProxyTest() override { unsetenv("https_proxy"); }

  std::shared_ptr<Engine> make_engine_behind(std::string proxy) {
    ExchangeSettings settings;
    settings.tls.trust = *tls::TrustStore::load(folder.write("ca.pem", authority.pem()));
    settings.proxy = std::move(proxy);
    return *Engine::make(settings);
  }
  static Request with_key(std::string url) {
    Request request = get(std::move(url));
    request.authorization = *secrets::Secret::copy_of(std::string_view("Authorization: Bearer cfy_ak_test\0", 34));
    return request;
  }
};

TEST_F(ProxyTest, SeesTheHostAndNothingElse) {
  std::string seen;
  TlsServer server(identity, [&](Connection& connection) {
    seen = connection.read_request();
    connection.write(http_answer(200, "{}"));
  });
  Proxy proxy;
  const auto outcome = make_engine_behind("http://user:word_test_@" + proxy.place)
                           ->perform(with_key(server.url("/v1/devices")), nullptr);
  ASSERT_TRUE(outcome) << outcome.error().message;
  EXPECT_EQ(outcome->retry_after, "") << "what the proxy says is not the service's";
  EXPECT_TRUE(proxy.head.starts_with("CONNECT 127.0.0.1:" + std::to_string(server.port()) + " HTTP/1.1\r\n"));
  EXPECT_NE(proxy.head.find("Proxy-Authorization: Basic "), std::string::npos);
  EXPECT_EQ(proxy.head.find("cfy_ak_test"), std::string::npos);
  EXPECT_EQ(proxy.head.find("devices"), std::string::npos);
  EXPECT_NE(seen.find("Bearer cfy_ak_test"), std::string::npos);
  EXPECT_EQ(seen.find("Proxy-Authorization"), std::string::npos);
}

TEST_F(ProxyTest, ThatRefusesIsNamedWithoutItsPassword) {
  TlsServer server(identity, test::always(http_answer(200, "{}")));
  const Proxy proxy("HTTP/1.1 407 Who are you\r\nContent-Length: 0\r\n\r\n");
  const auto outcome =
      make_engine_behind("http://user:word_test_@" + proxy.place)->perform(with_key(server.url("/")), nullptr);
  ASSERT_FALSE(outcome);
  EXPECT_EQ(outcome.error().code, ErrorCode::connection);
  EXPECT_EQ(outcome.error().rule, "proxy_refused");
  EXPECT_NE(outcome.error().message.find("407"), std::string::npos);
  EXPECT_EQ(outcome.error().message.find("word_test_"), std::string::npos);
  EXPECT_EQ(server.handshakes(), 0);
}

TEST_F(ProxyTest, OfTheEnvironmentIsUsedOnlyIfTheCallerNamesTheEnvironment) {
  TlsServer server(identity, test::always(http_answer(200, "{}")));
  const Proxy proxy;
  setenv("https_proxy", ("http://" + proxy.place).c_str(), 1);
  EXPECT_TRUE(make_engine_behind("")->perform(get(server.url("/")), nullptr));
  EXPECT_EQ(proxy.requests, 0);
  EXPECT_TRUE(make_engine_behind("environment")->perform(get(server.url("/")), nullptr));
  EXPECT_EQ(proxy.requests, 1);
}

TEST_F(ProxyTest, ThatSpeaksHttpsIsVerifiedByItsOwnName) {
  std::atomic<int> asked{0};
  const auto refuse = [&](Connection& connection) {
    if (!connection.read_request().empty()) ++asked;
    connection.write("HTTP/1.1 403 No\r\nContent-Length: 0\r\n\r\n");
  };
  TlsServer proxy(identity, refuse);
  const auto through = [&](TlsServer& by) {
    return make_engine_behind(by.url(""))->perform(with_key("https://service.example/"), nullptr);
  };
  const auto refused = through(proxy);
  ASSERT_FALSE(refused);
  EXPECT_EQ(refused.error().rule, "proxy_refused") << refused.error().message;
  EXPECT_EQ(asked, 1);

  TlsServer impostor(test::make_certificate({}, nullptr), refuse);
  const auto unverified = through(impostor);
  ASSERT_FALSE(unverified);
  EXPECT_EQ(unverified.error().code, ErrorCode::tls) << unverified.error().message;
  EXPECT_EQ(asked, 1) << "it was told nothing";
}

}  // namespace
}  // namespace cfy::transport
