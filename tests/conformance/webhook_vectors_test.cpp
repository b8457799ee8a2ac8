#include <gtest/gtest.h>

#include <connectify/connectify.hpp>

#include "vectors.hpp"

namespace cfy::conformance {
namespace {

std::string verify(connectify::WebhookVerifier& verifier, const Json& delivery) {
  std::vector<std::pair<std::string, std::string>> headers;
  for (const Json& header : delivery.at("headers")) headers.emplace_back(header.at(0), header.at(1));
  return verifier.verify(headers, delivery.at("body").get<std::string>(), delivery.at("at").get<std::int64_t>());
}

void expect_delivery(connectify::WebhookVerifier& verifier, const Json& delivery) {
  const Json& expected = delivery.at("expect");
  try {
    Json event = Json::parse(verify(verifier, delivery));
    ASSERT_TRUE(expected.contains("event")) << "it was let through";
    EXPECT_EQ(event.at("verified_at"), delivery.at("at"));
    event.erase("verified_at");
    EXPECT_EQ(event, expected.at("event"));
  } catch (const connectify::Error& error) {
    ASSERT_TRUE(expected.contains("error")) << error.what();
    EXPECT_EQ(error.name(), expected.at("error").at("code")) << error.what();
    EXPECT_EQ(error.field(), expected.at("error").at("field")) << error.what();
    EXPECT_EQ(error.rule(), expected.at("error").at("rule")) << error.what();
    EXPECT_EQ(std::string_view(error.what()).find("cfy_whsec_"), std::string_view::npos);
  }
}

TEST(WebhookVectors, VerifyThroughCpp) {
  const Json cases = load_cases("webhooks.json");
  ASSERT_FALSE(cases.empty());
  for (const Json& vector : cases) {
    SCOPED_TRACE(vector.at("name"));
    connectify::WebhookVerifier verifier;
    for (const Json& secret : vector.at("secrets")) verifier.add_secret(secret.get<std::string>());
    const Json settings = vector.value("settings", Json::object());
    for (const auto& [name, value] : settings.items()) verifier.set(name, value.get<std::string>());
    for (const Json& delivery : vector.at("deliveries")) {
      SCOPED_TRACE(delivery.at("headers").dump());
      expect_delivery(verifier, delivery);
    }
  }
}

TEST(WebhookVerifier, RefusesSecretsAndSettingsThatWillNotDo) {
  connectify::WebhookVerifier verifier;
  EXPECT_THROW(verifier.add_secret("cfy_whsec_test_tooshort"), connectify::ConfigurationError);
  EXPECT_THROW(verifier.add_secret("with space"), connectify::ConfigurationError);
  EXPECT_THROW(verifier.add_secret_file("/nonexistent/secret"), connectify::ConfigurationError);
  verifier.add_secret("one").add_secret("two");
  EXPECT_THROW(verifier.add_secret("three"), connectify::ConfigurationError);
  EXPECT_THROW(verifier.set("tolerance", "0"), connectify::ValidationError);
  EXPECT_THROW(verifier.set("tolerance", "86401"), connectify::ValidationError);
  EXPECT_THROW(verifier.set("tolerance", "1e3"), connectify::ValidationError);
  EXPECT_THROW(verifier.set("max_body", "67108865"), connectify::ValidationError);
  EXPECT_THROW(verifier.set("allow_missing_timestamp", "yes"), connectify::ValidationError);
  EXPECT_THROW(verifier.set("tolerence", "5"), connectify::ValidationError);
  EXPECT_THROW(verifier.verify("sha256=", std::nullopt, "", -2), connectify::ValidationError);
}

TEST(WebhookVerifier, TellsHowMuchToRead) {
  connectify::WebhookVerifier verifier;
  EXPECT_EQ(verifier.max_body(), 1048576U);
  EXPECT_EQ(verifier.set("max_body", "7").max_body(), 7U);
  EXPECT_EQ(cfy_webhook_verifier_max_body(nullptr), 0U);
}

TEST(WebhookStatus, TellsTheSenderWhetherToTryAgain) {
  EXPECT_EQ(connectify::webhook_status(""), 200);
  EXPECT_EQ(connectify::webhook_status("replayed"), 200) << "it was taken care of";
  EXPECT_EQ(connectify::webhook_status("replay_cache_full"), 503);
  EXPECT_EQ(connectify::webhook_status("too_large"), 413);
  EXPECT_EQ(connectify::webhook_status("mismatch"), 400);
  EXPECT_EQ(connectify::webhook_status("a rule of tomorrow"), 400);
  EXPECT_EQ(cfy_webhook_status(nullptr), 200);
}

}  // namespace
}  // namespace cfy::conformance
