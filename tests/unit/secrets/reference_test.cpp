#include "secrets/reference.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <sys/stat.h>

#include <cstdlib>
#include <fstream>
#include <string>

#include "support/temporary_folder.hpp"

namespace cfy::secrets {
namespace {

using ::testing::HasSubstr;
using ::testing::Not;

class ReferenceTest : public ::testing::Test {
 protected:
  std::string write(const std::string& name, const std::string& text, mode_t mode = 0600) const {
    const std::string path = folder_.path() + "/" + name;
    std::ofstream(path, std::ios::binary) << text;
    EXPECT_EQ(chmod(path.c_str(), mode), 0);
    return path;
  }

  static std::string value_of(const std::string& reference) {
    const auto found = retrieve(reference);
    EXPECT_TRUE(found.ok()) << found.error().message;
    return found ? std::string(found->value.reveal()) : "";
  }

  static std::string rule_of(const std::string& reference) {
    const auto found = retrieve(reference);
    if (found) return "";
    EXPECT_EQ(found.error().code, ErrorCode::configuration);
    EXPECT_THAT(found.error().message, Not(::testing::IsEmpty()));
    return found.error().rule;
  }

  test::TemporaryFolder folder_;
};

TEST_F(ReferenceTest, IsKnownByItsScheme) {
  for (const char* text : {"file:/a", "systemd-credential:a", "secret-service://a/b", "command:a"}) {
    EXPECT_TRUE(is_reference(text)) << text;
  }
  for (const char* text : {"", "file", "FILE:/a", "cfy_ak_file:", "http://a", "secret-service:a/b"}) {
    EXPECT_FALSE(is_reference(text)) << text;
  }
}

TEST_F(ReferenceTest, LeadsToAFile) {
  EXPECT_EQ(value_of("file:" + write("a", "value_test_a\n")), "value_test_a");
  EXPECT_EQ(value_of("file://" + write("b", "value_test_b\r\n")), "value_test_b");
  EXPECT_EQ(value_of("file:" + write("c", "value_test_c\n\n")), "value_test_c\n");
}

TEST_F(ReferenceTest, TellsWhenTheFileWasWritten) {
  const auto found = retrieve("file:" + write("a", "value_test_a"));
  ASSERT_TRUE(found.ok());
  ASSERT_TRUE(found->changed_at.has_value());
  EXPECT_LT(std::chrono::abs(std::chrono::system_clock::now() - *found->changed_at), std::chrono::minutes(5));
}

TEST_F(ReferenceTest, RefusesAFileThatOthersRead) {
  EXPECT_EQ(rule_of("file:" + write("a", "value_test_a", 0644)), "file_mode");
  EXPECT_EQ(rule_of("file:/nonexistent/a"), "missing_file");
  EXPECT_EQ(rule_of("file:" + write("b", "\n")), "empty_secret");
  for (const char* text : {"file:", "file:a", "file:../a", "file://host/a"}) {
    EXPECT_EQ(rule_of(text), "invalid_reference") << text;
  }
}

TEST_F(ReferenceTest, LeadsToACredentialOfSystemd) {
  write("api_key", "value_test_a\n", 0400);
  setenv("CREDENTIALS_DIRECTORY", folder_.path().c_str(), 1);
  EXPECT_EQ(value_of("systemd-credential:api_key"), "value_test_a");
  EXPECT_EQ(rule_of("systemd-credential:other"), "missing_file");
  for (const char* text : {"systemd-credential:", "systemd-credential:../a", "systemd-credential:a/b"}) {
    EXPECT_EQ(rule_of(text), "invalid_reference") << text;
  }
  EXPECT_EQ(mounted_folders().front(), folder_.path());
  unsetenv("CREDENTIALS_DIRECTORY");
  EXPECT_EQ(rule_of("systemd-credential:api_key"), "missing_file");
}

TEST_F(ReferenceTest, LeadsToACommand) {
  EXPECT_EQ(value_of("command:/bin/echo value_test_a"), "value_test_a");
  EXPECT_EQ(rule_of("command:/bin/true"), "empty_secret");
  EXPECT_EQ(rule_of("command:/bin/false"), "command_failed");
  EXPECT_EQ(rule_of("command:"), "command_line");
}

TEST_F(ReferenceTest, TakesTheEndOfASecretFromTheCommand) {
  const auto found = retrieve(R"(command:/bin/echo '{"value":"value_test_a","expires_at":"2099-01-31T00:00:00Z"}')");
  ASSERT_TRUE(found.ok()) << found.error().message;
  EXPECT_EQ(found->value.reveal(), "value_test_a");
  EXPECT_EQ(std::chrono::system_clock::to_time_t(found->expires_at.value()), 4073500800);
  EXPECT_EQ(value_of(R"(command:/bin/echo '{"value":"value_test_b"}')"), "value_test_b");
  EXPECT_EQ(value_of(R"(command:/bin/echo '{"value":"c","expires_at":"9999-12-31T23:59:59Z"}')"), "c");
  EXPECT_EQ(rule_of(R"(command:/bin/echo '{"value":"value_test_a","expires_at":"2020-01-31T00:00:00Z"}')"),
            "secret_expired");
  for (const char* answer : {R"({"value":1})", R"({})", R"({"value":"a")", R"({"value":"a","expires_at":1})",
                             R"({"value":"a","expires_at":"tomorrow"})"}) {
    EXPECT_EQ(rule_of(std::string("command:/bin/echo '") + answer + "'"), "invalid_answer") << answer;
  }
}

TEST_F(ReferenceTest, RefusesHalfAnAddressInTheKeyring) {
  for (const char* text : {"secret-service://", "secret-service://a", "secret-service://a/", "secret-service:///b",
                           "secret-service://a/b/c"}) {
    EXPECT_EQ(rule_of(text), "invalid_reference") << text;
  }
}

TEST_F(ReferenceTest, ShowsNoMoreOfACommandThanItsProgram) {
  EXPECT_EQ(show_reference("command:/usr/bin/pass show connectify"), "command:/usr/bin/pass");
  EXPECT_EQ(show_reference("file:/run/secrets/a"), "file:/run/secrets/a");
}

}  // namespace
}  // namespace cfy::secrets
