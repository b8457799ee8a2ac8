#pragma once

#include <atomic>
#include <deque>
#include <functional>
#include <map>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <thread>

#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

#include "managers/channel.hpp"
#include "managers/manager.hpp"
#include "support/temporary_folder.hpp"
#include "support/tls_server.hpp"

namespace cfy::managers {

using nlohmann::json;

struct HttpRequest {
  std::string method;
  std::string path;                            // without its query
  std::string query;                           // without its question mark
  std::map<std::string, std::string> headers;  // names in lower case
  std::string body;

  [[nodiscard]] std::string header(const std::string& name) const;
  // A parameter of the query, or of a form in the body; as it was sent.
  [[nodiscard]] static std::string field(const std::string& form, const std::string& name);
};
HttpRequest read_http(const std::string& text);

struct HttpReply {
  int status = 200;
  std::string body;
  std::string headers{};
};
inline HttpReply reply(int status, const json& body) { return {status, body.dump()}; }

// What goes wrong with one request, before or after the manager has done it.
enum class Fault { none, drop_before, drop_after, status_500, status_503, broken_json };

// A manager of ours behind TLS: keeps the rules of its published interface, and fails as a test asks it to.
class ManagerServer {
 public:
  using Handler = std::function<HttpReply(const HttpRequest&)>;
  ManagerServer(const test::Identity& identity, Handler handler);

  [[nodiscard]] std::string url() const { return server_.url(""); }
  void fail_next(Fault fault, int times = 1);
  // Nothing goes wrong any more.
  void recover();
  // The faults that have not come yet hit only requests whose method and path hold this text.
  void fail_only(std::string part);
  [[nodiscard]] int requests() const { return requests_; }

 private:
  void serve(test::Connection& connection);
  Fault next_fault(const HttpRequest& request);

  Handler handler_;
  std::mutex mutex_;
  std::deque<Fault> faults_;
  std::string only_;
  std::atomic<int> requests_{0};
  test::TlsServer server_;
};

// The same without TLS, as clouds' metadata services are.
class PlainServer {
 public:
  explicit PlainServer(ManagerServer::Handler handler);
  ~PlainServer();
  PlainServer(const PlainServer&) = delete;
  PlainServer& operator=(const PlainServer&) = delete;

  [[nodiscard]] std::string url() const { return "http://127.0.0.1:" + std::to_string(port_); }
  [[nodiscard]] int requests() const { return requests_; }

 private:
  void run();

  ManagerServer::Handler handler_;
  std::atomic<bool> stopping_{false};
  std::atomic<int> requests_{0};
  int listener_;
  std::uint16_t port_ = 0;
  std::thread thread_;
};

// A time that a test moves.
class TestClock final : public Clock {
 public:
  [[nodiscard]] std::chrono::steady_clock::time_point steady_now() const noexcept override {
    return std::chrono::steady_clock::time_point() + std::chrono::hours(1000) + passed_.load();
  }
  [[nodiscard]] std::chrono::system_clock::time_point wall_now() const noexcept override {
    return Time(std::chrono::seconds(1893456000)) + passed_.load();  // 2030-01-01
  }
  void pass(std::chrono::seconds time) { passed_ = passed_.load() + time; }

 private:
  std::atomic<std::chrono::seconds> passed_{std::chrono::seconds(0)};
};

// An authority that the engine trusts, and what every manager's test needs.
class ManagerTest : public ::testing::Test {
 protected:
  Channel channel(int max_retries = 2);
  Variables variables() {
    return [this](const std::string& name) -> std::optional<std::string> {
      const auto found = environment.find(name);
      return found == environment.end() ? std::nullopt : std::optional(found->second);
    };
  }
  static secrets::Secret secret(std::string_view text) { return *secrets::Secret::copy_of(text); }
  // What the read gives; the error's message if it fails.
  static std::string read(Manager& manager, const std::string& name, const std::string& field,
                          const VersionChoice& choice = {});

  test::TemporaryFolder folder;
  test::Identity authority = test::make_authority();
  test::Identity identity = test::make_certificate({}, &authority);
  TestClock clock;
  std::map<std::string, std::string> environment;
};

}  // namespace cfy::managers
