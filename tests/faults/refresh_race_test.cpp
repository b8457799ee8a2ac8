// Many threads in several processes share one login whose tokens live for two seconds, at a server that ends the login
// where a refresh token comes twice, and that kills whoever asks it at the worst moments. Nobody may be logged out, and
// each token is renewed once.
//
// Short by default; CONNECTIFY_RACE_SECONDS, _PROCESSES and _THREADS make it as long and wide as one likes.

#include <gtest/gtest.h>
#include <spawn.h>
#include <sys/wait.h>
#include <unistd.h>

#include <array>
#include <atomic>
#include <chrono>
#include <csignal>
#include <cstdlib>
#include <fstream>
#include <iostream>
#include <mutex>
#include <random>
#include <string>
#include <thread>
#include <vector>

#include "oauth/client.hpp"
#include "oauth/form.hpp"
#include "oauth/pkce.hpp"
#include "store/file_store.hpp"
#include "store/redis_store.hpp"
#include "support/certificates.hpp"
#include "support/redis_server.hpp"
#include "support/temporary_folder.hpp"
#include "support/tls_server.hpp"

extern "C" char** environ;  // NOLINT: POSIX declares it nowhere

namespace cfy::test {
namespace {

using Clock = std::chrono::steady_clock;
using namespace std::chrono_literals;

constexpr auto kLifetime = 2s;
constexpr int kLoggedOut = 3;
constexpr int kFailed = 4;

int number_of(const char* variable, int usual) {
  const char* const text = std::getenv(variable);
  return text == nullptr ? usual : std::atoi(text);
}

// A file in the folder, or the Redis whose port stands there.
Result<std::shared_ptr<store::Store>> open_store(const std::string& folder) {
  auto key = store::StoreKey::from_file(folder + "/tokens.key");
  if (!key) return std::move(key).error();
  store::RedisSettings redis;
  if (!(std::ifstream(folder + "/redis.port") >> redis.url.port)) {
    return std::shared_ptr<store::Store>(std::make_shared<store::FileStore>(folder + "/tokens", *std::move(key)));
  }
  auto trust = tls::TrustStore::load(folder + "/ca.pem");
  if (!trust) return std::move(trust).error();
  redis.url.host = "127.0.0.1";
  redis.password = secrets::Secret::copy_of(RedisServer::kPassword).value();
  redis.exchange.tls.trust = *std::move(trust);
  redis.name = "tokens";
  return std::shared_ptr<store::Store>(std::make_shared<store::RedisStore>(std::move(redis), *std::move(key)));
}

// The client of every process.
Result<std::shared_ptr<oauth::Client>> make_client(const std::string& issuer, const std::string& folder) {
  oauth::ClientSettings settings;
  settings.issuer = issuer;
  settings.identity.id = "app_test";
  settings.scope = {"devices:read"};
  auto trust = tls::TrustStore::load(folder + "/ca.pem");
  if (!trust) return std::move(trust).error();
  auto store = open_store(folder);
  if (!store) return std::move(store).error();
  settings.sender.exchange.tls.trust = *std::move(trust);
  settings.sender.exchange.user_agent = "race/" + std::to_string(getpid());
  settings.sender.timeout = 3s;
  settings.times.lease = 4s;
  settings.times.patience = 30s;
  settings.store = *std::move(store);
  return oauth::Client::make(std::move(settings));
}

// Asks for tokens until it is killed. Ends by itself only when it gets none.
int work(const std::string& issuer, const std::string& folder, int threads) {
  const auto client = make_client(issuer, folder);
  if (!client) return kFailed;
  std::vector<std::thread> workers;
  for (int i = 0; i < threads; ++i) {
    workers.emplace_back([&client] {
      while (true) {
        const auto held = (*client)->tokens();
        if (!held) {
          const std::string text = held.error().rule + ": " + held.error().message + "\n";
          static_cast<void>(!write(STDERR_FILENO, text.data(), text.size()));
          _exit(held.error().rule.starts_with("login_") ? kLoggedOut : kFailed);
        }
        std::this_thread::sleep_for(10ms);
      }
    });
  }
  for (std::thread& worker : workers) worker.join();
  return 0;
}

// An authorization server with rotation and reuse detection, which kills some of those who ask. A client that is killed
// after its refresh token was used and before it could keep the new one is the one case that no client can mend: there,
// as servers do that mean to be used by programs that may die, the old one is good once more.
class DeadlyIssuer {
 public:
  explicit DeadlyIssuer(const Identity& identity) : server_(identity, [this](Connection& c) { serve(c); }) {}

  [[nodiscard]] std::string url() const { return server_.url("/op"); }

  std::atomic<int> refreshes{0};
  std::atomic<int> kills{0};
  std::atomic<int> reuses{0};
  std::atomic<int> early{0};

 private:
  enum class Fate : std::uint8_t { lives, dies_before, dies_unanswered, dies_after };
  static constexpr std::array<Fate, 6> kFates = {Fate::lives,      Fate::dies_unanswered, Fate::lives,
                                                 Fate::dies_after, Fate::lives,           Fate::dies_before};

  void serve(Connection& connection) {
    for (std::string text = connection.read_request(); !text.empty(); text = connection.read_request()) {
      if (!text.starts_with("POST /op/token")) {
        const std::string document = R"({"issuer":")" + url() + R"(","token_endpoint":")" + url() +
                                     R"(/token","token_endpoint_auth_methods_supported":["none"]})";
        if (!connection.write(http_answer(200, document))) return;
        continue;
      }
      const pid_t asker = std::stoi(text.substr(text.find("race/") + 5, 10));
      const Fate fate = kFates[asked_++ % kFates.size()];
      if (fate == Fate::dies_before) return kill_now(asker);
      const std::string answer = grant(text.substr(text.find("\r\n\r\n") + 4), fate != Fate::lives);
      if (fate == Fate::dies_unanswered) return kill_now(asker);
      if (!connection.write(answer)) return;
      if (fate == Fate::dies_after) {
        // Somewhere on the way from the answer to the store and back.
        std::this_thread::sleep_for(std::chrono::microseconds(std::random_device{}() % 8000));
        return kill_now(asker);
      }
    }
  }

  std::string grant(const std::string& body, bool dies) {
    std::string presented;
    const auto fields = oauth::parse_form(body);
    for (const auto& [name, value] : fields.value()) {
      if (name == "refresh_token") presented = value;
    }
    const std::scoped_lock lock(mutex_);
    const bool is_current = presented == name_of(current_);
    const bool is_last = current_ > 0 && presented == name_of(current_ - 1) && may_repeat_;
    if (!is_current && !is_last) {
      ++reuses;
      return http_answer(400, R"({"error":"invalid_grant"})");
    }
    const auto now = Clock::now();
    if (refreshes > 0 && is_current && !may_repeat_ && now - issued_ < kLifetime / 2 - 200ms) ++early;
    issued_ = now;
    may_repeat_ = dies;
    if (is_current) ++current_;
    ++refreshes;
    return http_answer(200, R"({"access_token":"cfy_at_test_)" + std::to_string(++serial_) +
                                R"(","token_type":"Bearer","expires_in":2,"refresh_token":")" + name_of(current_) +
                                "\"}");
  }

  void kill_now(pid_t asker) {
    ++kills;
    kill(asker, SIGKILL);
  }
  static std::string name_of(int generation) { return "cfy_rt_test_" + std::to_string(generation); }

  std::mutex mutex_;
  std::atomic<std::size_t> asked_{0};
  int current_ = 0;
  int serial_ = 0;
  bool may_repeat_ = false;
  Clock::time_point issued_;
  TlsServer server_;
};

pid_t start_worker(const std::string& issuer, const std::string& folder, int threads) {
  std::vector<std::string> words = {"/proc/self/exe", "--worker", issuer, folder, std::to_string(threads)};
  std::vector<char*> arguments;
  for (std::string& word : words) arguments.push_back(word.data());
  arguments.push_back(nullptr);
  pid_t number = -1;
  return posix_spawn(&number, "/proc/self/exe", nullptr, nullptr, arguments.data(), environ) == 0 ? number : -1;
}

struct RefreshRace : ::testing::Test {
  void race();

  const TemporaryFolder folder;
  const Identity authority = make_authority();
  const Identity identity = make_certificate({}, &authority);
};

void RefreshRace::race() {
  folder.write("ca.pem", authority.pem());
  DeadlyIssuer issuer(identity);

  oauth::LoginRecord record;
  record.refresh_token = *secrets::Secret::copy_of("cfy_rt_test_0");
  record.scope = {"devices:read"};
  {
    const auto store = open_store(folder.path());
    ASSERT_TRUE(store.ok()) << store.error().message;
    const std::string name = "oauth/" + oauth::base64url_sha256(issuer.url() + "\napp_test");
    const auto put = (*store)->put(name, *record.serialize(), {});
    ASSERT_TRUE(put.ok()) << put.error().message;
  }

  const int processes = number_of("CONNECTIFY_RACE_PROCESSES", 3);
  const int threads = number_of("CONNECTIFY_RACE_THREADS", 8);
  const auto until = Clock::now() + std::chrono::seconds(number_of("CONNECTIFY_RACE_SECONDS", 15));
  std::vector<pid_t> workers;
  for (int i = 0; i < processes; ++i) workers.push_back(start_worker(issuer.url(), folder.path(), threads));
  int logged_out = 0;
  int failed = 0;
  while (Clock::now() < until && logged_out + failed == 0) {
    for (pid_t& worker : workers) {
      int status = 0;
      if (waitpid(worker, &status, WNOHANG) != worker) continue;
      if (WIFEXITED(status)) ++(WEXITSTATUS(status) == kLoggedOut ? logged_out : failed);
      worker = start_worker(issuer.url(), folder.path(), threads);
    }
    std::this_thread::sleep_for(20ms);
  }
  for (const pid_t worker : workers) {
    kill(worker, SIGKILL);
    waitpid(worker, nullptr, 0);
  }
  EXPECT_EQ(logged_out, 0);
  EXPECT_EQ(failed, 0);
  EXPECT_EQ(issuer.reuses.load(), 0);
  EXPECT_EQ(issuer.early.load(), 0);
  EXPECT_GT(issuer.refreshes.load(), 2);
  EXPECT_GT(issuer.kills.load(), 0);
  std::cout << issuer.refreshes << " renewals, " << issuer.kills << " killed\n";
}

TEST_F(RefreshRace, NobodyIsLoggedOutWhoeverDies) { race(); }

TEST_F(RefreshRace, NorWhereTheStoreIsInRedis) {
  if (!RedisServer::installed()) GTEST_SKIP() << "redis-server is not installed";
  const RedisServer redis(identity, folder.path());
  folder.write("redis.port", std::to_string(redis.port()));
  race();
}

}  // namespace
}  // namespace cfy::test

int main(int argc, char** argv) {
  if (argc == 5 && std::string(argv[1]) == "--worker") {
    return cfy::test::work(argv[2], argv[3], std::atoi(argv[4]));
  }
  ::testing::InitGoogleTest(&argc, argv);
  return RUN_ALL_TESTS();
}
