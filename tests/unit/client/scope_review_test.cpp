#include "client/scope_review.hpp"

#include <gmock/gmock.h>
#include <nlohmann/json.hpp>

#include "client_fixture.hpp"

namespace cfy::client {
namespace {

using nlohmann::json;
using ::testing::ElementsAre;
using ::testing::IsEmpty;

class ScopeReviewTest : public ClientTest {
 protected:
  ScopeReviewRequest request(std::string granted) {
    ScopeReviewRequest made;
    EXPECT_TRUE(made.set("granted", granted));
    return made;
  }
};

std::vector<std::string> operations_of(const ScopeReview& review) {
  std::vector<std::string> names;
  for (const ReviewStep& step : review.steps) names.push_back(step.operation);
  return names;
}

TEST_F(ScopeReviewTest, ComparesWhatIsGrantedWithWhatWasUsed) {
  const auto client = make_client();
  ASSERT_TRUE(client->call("devices.list", "{}", {}));
  const auto review = review_scopes(*client, request("devices:read devices:write keys:admin"));
  ASSERT_TRUE(review) << review.error().message;
  EXPECT_TRUE(review->review.excessive());
  EXPECT_THAT(review->review.suggested, ElementsAre("devices:read"));
  EXPECT_EQ(review->granted_from, "request");
  const json document = json::parse(scope_review_json(*review));
  EXPECT_EQ(document["scope_parameter"], "devices:read");
  EXPECT_EQ(document["confidence"], "low");
  EXPECT_EQ(document["scopes"][0]["succeeded"], 1);
  EXPECT_EQ(document["scopes"][2]["state"], "never_used");
}

// Of the sandbox's two grants one is for what was used.
TEST_F(ScopeReviewTest, SaysWhichCallsLeadToTheSmallerGrant) {
  const auto client = make_client();
  ASSERT_TRUE(client->call("devices.list", "{}", {}));
  const auto review = review_scopes(*client, request("devices:read events:read"));
  ASSERT_THAT(operations_of(*review), ElementsAre("grants.revoke", "keys.create"));
  EXPECT_EQ(json::parse(review->steps[0].arguments), json({{"id", "grt_0002"}}));
  EXPECT_EQ(json::parse(review->steps[1].arguments)["scopes"], json({"devices:read"}));
  EXPECT_TRUE(review->steps[0].automatic);
}

TEST_F(ScopeReviewTest, ItsOwnCallsAreNoUse) {
  const auto client = make_client();
  ASSERT_TRUE(client->call("devices.list", "{}", {}));
  for (int i = 0; i < 2; ++i) {
    const auto review = review_scopes(*client, request("devices:read grants:admin"));
    EXPECT_THAT(review->review.suggested, ElementsAre("devices:read"));
  }
}

TEST_F(ScopeReviewTest, NothingIsToBeDoneWhereAllIsUsed) {
  const auto client = make_client();
  ASSERT_TRUE(client->call("devices.list", "{}", {}));
  const auto review = review_scopes(*client, request("devices:read"));
  EXPECT_FALSE(review->review.excessive());
  EXPECT_THAT(review->steps, IsEmpty());
}

TEST_F(ScopeReviewTest, AsksForTheScopesOfTheKeyThatIsNamed) {
  SettingArguments given = arguments();
  ASSERT_TRUE(given.set_secret("api_secret", platform->api_secret()));
  const auto client = *Client::make(given);
  const auto made = client->call("keys.create", R"({"name":"k","scopes":["devices:read","events:read"]})", {});
  ASSERT_TRUE(made) << made.error().message;
  ScopeReviewRequest asked;
  asked.key_id = json::parse(made->json())["id"];
  const auto review = review_scopes(*client, asked);
  ASSERT_TRUE(review) << review.error().message;
  EXPECT_EQ(review->granted.text(), "devices:read events:read");
  EXPECT_EQ(review->granted_from, "key");
  asked.key_id = "key_none";
  EXPECT_EQ(review_scopes(*client, asked).error().rule, "granted_unknown");
  EXPECT_EQ(review_scopes(*client, {}).error().rule, "granted_unknown");
}

TEST_F(ScopeReviewTest, RemembersWhoReviewedWhatAndWhenTheNextIsDue) {
  const auto client = make_client();
  EXPECT_FALSE(review_scopes(*client, request("devices:read"))->last_reviewed);
  ScopeReviewRequest signed_off = request("devices:read");
  signed_off.reviewer = "Ada";
  ASSERT_TRUE(review_scopes(*client, signed_off));
  const auto later = review_scopes(*client, request("devices:read"));
  EXPECT_EQ(later->last_reviewer, "Ada");
  EXPECT_FALSE(later->overdue);
  EXPECT_EQ(*later->due - *later->last_reviewed, std::chrono::days(90));
  EXPECT_FALSE(review_scopes(*client, request("devices:write"))->last_reviewed) << "another grant was not reviewed";
  // A record that somebody changed is told, not believed.
  folder.write("state/reviews.jsonl", "{}\n");
  EXPECT_EQ(review_scopes(*client, request("devices:read")).error().rule, "audit_broken");
}

TEST_F(ScopeReviewTest, IsOverdueAfterItsWindow) {
  const auto client = make_client();
  privilege::UsageBook book;
  const auto today = std::chrono::floor<std::chrono::days>(std::chrono::system_clock::now());
  book[platform->api_key().fingerprint()].add(today - std::chrono::days(91), "devices.list", {1, 0});
  ASSERT_TRUE(privilege::save_usage(folder.path() + "/state/usage", "old", book));
  EXPECT_TRUE(review_scopes(*client, request("devices:read"))->overdue);
}

TEST_F(ScopeReviewTest, FormerKeysCountWhereOneSaysSo) {
  const auto client = make_client();
  privilege::UsageBook book;
  const auto today = std::chrono::floor<std::chrono::days>(std::chrono::system_clock::now());
  book["sha256:0000"].add(today, "devices.list", {2, 0});
  ASSERT_TRUE(privilege::save_usage(folder.path() + "/state/usage", "old", book));
  ScopeReviewRequest asked = request("devices:read");
  EXPECT_THAT(review_scopes(*client, asked)->review.suggested, IsEmpty());
  asked.every_credential = true;
  EXPECT_THAT(review_scopes(*client, asked)->review.suggested, ElementsAre("devices:read"));
}

TEST(ScopeReviewRequest, RefusesOptionsThatItDoesNotKnow) {
  ScopeReviewRequest request;
  EXPECT_TRUE(request.set("window_days", "30"));
  for (const auto& [name, value] : std::vector<std::pair<const char*, const char*>>{{"window_days", "0"},
                                                                                    {"window_days", "401"},
                                                                                    {"window_days", "9x"},
                                                                                    {"offline", "yes"},
                                                                                    {"granted", "a\"b"},
                                                                                    {"window", "30"}}) {
    EXPECT_EQ(request.set(name, value).error().code, ErrorCode::validation) << name << value;
  }
}

}  // namespace
}  // namespace cfy::client
