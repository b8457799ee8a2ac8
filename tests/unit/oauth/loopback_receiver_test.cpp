#include "oauth/loopback_receiver.hpp"

#include <arpa/inet.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <netinet/in.h>
#include <sys/socket.h>

#include <future>
#include <thread>

#include "fixture.hpp"
#include "loopback_browser.hpp"
#include "oauth/refusal.hpp"

namespace cfy::test {
namespace {

using namespace std::chrono_literals;
using oauth::LoopbackReceiver;
using ::testing::HasSubstr;
using ::testing::Not;
using ::testing::StartsWith;

// Waits in another thread, and remembers the query.
class Waiting {
 public:
  explicit Waiting(LoopbackReceiver& receiver, Result<void> judgement = {}, std::chrono::milliseconds patience = 5s)
      : done_(std::async(std::launch::async, [this, &receiver, judgement, patience] {
          return receiver.receive(
              [&](std::string_view query) {
                query_ = query;
                return judgement;
              },
              patience, &cancellation_);
        })) {}
  Result<void> outcome() { return done_.get(); }
  [[nodiscard]] const std::string& query() const { return query_; }
  void cancel() { cancellation_.trigger(); }

 private:
  std::string query_;
  transport::Cancellation cancellation_;
  std::future<Result<void>> done_;
};

TEST(LoopbackReceiver, ChoosesAPortAndTellsIt) {
  const auto first = LoopbackReceiver::listen("http://127.0.0.1/callback");
  const auto second = LoopbackReceiver::listen("http://127.0.0.1/callback");
  ASSERT_TRUE(first.ok() && second.ok());
  EXPECT_THAT(first->redirect_uri(), StartsWith("http://127.0.0.1:"));
  EXPECT_THAT(first->redirect_uri(), HasSubstr("/callback"));
  EXPECT_NE(first->redirect_uri(), second->redirect_uri());
}

TEST(LoopbackReceiver, ListensNowhereElse) {
  for (const char* uri :
       {"http://localhost/callback", "http://0.0.0.0/callback", "http://192.168.0.1/callback", "https://127.0.0.1/cb",
        "http://127.0.0.1.example/cb", "http://127.0.0.1:0x50/cb", "http://127.0.0.1/cb?x=1", "http://127.0.0.1/cb#x",
        "http://user@127.0.0.1/cb", "http://[::]/cb", "127.0.0.1/cb", "http://127.0.0.1:99999/cb", ""}) {
    EXPECT_EQ(outcome(LoopbackReceiver::listen(uri)), "redirect_uri_form") << uri;
  }
}

TEST(LoopbackReceiver, APortThatIsTakenIsToldAtOnce) {
  const auto first = LoopbackReceiver::listen("http://127.0.0.1/callback");
  EXPECT_EQ(outcome(LoopbackReceiver::listen(first->redirect_uri())), "redirect_uri_port");
}

TEST(LoopbackReceiver, TakesOneAnswerAndShowsAPage) {
  auto receiver = LoopbackReceiver::listen("http://127.0.0.1/callback");
  const std::string address = receiver->redirect_uri();
  Waiting waiting(*receiver);
  const std::string page = browse(address + "?code=c_test_1&state=s");
  EXPECT_THAT(page, StartsWith("HTTP/1.1 200 "));
  EXPECT_THAT(page, HasSubstr("You are logged in"));
  EXPECT_THAT(page, HasSubstr("Content-Security-Policy: default-src 'none'"));
  EXPECT_THAT(page, HasSubstr("Referrer-Policy: no-referrer"));
  EXPECT_THAT(page, Not(HasSubstr("c_test_1")));
  EXPECT_TRUE(waiting.outcome().ok());
  EXPECT_EQ(waiting.query(), "code=c_test_1&state=s");
  EXPECT_EQ(browse(address + "?code=c_test_2&state=s"), "");
}

TEST(LoopbackReceiver, ShowsWhyNotAsText) {
  auto receiver = LoopbackReceiver::listen("http://127.0.0.1/callback");
  Waiting waiting(*receiver, oauth::refused("authorization_answer", "error_answer", "refused: <script>x</script>"));
  const std::string page = browse(receiver->redirect_uri() + "?error=access_denied&state=s");
  EXPECT_THAT(page, StartsWith("HTTP/1.1 400 "));
  EXPECT_THAT(page, HasSubstr("You are not logged in"));
  EXPECT_THAT(page, HasSubstr("&lt;script"));
  EXPECT_THAT(page, Not(HasSubstr("<script")));
  EXPECT_EQ(outcome(waiting.outcome()), "error_answer");
}

TEST(LoopbackReceiver, WhateverElseComesIsTurnedAway) {
  auto receiver = LoopbackReceiver::listen("http://127.0.0.1/callback");
  const std::string address = receiver->redirect_uri();
  Waiting waiting(*receiver);
  const std::string host = "Host: " + address.substr(7, address.find('/', 7) - 7) + "\r\n";
  for (const std::string& request :
       {"GET /callback/?code=x HTTP/1.1\r\n" + host, "GET /favicon.ico HTTP/1.1\r\n" + host,
        "GET /CALLBACK?code=x HTTP/1.1\r\n" + host, "POST /callback?code=x HTTP/1.1\r\n" + host,
        std::string("GET /callback?code=x HTTP/1.1\r\nHost: attacker.example\r\n"),
        std::string("GET /callback?code=x HTTP/1.1\r\n"), "GET /callback?code=x HTTP/1.1\r\n" + host + host,
        std::string("nonsense\r\n")}) {
    EXPECT_THAT(ask_loopback(address, request + "\r\n"), StartsWith("HTTP/1.1 404 ")) << request;
  }
  EXPECT_THAT(browse(address + "?code=c_test_1&state=s"), StartsWith("HTTP/1.1 200 "));
  EXPECT_TRUE(waiting.outcome().ok());
  EXPECT_EQ(waiting.query(), "code=c_test_1&state=s");
}

TEST(LoopbackReceiver, StopsWaiting) {
  auto late = LoopbackReceiver::listen("http://127.0.0.1/callback");
  Waiting waiting(*late, {}, 200ms);
  EXPECT_EQ(outcome(waiting.outcome()), "no_answer");
  auto cancelled = LoopbackReceiver::listen("http://127.0.0.1/callback");
  Waiting other(*cancelled);
  other.cancel();
  EXPECT_EQ(other.outcome().error().code, ErrorCode::cancelled);
}

}  // namespace
}  // namespace cfy::test
