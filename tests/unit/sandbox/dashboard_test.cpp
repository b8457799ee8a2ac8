// Who may speak to the dashboard, what it shows of requests, and what it changes.
#include "harness.hpp"
#include "sandbox/loopback_url.hpp"
#include "secrets/credential.hpp"

namespace cfy::sandbox {
namespace {

using nlohmann::json;
using ::testing::HasSubstr;
using ::testing::Not;

class DashboardTest : public SandboxTest {
 protected:
  void SetUp() override { open({}); }

  void open(Options options) {
    Sandbox& sandbox = start(std::move(options));
    const std::string address = sandbox.dashboard();
    origin_ = address.substr(0, address.find("/dashboard"));
    token_ = address.substr(address.find('#') + 1);
    browser_.emplace(origin_, sandbox.ca_file(), std::nullopt);
  }

  Headers with_token(Headers more = {}) const {
    more.push_back("Authorization: Bearer " + token_);
    return more;
  }
  Answer get(const std::string& path, Headers more = {}) {
    return browser_->get("/dashboard" + path, with_token(std::move(more)));
  }
  Answer send(const std::string& method, const std::string& path, const json& body) {
    return browser_->send_json(method, "/dashboard" + path, body, with_token());
  }
  // The requests that the log holds, read from the first piece of the stream.
  std::vector<json> log() {
    std::string text;
    curl_easy_setopt(browser_->handle(), CURLOPT_TIMEOUT_MS, 400L);
    text = get("/live").body;
    curl_easy_setopt(browser_->handle(), CURLOPT_TIMEOUT_MS, 30'000L);
    std::vector<json> requests;
    constexpr std::string_view kHead = "event: request\ndata: ";
    for (std::size_t at = text.find(kHead); at != std::string::npos; at = text.find(kHead, at + 1)) {
      const std::size_t begin = at + kHead.size();
      requests.push_back(json::parse(text.substr(begin, text.find('\n', begin) - begin)));
    }
    return requests;
  }

  std::string origin_;
  std::string token_;
  std::optional<Client> browser_;
};

TEST_F(DashboardTest, ServesItsPageUnderAStrictPolicy) {
  for (const char* const path : {"", "/page/dashboard.js", "/page/style.css", "/page/icon.svg"}) {
    const Answer answer = browser_->get("/dashboard" + std::string(path));
    EXPECT_EQ(answer.status, 200) << path;
    EXPECT_THAT(answer.header("content-security-policy"), HasSubstr("default-src 'none'; script-src 'self';")) << path;
    EXPECT_EQ(answer.header("x-content-type-options"), "nosniff") << path;
    EXPECT_EQ(answer.header("cache-control"), "no-store") << path;
    EXPECT_EQ(answer.header("set-cookie"), "") << path;
    EXPECT_THAT(answer.body, Not(HasSubstr(token_))) << path;
  }
  EXPECT_EQ(browser_->get("/dashboard").header("content-type"), "text/html; charset=utf-8");
  EXPECT_EQ(browser_->get("/dashboard/page/../CMakeLists.txt").status, 404);
}

TEST_F(DashboardTest, TellsNothingWithoutTheToken) {
  for (const char* const path : {"/state", "/live", "/applications", "/v1/keys", "/nothing"}) {
    EXPECT_EQ(browser_->get("/dashboard" + std::string(path)).status, 401) << path;
    EXPECT_EQ(browser_->get("/dashboard" + std::string(path), {"Authorization: Bearer " + token_ + "a"}).status, 401);
    EXPECT_EQ(client().get("/devices").status, 200);
  }
  // A key of the API is no token, and the token no key.
  EXPECT_EQ(client_with(std::nullopt).get("/devices", with_token()).status, 401);
  const std::string scheme = "Authorization: DPoP " + token_;
  EXPECT_EQ(browser_->get("/dashboard/state", {scheme}).status, 401);
}

TEST_F(DashboardTest, IsUnderNoOtherName) {
  for (const char* const host : {"connectify.attacker.example", "localhost", "127.0.0.1", "127.0.0.1:1"}) {
    EXPECT_EQ(get("", {"Host: " + std::string(host)}).status, 421) << host;
    EXPECT_EQ(get("/state", {"Host: " + std::string(host)}).status, 421) << host;
  }
  EXPECT_EQ(get("/state", {"Host: " + origin_.substr(8)}).status, 200);
}

TEST_F(DashboardTest, TakesNothingFromAnotherOrigin) {
  EXPECT_EQ(get("/state", {"Origin: https://attacker.example"}).status, 403);
  EXPECT_EQ(get("/state", {"Origin: null"}).status, 403);
  EXPECT_EQ(get("/state", {"Origin: " + origin_}).status, 200);
}

TEST_F(DashboardTest, HasATokenOfItsOwnEachTime) {
  const std::string before = token_;
  open({});
  EXPECT_EQ(token_.size(), 32U);
  EXPECT_NE(token_, before);
}

TEST_F(DashboardTest, MakesAKeyThatWorksAndTakesItAway) {
  const Answer made = send("POST", "/v1/keys", {{"name", "mine"}, {"scopes", {"devices:read"}}});
  ASSERT_EQ(made.status, 201);
  const std::string key = made.data().at("key");
  Client with_it = client_with(key);
  EXPECT_EQ(with_it.get("/devices").status, 200);
  EXPECT_THAT(get("/v1/keys").body, Not(HasSubstr(key)));
  const std::string id = made.data().at("id");
  EXPECT_EQ(browser_->send("DELETE", "/dashboard/v1/keys/" + id, with_token()).status, 200);
  EXPECT_EQ(with_it.get("/devices").status, 401);
}

TEST_F(DashboardTest, HoldsItsOperationsToTheDocument) {
  EXPECT_EQ(send("POST", "/v1/devices", {{"name", "x"}}).status, 422);
  EXPECT_EQ(get("/v1/nothing").status, 404);
  EXPECT_EQ(send("PUT", "/v1/devices", json::object()).status, 405);
}

TEST_F(DashboardTest, RegistersAnApplicationAndTakesItAway) {
  const json wish = {{"client_name", "Mine"}, {"grant_types", {"client_credentials"}}, {"scope", "devices:read"}};
  const Answer made = send("POST", "/applications", wish);
  ASSERT_EQ(made.status, 201);
  const std::string id = made.data().at("client_id");
  const std::string secret = made.data().at("client_secret");
  EXPECT_THAT(get("/applications").body, HasSubstr(id));
  EXPECT_THAT(get("/applications").body, Not(HasSubstr(secret)));
  const auto token = [&] {
    return browser_->send("POST", "/oauth/token", {"Content-Type: application/x-www-form-urlencoded"},
                          "grant_type=client_credentials&scope=devices:read");
  };
  curl_easy_setopt(browser_->handle(), CURLOPT_USERPWD, (id + ":" + secret).c_str());
  EXPECT_EQ(token().status, 200);
  curl_easy_setopt(browser_->handle(), CURLOPT_USERPWD, nullptr);
  EXPECT_EQ(browser_->send("DELETE", "/dashboard/applications/" + id, with_token()).status, 200);
  EXPECT_THAT(get("/applications").body, Not(HasSubstr(id)));
  EXPECT_EQ(browser_->send("DELETE", "/dashboard/applications/" + id, with_token()).status, 404);
  EXPECT_EQ(send("POST", "/applications", {{"redirect_uris", {"http://example.com/"}}}).status, 422);
}

TEST_F(DashboardTest, ShowsRequestsAsTheyWereSeen) {
  client().get("/devices?limit=3", {"X-Request-Id: mine-1"});
  client_with(std::nullopt).get("/devices");
  const auto requests = log();
  ASSERT_EQ(requests.size(), 2U) << "its own are none of them";
  EXPECT_EQ(requests[0].at("id"), "mine-1");
  EXPECT_EQ(requests[0].at("method"), "GET");
  EXPECT_EQ(requests[0].at("target"), "/v1/devices?limit=3");
  EXPECT_EQ(requests[0].at("status"), 200);
  EXPECT_EQ(requests[0].at("operation"), "devices.list");
  EXPECT_EQ(requests[0].at("scopes"), json::array({"devices:read"}));
  EXPECT_GE(requests[0].at("ms"), 0);
  EXPECT_THAT(requests[0].at("answer"), HasSubstr("dev_0001"));
  EXPECT_EQ(requests[1].at("status"), 401);
}

TEST_F(DashboardTest, ShowsNoSecretOfARequest) {
  const auto hook = secrets::make_credential(secrets::CredentialKind::webhook_secret, true);
  const std::string secret(hook->reveal());
  const std::vector<std::string> hidden = {"hunter2-password", "code-of-a-login", "cookie-value", "signed-by-me",
                                           "proof-of-possession"};
  client().send("PATCH", "/devices/dev_0001?note=" + secret,
                {"Content-Type: application/json", "Cookie: a=cookie-value", "DPoP: proof-of-possession",
                 "X-Connectify-Request-Signature: signed-by-me"},
                json{{"name", secret}}.dump());
  browser_->send("POST", "/oauth/login?code=code-of-a-login", {"Content-Type: application/x-www-form-urlencoded"},
                 "username=ada&password=hunter2-password&scope=devices:read");
  browser_->get("/oauth/authorize?client_id=shown-client&code=code-of-a-login", {"Authorization: Basic aHVudGVyMg=="});
  std::string all;
  for (const json& request : log()) all += request.dump();
  for (const std::string& each : hidden) EXPECT_THAT(all, Not(HasSubstr(each)));
  EXPECT_THAT(all, Not(HasSubstr(secret)));
  EXPECT_THAT(all, Not(HasSubstr("aHVudGVyMg")));
  EXPECT_THAT(all, Not(HasSubstr("cfy_ak_")));
  EXPECT_THAT(all, HasSubstr("Bearer [REDACTED:sha256:"));
  EXPECT_THAT(all, HasSubstr("scope=devices:read"));
  EXPECT_THAT(all, HasSubstr("client_id=shown-client"));
}

TEST_F(DashboardTest, AnswersOfTheAuthorizationServerAreNotKept) {
  browser_->send("POST", "/oauth/register", {"Content-Type: application/json"},
                 R"({"client_name":"y","grant_types":["client_credentials"],"scope":"devices:read"})");
  const auto requests = log();
  ASSERT_EQ(requests.size(), 1U);
  EXPECT_EQ(requests[0].at("status"), 201);
  EXPECT_EQ(requests[0].at("answer"), "[hidden]");
  EXPECT_EQ(requests[0].at("body"), "[hidden]");
}

TEST_F(DashboardTest, SwitchesLatencyAndErrorsWithoutTheOptionFaults) {
  const json late = {{"path", "/v1/*"}, {"fault", "delay=150"}};
  const json wrong = {{"path", "/v1/*"}, {"fault", "status=503"}, {"times", 1}};
  const json unknown = {{"path", "/v1/*"}, {"fault", "explode"}};
  EXPECT_EQ(send("PUT", "/faults", json::array({late, wrong})).status, 200);
  const auto begin = std::chrono::steady_clock::now();
  EXPECT_EQ(client().get("/devices").status, 503);
  EXPECT_GE(std::chrono::steady_clock::now() - begin, std::chrono::milliseconds(150)) << "late and wrong at once";
  EXPECT_EQ(client().get("/devices").status, 200) << "once was asked for";
  EXPECT_EQ(browser_->get("/oauth/jwks").status, 200);
  EXPECT_EQ(send("PUT", "/faults", json::array({unknown})).status, 422);
  EXPECT_EQ(get("/state").data().at("faults").size(), 1U);
  EXPECT_EQ(send("PUT", "/faults", json::array()).status, 200);
  EXPECT_TRUE(get("/state").data().at("faults").empty());
}

TEST_F(DashboardTest, SwitchesTheRateLimit) {
  EXPECT_EQ(send("PUT", "/rate-limit", {{"requests_per_minute", 2}}).status, 200);
  EXPECT_EQ(client().get("/devices").status, 200);
  EXPECT_EQ(client().get("/devices").status, 200);
  const Answer over = client().get("/devices");
  EXPECT_EQ(over.status, 429);
  EXPECT_NE(over.header("retry-after"), "");
  EXPECT_EQ(send("PUT", "/rate-limit", {{"requests_per_minute", 100}}).status, 200);
  EXPECT_EQ(client().get("/devices").status, 200);
  EXPECT_EQ(send("PUT", "/rate-limit", {{"requests_per_minute", 0}}).status, 422);
  EXPECT_EQ(send("PUT", "/rate-limit", json::array()).status, 422);
}

TEST_F(DashboardTest, DeliversToThisMachineAlone) {
  const auto deliver = [&](const std::string& url) {
    return send("POST", "/deliveries", {{"url", url}, {"type", "device.updated"}, {"form", "timed"}});
  };
  EXPECT_EQ(deliver("http://127.0.0.1:9/").status, 409) << "no secret was made";
  EXPECT_EQ(send("POST", "/signing-secret", json::object()).status, 201);
  EXPECT_EQ(deliver("http://127.0.0.1:9/").status, 502) << "nothing listens there";
  EXPECT_EQ(deliver("https://hooks.example.com/").status, 422);
}

TEST(LoopbackUrl, IsThisMachine) {
  const auto url = parse_loopback_url("http://127.0.0.1:3000/hook?a=b");
  ASSERT_TRUE(url);
  EXPECT_EQ(url->host, "127.0.0.1");
  EXPECT_EQ(url->port, 3000);
  EXPECT_EQ(url->target, "/hook?a=b");
  EXPECT_EQ(parse_loopback_url("http://[::1]")->target, "/");
}

TEST(LoopbackUrl, IsNothingElse) {
  for (const char* const url :
       {"http://127.0.0.1.example.com/", "http://127.0.0.1@example.com/", "http://127.0.0.1:80@example.com/",
        "http://127.0.0.1:80.example.com/", "http://localhost/", "https://127.0.0.1/", "http://10.0.0.1/", "",
        "http://127.0.0.1?x"}) {
    const auto read = parse_loopback_url(url);
    ASSERT_FALSE(read) << url;
    EXPECT_EQ(read.error().rule, "not_loopback") << url;
  }
  for (const char* const url : {"http://127.0.0.1:0/", "http://127.0.0.1:65536/", "http://127.0.0.1:/",
                                "http://127.0.0.1/a b", "http://127.0.0.1/a\r\nHost: b"}) {
    const auto read = parse_loopback_url(url);
    ASSERT_FALSE(read) << url;
    EXPECT_EQ(read.error().rule, "form") << url;
  }
}

}  // namespace
}  // namespace cfy::sandbox
