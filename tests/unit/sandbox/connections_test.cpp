#include <memory>
#include <thread>

#include "harness.hpp"

namespace cfy::sandbox {
namespace {

using std::chrono::milliseconds;
using std::chrono::steady_clock;

class Connections : public SandboxTest {
 protected:
  // Clients with an open, idle connection each.
  std::vector<std::unique_ptr<Client>> idle_clients(int count) {
    std::vector<std::unique_ptr<Client>> clients;
    for (int i = 0; i < count; ++i) {
      clients.push_back(std::make_unique<Client>(url_, ca_file_, std::nullopt));
      EXPECT_EQ(clients.back()->get("/ping").status, 200) << i;
    }
    return clients;
  }

  void SetUp() override {
    sandbox_ = &start({.faults = true});
    url_ = sandbox_->base_url();
    ca_file_ = sandbox_->ca_file();
  }

  Sandbox* sandbox_ = nullptr;
  std::string url_;
  std::string ca_file_;
};

TEST_F(Connections, AreKeptAlive) {
  for (int i = 0; i < 300; ++i) ASSERT_EQ(client().get("/ping").status, 200) << i;
  long opened = -1;
  curl_easy_getinfo(client().handle(), CURLINFO_NUM_CONNECTS, &opened);
  EXPECT_EQ(opened, 0);
}

TEST_F(Connections, AreKeptAliveOverErrors) {
  client().get("/ping");
  for (const char* const path : {"/nothing", "/devices/dev_none", "/devices?limit=0"}) {
    client().get(path);
    client().send("DELETE", path);
    client().send("POST", path, {"Content-Type: text/plain"}, "x");
  }
  client().get("/ping");
  long opened = -1;
  curl_easy_getinfo(client().handle(), CURLINFO_NUM_CONNECTS, &opened);
  EXPECT_EQ(opened, 0);
}

TEST_F(Connections, ManyIdleOnesDoNotStarveANewOne) {
  const auto idle = idle_clients(100);
  const auto begin = steady_clock::now();
  EXPECT_EQ(client().get("/ping").status, 200);
  EXPECT_LT(steady_clock::now() - begin, milliseconds{1000});
}

TEST_F(Connections, AreClosedPromptlyWhenItStops) {
  const auto idle = idle_clients(20);
  const auto begin = steady_clock::now();
  sandbox_->stop();
  EXPECT_LT(steady_clock::now() - begin, milliseconds{1000});
  EXPECT_NE(idle.front()->get("/ping").code, CURLE_OK);
}

TEST_F(Connections, ADelayedAnswerDoesNotHoldUpTheStop) {
  std::thread waiting([this] { Client(url_, ca_file_, std::nullopt).get("/ping", {"X-Sandbox-Fault: delay=15000"}); });
  std::this_thread::sleep_for(milliseconds{200});
  const auto begin = steady_clock::now();
  sandbox_->stop();
  EXPECT_LT(steady_clock::now() - begin, milliseconds{1000});
  waiting.join();
}

TEST_F(Connections, ARequestWithABodyThatNobodyReadsIsTheLast) {
  // Else the body would be taken for the next request (request smuggling).
  const Answer answer = client().send("GET", "/ping", {"Transfer-Encoding:"}, "GET /v1/devices HTTP/1.1\r\n\r\n");
  EXPECT_EQ(answer.header("connection"), "close");
}

TEST_F(Connections, LongTargetsAreRefusedInTheEnvelope) {
  const Answer answer = client().get("/" + std::string(9000, 'a'));
  EXPECT_EQ(answer.status, 414);
  EXPECT_EQ(answer.error_code(), "URI_TOO_LONG");
  EXPECT_NE(answer.header("x-request-id"), "");
  EXPECT_EQ(client().get("/ping").status, 200);
}

TEST_F(Connections, LargeHeadersAreRefusedInTheEnvelope) {
  const Answer answer = client().get("/ping", {"X-Large: " + std::string(9000, 'a')});
  EXPECT_EQ(answer.status, 400);
  EXPECT_EQ(answer.error_code(), "BAD_REQUEST");
}

}  // namespace
}  // namespace cfy::sandbox
