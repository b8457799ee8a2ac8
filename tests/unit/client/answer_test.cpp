#include "client/answer.hpp"

#include <gtest/gtest.h>

#include "client/catalog.hpp"

namespace cfy::client {
namespace {

using namespace std::chrono_literals;

constexpr std::string_view kDevice =
    R"({"id":"dev_1","name":"Lamp","type":"lamp","status":"online","capabilities":[],"new":1})";

std::string envelope(std::string_view data) { return R"({"status":"success","data":)" + std::string(data) + "}"; }

const secrets::Secret& credential() {
  static const secrets::Secret key = *secrets::Secret::copy_of("cfy_ak_test_secret");
  return key;
}

Result<Answer> read(std::string_view id, int status, std::string body, std::string retry_after = {}) {
  static const auto catalog = *Catalog::embedded();
  transport::Response response;
  response.status = status;
  response.request_id = "req_1";
  response.retry_after = std::move(retry_after);
  response.body = std::move(body);
  return read_answer(**catalog->find(id), std::move(response), credential());
}

TEST(ReadAnswer, TakesTheDataOutOfItsEnvelope) {
  const auto answer = read("devices.get", 200, envelope(kDevice));
  ASSERT_TRUE(answer);
  EXPECT_EQ(answer->json(), kDevice);
  EXPECT_EQ(answer->json().data()[answer->json().size()], '\0');
  EXPECT_EQ(answer->http_status(), 200);
  EXPECT_EQ(answer->request_id(), "req_1");
}

TEST(ReadAnswer, AcceptsBothShapesOfAList) {
  const std::string page =
      R"({"devices":[)" + std::string(kDevice) + R"(],"pagination":{"limit":10,"offset":20,"total":52}})";
  for (const std::string& body : {page, envelope(page)}) {
    const auto answer = read("devices.list", 200, body);
    ASSERT_TRUE(answer) << answer.error().message;
    EXPECT_EQ(answer->json(), page);
    ASSERT_TRUE(answer->page());
    EXPECT_EQ(answer->page()->offset, 20);
    EXPECT_EQ(answer->page()->total, 52);
    EXPECT_EQ(answer->page()->items, 1);
  }
}

TEST(ReadAnswer, RefusesWhatBreaksTheSchemaAndSaysWhere) {
  const auto missing = read("devices.get", 200, envelope(R"({"id":"dev_1"})"));
  ASSERT_FALSE(missing);
  EXPECT_EQ(missing.error().code, ErrorCode::response);
  EXPECT_EQ(missing.error().field, "name");
  EXPECT_EQ(missing.error().rule, "required");
  EXPECT_EQ(missing.error().request_id, "req_1");
  EXPECT_EQ(read("devices.get", 200, envelope("[]")).error().rule, "type");
}

TEST(ReadAnswer, RefusesJsonThatTwoParsersCouldReadInTwoWays) {
  EXPECT_EQ(read("status.ping", 200, "").error().code, ErrorCode::response);
  EXPECT_EQ(read("status.ping", 200, "<html>").error().rule, "syntax");
  EXPECT_EQ(read("devices.get", 200, envelope(kDevice) + "x").error().rule, "trailing_bytes");
  EXPECT_EQ(read("devices.get", 200, R"({"status":"success","data":1,"data":2})").error().rule, "duplicate_key");
  EXPECT_EQ(read("devices.get", 200, "[]").error().rule, "envelope");
  EXPECT_EQ(read("devices.get", 200, R"({"status":"error","data":{}})").error().rule, "envelope");
}

TEST(ReadAnswer, GivesEachStatusItsError) {
  const auto code = [](int status) { return read("devices.get", status, "").error().code; };
  EXPECT_EQ(code(401), ErrorCode::authentication);
  EXPECT_EQ(code(403), ErrorCode::permission);
  EXPECT_EQ(code(404), ErrorCode::not_found);
  EXPECT_EQ(code(409), ErrorCode::conflict);
  EXPECT_EQ(code(422), ErrorCode::validation);
  EXPECT_EQ(code(429), ErrorCode::rate_limit);
  EXPECT_EQ(code(503), ErrorCode::server);
  EXPECT_EQ(code(302), ErrorCode::response);
}

TEST(ReadAnswer, KeepsWhatTheServiceSays) {
  const auto answer = read("devices.get", 429,
                           R"({"status":"error","error":{"code":"RATE_LIMIT_EXCEEDED","message":"Slow down."}})", "12");
  ASSERT_FALSE(answer);
  EXPECT_EQ(answer.error().http_status, 429);
  EXPECT_EQ(answer.error().api_code, "RATE_LIMIT_EXCEEDED");
  EXPECT_NE(answer.error().message.find("Slow down."), std::string::npos);
  EXPECT_EQ(answer.error().retry_after, 12s);
  EXPECT_TRUE(answer.error().retriable);
  EXPECT_EQ(answer.error().request_id, "req_1");
}

TEST(ReadAnswer, IgnoresARetryAfterThatIsNoNumberOfSeconds) {
  for (const char* const bad : {"", "-1", "soon", "1.5", "99999999999999999999"}) {
    EXPECT_EQ(read("devices.get", 429, "", bad).error().retry_after, std::nullopt) << bad;
  }
}

TEST(ReadAnswer, NeverRepeatsACredentialOrAControlThatTheServiceEchoes) {
  const auto echoed =
      read("devices.get", 401, R"({"status":"error","error":{"code":"X","message":"bad key cfy_ak_test_secret"}})");
  EXPECT_EQ(echoed.error().message.find("cfy_ak_test_secret"), std::string::npos);
  const auto escape =
      read("devices.get", 400, R"({"status":"error","error":{"code":"X","message":"a\u001b[31mb\u202ec"}})");
  EXPECT_EQ(escape.error().message.find('\x1b'), std::string::npos);
  EXPECT_EQ(escape.error().message.find("\xe2\x80\xae"), std::string::npos);
}

}  // namespace
}  // namespace cfy::client
