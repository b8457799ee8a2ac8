#include <thread>

#include "harness.hpp"

namespace cfy::sandbox {
namespace {

using nlohmann::json;

const json kAttic = {{"name", "Attic"}, {"type", "sensor"}};

class Idempotency : public SandboxTest {
 protected:
  json total() { return client().get("/devices?limit=1").data().at("pagination").at("total"); }
};

TEST_F(Idempotency, TheSameRequestGetsTheFirstAnswerAgain) {
  const Headers key = {"Idempotency-Key: k1"};
  const Answer first = client().send_json("POST", "/devices", kAttic, key);
  const Answer again = client().send_json("POST", "/devices", kAttic, key);
  EXPECT_EQ(first.status, 201);
  EXPECT_EQ(first.header("idempotent-replayed"), "");
  EXPECT_EQ(again.status, 201);
  EXPECT_EQ(again.body, first.body);
  EXPECT_EQ(again.header("idempotent-replayed"), "true");
  EXPECT_EQ(total(), 53);
}

TEST_F(Idempotency, AnotherBodyIsAConflict) {
  const Headers key = {"Idempotency-Key: k1"};
  client().send_json("POST", "/devices", kAttic, key);
  const Answer answer = client().send_json("POST", "/devices", {{"name", "Cellar"}, {"type", "sensor"}}, key);
  EXPECT_EQ(answer.status, 409);
  EXPECT_EQ(answer.error_code(), "IDEMPOTENCY_CONFLICT");
  EXPECT_EQ(total(), 53);
}

TEST_F(Idempotency, KeysOfTwoApplicationsAreApart) {
  Sandbox& sandbox = start({.keys = {{"other", {"write"}}}});
  Client other = client_with(*sandbox.key("other"));
  const Headers key = {"Idempotency-Key: k1"};
  client().send_json("POST", "/devices", kAttic, key);
  EXPECT_EQ(other.send_json("POST", "/devices", kAttic, key).header("idempotent-replayed"), "");
  EXPECT_EQ(total(), 54);
}

TEST_F(Idempotency, IsForgottenAfterADay) {
  const Headers key = {"Idempotency-Key: k1"};
  client().send_json("POST", "/devices", kAttic, key);
  clock_.pass(std::chrono::hours{24} - std::chrono::seconds{1});
  EXPECT_EQ(client().send_json("POST", "/devices", kAttic, key).header("idempotent-replayed"), "true");
  clock_.pass(std::chrono::seconds{1});
  EXPECT_EQ(client().send_json("POST", "/devices", kAttic, key).header("idempotent-replayed"), "");
}

TEST_F(Idempotency, ARefusedRequestUsesNoKeyUp) {
  const Headers key = {"Idempotency-Key: k1"};
  EXPECT_EQ(client().send_json("POST", "/devices", {{"name", "Attic"}}, key).status, 422);
  EXPECT_EQ(client().send_json("POST", "/devices", kAttic, key).status, 201);
}

TEST_F(Idempotency, KeysAreHeldToTheirSchema) {
  const Answer answer = client().send_json("POST", "/devices", kAttic, {"Idempotency-Key: " + std::string(129, 'k')});
  EXPECT_EQ(answer.status, 422);
  EXPECT_EQ(answer.error_details(), "Idempotency-Key: maxLength");
}

TEST_F(Idempotency, HoldsAmongConcurrentDuplicates) {
  Sandbox& sandbox = start();
  std::vector<std::string> bodies(16);
  std::vector<std::thread> threads;
  threads.reserve(bodies.size());
  for (std::string& body : bodies) {
    threads.emplace_back([&] {
      Client one = client_with(sandbox.api_key());
      body = one.send_json("POST", "/devices", kAttic, {"Idempotency-Key: k1"}).body;
    });
  }
  for (std::thread& thread : threads) thread.join();
  EXPECT_THAT(bodies, ::testing::Each(bodies.front()));
  EXPECT_EQ(total(), 53);
}

}  // namespace
}  // namespace cfy::sandbox
