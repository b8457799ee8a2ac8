#include <unistd.h>

#include "harness.hpp"
#include "secrets/credential.hpp"

namespace cfy::sandbox {
namespace {

using ::testing::HasSubstr;
using ::testing::Not;
using ::testing::StartsWith;

class Requests : public SandboxTest {};

TEST_F(Requests, ForUnknownPathsAre404) {
  for (const char* const path : {"/nothing", "/devices/", "/devices/a/b", "/", "/devices%2Fdev_0001"}) {
    const Answer answer = client().get(path);
    EXPECT_EQ(answer.status, 404) << path;
    EXPECT_EQ(answer.error_code(), "NOT_FOUND") << path;
  }
}

TEST_F(Requests, WithAnotherMethodAre405WithAllow) {
  const Answer answer = client().send("PUT", "/devices/dev_0001");
  EXPECT_EQ(answer.status, 405);
  EXPECT_EQ(answer.error_code(), "METHOD_NOT_ALLOWED");
  EXPECT_THAT(answer.header("allow"), ::testing::AllOf(HasSubstr("GET"), HasSubstr("PATCH"), HasSubstr("DELETE")));
  EXPECT_THAT(answer.header("allow"), Not(HasSubstr("PUT")));
  EXPECT_EQ(client().send("OPTIONS", "/devices").status, 405);
}

TEST_F(Requests, MayBeHeads) {
  const Answer answer = client().send("HEAD", "/devices/dev_0001");
  EXPECT_EQ(answer.status, 200);
  EXPECT_EQ(answer.body, "");
}

TEST_F(Requests, WithBodiesThatAreNoJsonAre400) {
  const Headers json_type = {"Content-Type: application/json"};
  for (const char* const body : {"", "{", "{\"name\":\"a\",\"name\":\"b\"}", "{} {}", "\xff", "NaN"}) {
    const Answer answer = client().send("POST", "/devices", json_type, body);
    EXPECT_EQ(answer.status, 400) << body;
    EXPECT_EQ(answer.error_code(), "INVALID_JSON") << body;
  }
}

TEST_F(Requests, WithOtherMediaTypesAre415) {
  const std::string body = R"({"name":"Attic","type":"sensor"})";
  for (const char* const type : {"text/plain", "multipart/form-data; boundary=x", "application/jsonp"}) {
    EXPECT_EQ(client().send("POST", "/devices", {std::string("Content-Type: ") + type}, body).status, 415) << type;
  }
  EXPECT_EQ(client().send("POST", "/devices", {"Content-Type: Application/JSON; charset=utf-8"}, body).status, 201);
}

TEST_F(Requests, OverOneMebibyteAre413) {
  for (const char* const framing : {"Content-Type: application/json", "Transfer-Encoding: chunked"}) {
    const Answer over = client().send("POST", "/devices", {framing}, std::string((1U << 20U) + 1, ' '));
    EXPECT_EQ(over.status, 413) << framing;
    EXPECT_EQ(over.error_code(), "PAYLOAD_TOO_LARGE") << framing;
    EXPECT_EQ(client().get("/ping").status, 200) << framing;
  }
  const std::string body = R"({"name":"Attic","type":"sensor"})";
  const std::string padding((1U << 20U) - body.size(), ' ');
  EXPECT_EQ(client().send("POST", "/devices", {"Content-Type: application/json"}, body + padding).status, 201);
}

TEST_F(Requests, ParametersAreHeldToTheirSchemas) {
  const std::pair<const char*, const char*> cases[] = {
      {"/devices?limit=0", "limit: minimum"},          {"/devices?limit=101", "limit: maximum"},
      {"/devices?limit=ten", "limit: type"},           {"/devices?limit=1&limit=2", "limit: repeated"},
      {"/devices?offset=-1", "offset: minimum"},       {"/devices?limit=99999999999999999999", "limit: type"},
      {"/devices?ofset=1", "ofset: unknown_parameter"}};
  for (const auto& [path, details] : cases) {
    const Answer answer = client().get(path);
    EXPECT_EQ(answer.status, 422) << path;
    EXPECT_EQ(answer.error_details(), details) << path;
  }
  EXPECT_THAT(client().get("/devices?ofset=1").body, HasSubstr("Did you mean"));
  EXPECT_EQ(client().get("/devices/..%2f..%2fetc").status, 422);
  EXPECT_EQ(client().get("/devices?limit=%zz").status, 400);
}

TEST_F(Requests, KeepTheirWellFormedId) {
  EXPECT_EQ(client().get("/ping", {"X-Request-Id: my-id.1_A"}).header("x-request-id"), "my-id.1_A");
}

TEST_F(Requests, GetAnIdWhereTheyHaveNoGoodOne) {
  const auto key = secrets::make_credential(secrets::CredentialKind::api_key, true);
  for (const std::string& id : {std::string(), std::string("a b"), std::string("a\x1b[2J"), std::string(129, 'a'),
                                std::string(key->reveal())}) {
    EXPECT_THAT(client().get("/ping", {"X-Request-Id: " + id}).header("x-request-id"), StartsWith("req_")) << id;
  }
  EXPECT_THAT(client().get("/nothing").header("x-request-id"), StartsWith("req_"));
}

TEST_F(Requests, AreLoggedWithoutCredentialsAndControlCharacters) {
  Sandbox& sandbox = start({.verbose = true});
  const std::string key(sandbox.api_key().reveal());
  ::testing::internal::CaptureStderr();
  client().get("/devices?limit=1&token=" + key, {"X-Request-Id: one"});
  client().get("/devices/" + key, {"X-Request-Id: two"});
  curl_easy_setopt(client().handle(), CURLOPT_REQUEST_TARGET, "/v1/a\x1b[2J");
  client().get("/ping", {"X-Request-Id: three"});
  sandbox.stop();
  const std::string log = ::testing::internal::GetCapturedStderr();
  EXPECT_THAT(log, ::testing::ContainsRegex("GET /v1/devices 422 [0-9.]+ ms one"));
  EXPECT_THAT(log, ::testing::ContainsRegex("GET /v1/devices/\\[credential\\] 4"));
  EXPECT_THAT(log, HasSubstr("/v1/a\\x1b[2J 404"));
  EXPECT_THAT(log, Not(HasSubstr(key)));
  EXPECT_THAT(log, Not(HasSubstr("\x1b")));
}

}  // namespace
}  // namespace cfy::sandbox
