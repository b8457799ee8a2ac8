// Retries as a caller of operations sees them.
#include <mutex>
#include <set>

#include "client/idempotency_key.hpp"
#include "client_fixture.hpp"

namespace cfy::client {
namespace {

using test::Connection;
using test::http_answer;

constexpr const char* kLamp = R"({"name":"Lamp","type":"lamp"})";

std::string header_of(const std::string& request, const std::string& name) {
  const auto at = request.find("\r\n" + name + ": ");
  if (at == std::string::npos) return {};
  const auto begin = at + name.size() + 4;
  return request.substr(begin, request.find("\r\n", begin) - begin);
}

class RetriesTest : public ClientTest {
 protected:
  // A client of a server that always gives this answer and keeps the requests.
  std::shared_ptr<Client> client_answered(std::string answer, const std::string& max_retries = "1") {
    server_ = std::make_unique<test::TlsServer>(
        test::make_certificate({}, &authority_), [this, answer = std::move(answer)](Connection& connection) {
          for (std::string request; !(request = connection.read_request()).empty();) {
            {
              const std::scoped_lock lock(mutex_);
              requests_.push_back(request);
            }
            if (!connection.write(answer)) return;
          }
        });
    SettingArguments given = arguments();
    EXPECT_TRUE(given.set("base_url", server_->url("/v1")));
    EXPECT_TRUE(given.set("ca_file", folder.write("own.pem", authority_.pem())));
    EXPECT_TRUE(given.set("max_retries", max_retries));
    return *Client::make(given);
  }
  std::vector<std::string> requests() {
    const std::scoped_lock lock(mutex_);
    return requests_;
  }

 private:
  test::Identity authority_ = test::make_authority();
  std::mutex mutex_;
  std::vector<std::string> requests_;  // guarded by mutex_
  std::unique_ptr<test::TlsServer> server_;
};

TEST_F(RetriesTest, AChangeKeepsTheIdempotencyKeyThatWasMadeForIt) {
  const auto client = client_answered(http_answer(503, "{}"));
  const auto failed = client->call("devices.register", kLamp, {});
  ASSERT_FALSE(failed);
  EXPECT_EQ(failed.error().attempts, 2);
  EXPECT_NE(failed.error().message.find("after 2 attempts"), std::string::npos);
  EXPECT_FALSE(failed.error().retriable) << "the next call would have another key";
  ASSERT_EQ(requests().size(), 2U);
  const std::string key = header_of(requests()[0], "Idempotency-Key");
  EXPECT_TRUE(is_idempotency_key(key));
  EXPECT_EQ(header_of(requests()[1], "Idempotency-Key"), key);
  static_cast<void>(client->call("devices.register", kLamp, {}));
  EXPECT_NE(header_of(requests()[2], "Idempotency-Key"), key) << "each call has its own";
}

TEST_F(RetriesTest, WithoutRetriesThereIsNoKeyThatNobodyAskedFor) {
  const auto client = client_answered(http_answer(503, "{}"), "0");
  const auto failed = client->call("devices.register", kLamp, {});
  ASSERT_FALSE(failed);
  EXPECT_EQ(failed.error().attempts, 1);
  EXPECT_EQ(failed.error().message.find("attempt"), std::string::npos);
  ASSERT_EQ(requests().size(), 1U);
  EXPECT_EQ(header_of(requests()[0], "Idempotency-Key"), "");
}

TEST_F(RetriesTest, ACallMayWantAnotherNumberThanItsClient) {
  const auto client = client_answered(http_answer(502, "{}"), "0");
  CallOptions options;
  ASSERT_TRUE(options.set("max_retries", "2"));
  for (const char* const bad : {"-1", "11", "many", "", "1.5"}) {
    EXPECT_EQ(options.set("max_retries", bad).error().field, "max_retries") << bad;
  }
  EXPECT_EQ(client->call("status.get", "{}", options).error().attempts, 3);
}

TEST_F(RetriesTest, ALimitThatIsTooFarAwayIsSaidAtOnce) {
  const auto client = client_answered(http_answer(429, "{}", "Retry-After: 3000\r\n"));
  const auto failed = client->call("status.get", "{}", {});
  ASSERT_FALSE(failed);
  EXPECT_EQ(failed.error().code, ErrorCode::rate_limit);
  EXPECT_EQ(failed.error().retry_after, std::chrono::seconds(3000));
  EXPECT_EQ(requests().size(), 1U);
}

TEST_F(RetriesTest, AnAnswerTellsItsAttemptsAndMeasures) {
  const auto answer = make_client()->call("status.get", "{}", {});
  ASSERT_TRUE(answer);
  EXPECT_EQ(answer->attempts(), 1);
  const transport::Measures& measures = answer->measures();
  EXPECT_GT(measures.connect.count(), 0);
  EXPECT_GE(measures.tls, measures.connect);
  EXPECT_GE(measures.first_byte, measures.tls);
  EXPECT_GE(measures.total, measures.first_byte);
  EXPECT_GT(measures.bytes_sent, 50);
  EXPECT_GT(measures.bytes_received, static_cast<std::int64_t>(answer->json().size()));
}

TEST(IdempotencyKey, IsNeverTheSame) {
  std::set<std::string> keys;
  for (int i = 0; i < 1000; ++i) keys.insert(*make_idempotency_key());
  EXPECT_EQ(keys.size(), 1000U);
  EXPECT_EQ(keys.begin()->size(), 32U);
}

}  // namespace
}  // namespace cfy::client
