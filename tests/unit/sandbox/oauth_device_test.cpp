#include <cctype>

#include "oauth_harness.hpp"

namespace cfy::sandbox {
namespace {

using nlohmann::json;
using std::chrono::seconds;
using ::testing::HasSubstr;
using ::testing::MatchesRegex;

class OAuthDevice : public OAuthTest {
 protected:
  json begin_device(const std::string& client = "public") {
    const Answer answer = post_as(client, "/oauth/device_authorization", {{"scope", "devices:read openid"}});
    EXPECT_EQ(answer.status, 200) << answer.body;
    return answer.json();
  }
  Answer poll(const json& device, const std::string& client = "public") {
    return token_as(client, {{"grant_type", "urn:ietf:params:oauth:grant-type:device_code"},
                             {"device_code", device.at("device_code")}});
  }
  std::string error_of_poll(const json& device, const std::string& client = "public") {
    return poll(device, client).json().value("error", "none");
  }
  Answer enter(const std::string& user_code) { return post("/oauth/device", {{"user_code", user_code}}); }
};

TEST_F(OAuthDevice, TheUserAnswersInAnotherPlace) {
  const json device = begin_device();
  EXPECT_EQ(device.at("verification_uri"), url("/device"));
  EXPECT_THAT(device.at("user_code").get<std::string>(),
              MatchesRegex("[BCDFGHJKLMNPQRSTVWXZ]{4}-[BCDFGHJKLMNPQRSTVWXZ]{4}"));
  EXPECT_EQ(error_of_poll(device), "authorization_pending");
  EXPECT_THAT(log_in(enter(device.at("user_code"))).body, HasSubstr("go back to the device"));
  clock_.pass(seconds{5});
  const Answer answer = poll(device);
  ASSERT_EQ(answer.status, 200) << answer.body;
  EXPECT_EQ(answer.json().at("scope"), "devices:read openid");
  EXPECT_TRUE(answer.json().contains("id_token"));
  EXPECT_TRUE(answer.json().contains(kRefreshed));
  EXPECT_EQ(status_of(answer.json()), 200);
  EXPECT_EQ(error_of_poll(device), "expired_token") << "good once";
}

TEST_F(OAuthDevice, PollingTooSoonSlowsItDownForGood) {
  const json device = begin_device();
  EXPECT_EQ(error_of_poll(device), "authorization_pending");
  clock_.pass(seconds{4});
  EXPECT_EQ(error_of_poll(device), "slow_down");
  clock_.pass(seconds{9});
  EXPECT_EQ(error_of_poll(device), "slow_down") << "now ten seconds";
  clock_.pass(seconds{15});
  EXPECT_EQ(error_of_poll(device), "authorization_pending");
}

TEST_F(OAuthDevice, TheUserMaySayNo) {
  const json device = begin_device();
  log_in(enter(device.at("user_code")), "deny");
  EXPECT_EQ(error_of_poll(device), "access_denied");
}

TEST_F(OAuthDevice, CodesExpire) {
  const json device = begin_device();
  clock_.pass(seconds{600});
  EXPECT_EQ(error_of_poll(device), "expired_token");
  EXPECT_EQ(enter(device.at("user_code")).status, 404);
}

TEST_F(OAuthDevice, CodesAreReadAsPeopleTypeThem) {
  std::string code = begin_device().at("user_code");
  for (char& c : code) c = c == '-' ? ' ' : static_cast<char>(std::tolower(static_cast<unsigned char>(c)));
  EXPECT_THAT(enter(code).body, HasSubstr("Log in"));
  EXPECT_EQ(enter("BCDF-GHJK").status, 404);
  EXPECT_EQ(enter("").status, 404);
}

TEST_F(OAuthDevice, ACodeIsAnsweredOnce) {
  const json device = begin_device();
  const Answer page = enter(device.at("user_code"));
  const Answer second = enter(device.at("user_code"));
  log_in(page, "deny");
  EXPECT_THAT(log_in(second).body, HasSubstr("Too late"));
  EXPECT_EQ(error_of_poll(device), "access_denied");
}

TEST_F(OAuthDevice, CodesBelongToTheirClient) {
  const json device = begin_device();
  EXPECT_EQ(error_of_poll(device, "basic"), "invalid_grant");
}

TEST_F(OAuthDevice, ScopesAreNamed) {
  EXPECT_EQ(post_as("public", "/oauth/device_authorization", {}).json().at("error"), "invalid_scope");
}

TEST_F(OAuthDevice, TheCodeOfTheWholeAddressIsShownAndEncoded) {
  EXPECT_THAT(get("/oauth/device?user_code=BCDF-GHJK").body, HasSubstr("BCDF-GHJK"));
  EXPECT_THAT(get("/oauth/device?user_code=%22%3E%3Cscript%3E").body, ::testing::Not(HasSubstr("<script>")));
}

}  // namespace
}  // namespace cfy::sandbox
