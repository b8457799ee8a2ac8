// Against a real redis-server; skipped where there is none.
#include "store/redis_store.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <thread>

#include "hidden.hpp"
#include "support/redis_server.hpp"
#include "support/temporary_folder.hpp"

namespace cfy::store {
namespace {

using test::RedisServer;
using ::testing::HasSubstr;
using ::testing::Not;
using namespace std::chrono_literals;

constexpr std::string_view kLogin = "refresh_token_test_0123456789abcdef";

class RedisStoreTest : public ::testing::Test {
 protected:
  void SetUp() override {
    if (!RedisServer::installed()) GTEST_SKIP() << "redis-server is not installed";
    redis_.emplace(identity_, folder_.path());
  }

  [[nodiscard]] RedisSettings settings(const std::string& password = RedisServer::kPassword) const {
    RedisSettings made;
    made.url.host = "127.0.0.1";
    made.url.port = redis_->port();
    made.password = hidden(password);
    made.exchange.tls.trust = *tls::TrustStore::load(folder_.write("ca.pem", authority_.pem()));
    made.name = "tokens";
    made.patience = 3s;
    return made;
  }
  [[nodiscard]] std::unique_ptr<RedisStore> store(char fill = 'k') const {
    return std::make_unique<RedisStore>(settings(), *StoreKey::from_bytes(hidden(std::string(32, fill))));
  }
  // What Redis itself says.
  std::vector<RedisReply> ask(const std::vector<RedisConnection::Command>& commands) const {
    const RedisSettings own = settings();
    const auto until = std::chrono::steady_clock::now() + 3s;
    const auto connection = RedisConnection::open(own.exchange, own.url, own.password, until);
    return std::move((*connection)->run(commands, until)).value();
  }

  test::TemporaryFolder folder_;
  test::Identity authority_ = test::make_authority();
  test::Identity identity_ = test::make_certificate({}, &authority_);
  std::optional<RedisServer> redis_;
};

TEST_F(RedisStoreTest, SharesEntriesAndLeasesAmongItsUsers) {
  const auto mine = store();
  const auto theirs = store();
  EXPECT_FALSE(mine->get("a")->has_value());
  const auto version = mine->put("a", hidden(kLogin), {std::uint64_t{0}, std::nullopt});
  ASSERT_TRUE(version.ok()) << version.error().message;
  EXPECT_EQ((*theirs->get("a"))->value.reveal(), kLogin);
  EXPECT_EQ((*theirs->get("a"))->version, *version);
  EXPECT_EQ(theirs->put("a", hidden("x"), {std::uint64_t{0}, std::nullopt}).error().rule, "version_conflict");

  const auto lease = mine->acquire("l", 1min);
  ASSERT_TRUE(lease->has_value());
  EXPECT_FALSE(theirs->acquire("l", 1min)->has_value());
  ASSERT_TRUE(mine->release(**lease).ok());
  ASSERT_TRUE(theirs->acquire("l", 1min)->has_value());
  EXPECT_EQ(mine->put("a", hidden("x"), {std::nullopt, **lease}).error().rule, "lease_lost");
  EXPECT_EQ(*mine->keys(""), std::vector<std::string>{"a"});
  EXPECT_TRUE(*mine->remove("a", {}));
  EXPECT_TRUE(theirs->keys("")->empty());
}

TEST_F(RedisStoreTest, LeavesNothingInRedisThatCanBeReadWithoutTheKey) {
  ASSERT_TRUE(store()->put("account-of-somebody", hidden(kLogin), {}).ok());
  const auto replies = ask({{"KEYS", "*"}, {"GET", "connectify:tokens"}});
  ASSERT_EQ(replies[0]->elements, 1U);
  const std::string box(text_of(*replies[1]));
  EXPECT_GT(box.size(), 64U);
  EXPECT_THAT(box, Not(HasSubstr(std::string(kLogin.substr(0, 8)))));
  EXPECT_THAT(box, Not(HasSubstr("somebody")));
  EXPECT_EQ(store('x')->get("account-of-somebody").error().rule, "store_key");
}

TEST_F(RedisStoreTest, LosesNoWriteAmongThreadsThatOvertakeEachOther) {
  constexpr int kThreads = 6;
  constexpr int kWrites = 15;
  std::vector<std::thread> writers;
  std::atomic<int> failures{0};
  for (int i = 0; i < kThreads; ++i) {
    writers.emplace_back([&, own = store()] {
      for (int left = kWrites; left > 0;) {
        const auto entry = own->get("count");
        if (!entry) break;
        const int count = *entry ? std::stoi(std::string((**entry).value.reveal())) : 0;
        const std::uint64_t version = *entry ? (**entry).version : 0;
        const auto put = own->put("count", hidden(std::to_string(count + 1)), {version, std::nullopt});
        if (put) --left;
        if (!put && put.error().rule != "version_conflict") {
          ++failures;
          break;
        }
      }
    });
  }
  for (std::thread& writer : writers) writer.join();
  EXPECT_EQ(failures.load(), 0);
  EXPECT_EQ((*store()->get("count"))->value.reveal(), std::to_string(kThreads * kWrites));
}

TEST_F(RedisStoreTest, ComesBackAfterRedisEndedItsConnection) {
  const auto own = store();
  ASSERT_TRUE(own->put("a", hidden("1"), {}).ok());
  ask({{"CLIENT", "KILL", "TYPE", "normal", "SKIPME", "yes"}});
  EXPECT_TRUE(own->get("a").ok());
  ask({{"CLIENT", "KILL", "TYPE", "normal", "SKIPME", "yes"}});
  EXPECT_TRUE(own->put("a", hidden("2"), {}).ok());
}

TEST_F(RedisStoreTest, SaysWhoIsNotThereNotLetInOrNotTrusted) {
  RedisStore intruder(settings("another_password_test_0123456789"),
                      *StoreKey::from_bytes(hidden(std::string(32, 'k'))));
  const auto refused = intruder.get("a");
  EXPECT_EQ(refused.error().rule, "store_login");
  EXPECT_EQ(refused.error().field, "token_store_password");
  EXPECT_THAT(refused.error().message, Not(HasSubstr("another_password")));

  RedisSettings careful = settings();
  const test::Identity other = test::make_authority();
  careful.exchange.tls.trust = *tls::TrustStore::load(folder_.write("other.pem", other.pem()));
  RedisStore distrustful(careful, *StoreKey::from_bytes(hidden(std::string(32, 'k'))));
  EXPECT_EQ(distrustful.get("a").error().code, ErrorCode::tls);

  const auto own = store();
  ASSERT_TRUE(own->get("a").ok());
  redis_->stop();
  const auto gone = own->put("a", hidden("1"), {});
  EXPECT_EQ(gone.error().code, ErrorCode::connection);
  EXPECT_EQ(gone.error().rule, "store_unreachable");
  EXPECT_THAT(gone.error().message, HasSubstr("rediss://127.0.0.1:"));
}

Error refusal_of(std::string said) {
  redisReply reply{};
  reply.type = REDIS_REPLY_ERROR;
  reply.str = said.data();
  reply.len = said.size();
  return refused_by_redis(reply);
}

TEST(RedisRefusal, ShowsNothingOfWhatRedisWasGiven) {
  const Error error =
      refusal_of("ERR unknown command 'AUTH', with args beginning with: 'redis_password_test_0123456789' ");
  EXPECT_EQ(error.rule, "store_login");
  EXPECT_THAT(error.message, HasSubstr("unknown command 'AUTH'"));
  EXPECT_THAT(error.message, Not(HasSubstr("redis_password")));
}

TEST(RedisRefusal, SaysWhatPassesByItself) {
  EXPECT_TRUE(refusal_of("LOADING Redis is loading the dataset in memory").retriable);
  EXPECT_FALSE(refusal_of("READONLY You can't write against a read only replica.").retriable);
}

}  // namespace
}  // namespace cfy::store
