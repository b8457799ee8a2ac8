#include "client/posture_report.hpp"

#include <filesystem>

#include <gmock/gmock.h>

#include "client_fixture.hpp"

namespace cfy::client {
namespace {

using ::testing::HasSubstr;

using PostureReportTest = ClientTest;

const privilege::PostureFinding* find(const privilege::Posture& posture, std::string_view rule) {
  for (const auto& finding : posture.findings) {
    if (finding.rule == rule) return &finding;
  }
  return nullptr;
}

TEST_F(PostureReportTest, TellsWhatIsSo) {
  PostureRequest request;
  ASSERT_TRUE(request.set("granted", "devices:read keys:admin"));
  const auto posture = report_posture(arguments(), request);
  ASSERT_TRUE(posture) << posture.error().message;
  EXPECT_NE(find(*posture, "always_verified"), nullptr);
  EXPECT_NE(find(*posture, "tls_rules_kept"), nullptr);
  EXPECT_NE(find(*posture, "secret_from_program"), nullptr);
  ASSERT_NE(find(*posture, "scopes_not_needed"), nullptr);
  EXPECT_EQ(find(*posture, "scopes_not_needed")->severity, privilege::Severity::low) << "it was not watched yet";
  EXPECT_TRUE(posture->healthy());
}

TEST_F(PostureReportTest, HoldsNoSecretInAnyForm) {
  SettingArguments given = arguments();
  ASSERT_TRUE(given.set_secret("api_secret", platform->api_secret()));
  const auto posture = report_posture(given, {});
  ASSERT_TRUE(posture);
  for (const std::string& text : {posture_json(*posture), posture_html(*posture), posture_sarif(*posture)}) {
    EXPECT_EQ(text.find(platform->api_key().reveal()), std::string::npos);
    EXPECT_EQ(text.find(platform->api_secret().reveal()), std::string::npos);
    EXPECT_EQ(text.find("cfy_ak_"), std::string::npos);
  }
}

TEST_F(PostureReportTest, ABadSettingIsAFinding) {
  SettingArguments given = arguments();
  ASSERT_TRUE(given.set("timeout", "soon"));
  const auto posture = report_posture(given, {});
  ASSERT_TRUE(posture);
  ASSERT_NE(find(*posture, "bad_setting"), nullptr);
  EXPECT_EQ(find(*posture, "bad_setting")->subject, "timeout");
  EXPECT_FALSE(posture->healthy());
}

TEST_F(PostureReportTest, APlatformThatDoesNotAnswerIsAFinding) {
  SettingArguments given = arguments();
  ASSERT_TRUE(given.set("base_url", "https://127.0.0.1:1/v1"));
  const auto posture = report_posture(given, {});
  ASSERT_TRUE(posture);
  ASSERT_NE(find(*posture, "endpoint_not_reached"), nullptr);
  PostureRequest offline;
  ASSERT_TRUE(offline.set("offline", "true"));
  EXPECT_EQ(find(*report_posture(given, offline), "endpoint_not_reached"), nullptr);
}

TEST_F(PostureReportTest, CountsWhatTheScannerFinds) {
  std::filesystem::create_directory(folder.path() + "/leak");
  folder.write("leak/a.py", "key = \"" + std::string(platform->api_key().reveal()) + "\"\n");
  PostureRequest request;
  ASSERT_TRUE(request.set("scan_path", folder.path() + "/leak"));
  const auto posture = report_posture(arguments(), request);
  ASSERT_TRUE(posture) << posture.error().message;
  // A sandbox's credentials are none.
  ASSERT_NE(find(*posture, "no_credentials_in_files"), nullptr);
  EXPECT_EQ(posture->facts.scan->files, 1U);
}

TEST_F(PostureReportTest, AnAuditLogThatWasChangedIsAFinding) {
  std::filesystem::create_directories(folder.path() + "/state/rotation");
  folder.write("state/rotation/audit.jsonl", "{\"number\":1}\n");
  const auto posture = report_posture(arguments(), {});
  ASSERT_TRUE(posture);
  ASSERT_NE(find(*posture, "audit_broken"), nullptr);
  EXPECT_EQ(find(*posture, "audit_broken")->severity, privilege::Severity::high);
}

TEST_F(PostureReportTest, RemembersItsRuns) {
  PostureRequest request;
  ASSERT_TRUE(request.set("offline", "true"));
  EXPECT_EQ(report_posture(arguments(), request)->runs.size(), 1U);
  EXPECT_EQ(report_posture(arguments(), request)->runs.size(), 1U) << "unless told to, it keeps nothing";
  ASSERT_TRUE(request.set("remember", "true"));
  ASSERT_TRUE(report_posture(arguments(), request));
  EXPECT_EQ(report_posture(arguments(), request)->runs.size(), 2U);
}

TEST(PostureRequest, TakesTheOptionsOfAReviewToo) {
  PostureRequest request;
  EXPECT_TRUE(request.set("granted", "devices:read"));
  EXPECT_EQ(request.review.granted, "devices:read");
  EXPECT_EQ(request.set("offline", "perhaps").error().rule, "boolean");
  const auto unknown = request.set("scan_pth", "x");
  EXPECT_EQ(unknown.error().rule, "unknown_option");
  EXPECT_THAT(unknown.error().message, HasSubstr("scan_path"));
}

}  // namespace
}  // namespace cfy::client
