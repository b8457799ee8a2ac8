#include "sandbox/faults.hpp"

#include "harness.hpp"

namespace cfy::sandbox {
namespace {

class Faults : public SandboxTest {
 protected:
  void SetUp() override { start({.faults = true}); }
  Answer with(const std::string& fault) { return client().get("/devices/dev_0001", {"X-Sandbox-Fault: " + fault}); }
};

TEST_F(Faults, AreOffUnlessAskedForAtTheStart) {
  start();
  EXPECT_EQ(with("status=503").status, 200);
}

TEST_F(Faults, Delay) {
  const auto begin = std::chrono::steady_clock::now();
  EXPECT_EQ(with("delay=200").status, 200);
  EXPECT_GE(std::chrono::steady_clock::now() - begin, std::chrono::milliseconds{200});
}

TEST_F(Faults, StatusAnswersWithoutDoingAnything) {
  const Answer answer = client().send("DELETE", "/devices/dev_0001", {"X-Sandbox-Fault: status=503"});
  EXPECT_EQ(answer.status, 503);
  EXPECT_EQ(answer.error_code(), "SERVICE_UNAVAILABLE");
  EXPECT_EQ(client().get("/devices/dev_0001").status, 200);
}

TEST_F(Faults, CloseEndsTheConnectionAfterDoingWhatWasAsked) {
  const Answer answer = client().send("DELETE", "/devices/dev_0001", {"X-Sandbox-Fault: close"});
  EXPECT_NE(answer.code, CURLE_OK);
  EXPECT_EQ(answer.status, 0);
  EXPECT_EQ(client().get("/devices/dev_0001").status, 404);
}

TEST_F(Faults, TruncateEndsInMidAnswer) { EXPECT_NE(with("truncate").code, CURLE_OK); }

TEST_F(Faults, GarbageIsNoHttp) { EXPECT_NE(with("garbage").code, CURLE_OK); }

TEST_F(Faults, EndlessHeadersGoOnUntilTheClientHasEnough) {
  EXPECT_NE(with("endless-headers").code, CURLE_OK);
  EXPECT_EQ(with("endless-headers").status, 200) << "the header did begin";
}

TEST_F(Faults, OversizeIsAsLargeAsAskedFor) {
  const Answer answer = with("oversize=3000000");
  EXPECT_EQ(answer.body.size(), 3'000'000U);
  EXPECT_TRUE(answer.json().is_object());
}

TEST_F(Faults, InvalidJsonHasARightLength) {
  const Answer answer = with("invalid-json");
  EXPECT_EQ(answer.code, CURLE_OK);
  EXPECT_FALSE(nlohmann::json::accept(answer.body));
}

TEST_F(Faults, WrongSchemaIsASuccessOfAnotherShape) { EXPECT_FALSE(with("wrong-schema").data().contains("id")); }

TEST_F(Faults, DuplicateKeyHoldsStatusTwice) {
  const std::string body = with("duplicate-key").body;
  EXPECT_TRUE(body.starts_with(R"({"status":"success",)"));
  EXPECT_NE(body.rfind(R"("status":"success")"), body.find(R"("status":"success")"));
}

TEST_F(Faults, LeaveTheNextRequestAlone) {
  for (const char* const fault : {"invalid-json", "close", "truncate", "garbage"}) {
    with(fault);
    EXPECT_EQ(client().get("/devices/dev_0002").status, 200) << fault;
  }
}

TEST_F(Faults, UnknownOnesAreRefused) {
  for (const char* const fault :
       {"explode", "delay", "delay=", "delay=x", "status=200", "close=1", "oversize=99999999999"}) {
    EXPECT_EQ(with(fault).status, 400) << fault;
  }
}

}  // namespace
}  // namespace cfy::sandbox
