#include "secrets/credential.hpp"

#include <gtest/gtest.h>

#include <array>
#include <fstream>
#include <nlohmann/json.hpp>
#include <set>
#include <string>

namespace cfy::secrets {
namespace {

constexpr std::array kKinds = {CredentialKind::api_key, CredentialKind::api_secret, CredentialKind::webhook_secret,
                               CredentialKind::access_token, CredentialKind::refresh_token};

// The name of a kind in the vectors; "none" for what is no credential.
std::string kind_name(const std::optional<CredentialShape>& shape) {
  constexpr std::array<std::string_view, 5> kNames = {"api_key", "api_secret", "webhook_secret", "access_token",
                                                      "refresh_token"};
  return shape ? std::string(kNames[static_cast<std::size_t>(shape->kind)]) : "none";
}

std::string made(CredentialKind kind, bool test) {
  const auto credential = make_credential(kind, test);
  EXPECT_TRUE(credential.ok());
  return std::string(credential->reveal());
}

TEST(Credential, LooksAsTheVectorsSay) {
  std::ifstream file(CONNECTIFY_SOURCE_DIR "/tests/vectors/credentials.json");
  const auto cases = nlohmann::json::parse(file).at("cases");
  ASSERT_FALSE(cases.empty());
  for (const auto& expected : cases) {
    const auto value = expected.at("value").get<std::string>();
    const auto shape = inspect_credential(value);
    EXPECT_EQ(kind_name(shape), expected.at("kind")) << value;
    if (!shape) continue;
    EXPECT_EQ(shape->test, expected.at("test")) << value;
    EXPECT_EQ(shape->complete, expected.at("complete")) << value;
    EXPECT_EQ(shape->checksum_holds, expected.at("checksum_holds")) << value;
  }
}

TEST(Credential, IsMadeWhole) {
  for (const CredentialKind kind : kKinds) {
    for (const bool test : {false, true}) {
      const std::string value = made(kind, test);
      EXPECT_TRUE(value.starts_with(std::string(credential_prefix(kind)) + (test ? "test_" : ""))) << value;
      const auto shape = inspect_credential(value);
      ASSERT_TRUE(shape.has_value());
      EXPECT_EQ(shape->kind, kind);
      EXPECT_EQ(shape->test, test);
      EXPECT_TRUE(shape->complete);
      EXPECT_TRUE(shape->checksum_holds);
    }
  }
}

TEST(Credential, ChecksumSeesEveryChangedCharacter) {
  const std::string value = made(CredentialKind::api_key, true);
  for (std::size_t i = credential_prefix(CredentialKind::api_key).size() + 5; i < value.size(); ++i) {
    std::string changed = value;
    changed[i] = changed[i] == 'a' ? 'b' : 'a';
    EXPECT_FALSE(inspect_credential(changed)->checksum_holds) << i;
  }
}

TEST(Credential, IsNeverMadeTwice) {
  std::set<std::string> values;
  for (int i = 0; i < 200; ++i) values.insert(made(CredentialKind::access_token, true));
  EXPECT_EQ(values.size(), 200U);
}

TEST(Credential, DrawsFromTheWholeAlphabetAtEveryPlace) {
  // 62 characters, 2000 draws a place: a character that is missing somewhere has a chance of 1e-11.
  std::array<std::set<char>, 32> seen;
  for (int i = 0; i < 2000; ++i) {
    const std::string value = made(CredentialKind::api_key, false).substr(7, 32);
    for (std::size_t place = 0; place < seen.size(); ++place) seen[place].insert(value[place]);
  }
  for (const auto& characters : seen) EXPECT_EQ(characters.size(), 62U);
}

TEST(Credential, HasANounForMessages) {
  EXPECT_EQ(credential_noun(CredentialKind::api_key), "API key");
  EXPECT_EQ(credential_noun(CredentialKind::webhook_secret), "webhook secret");
}

}  // namespace
}  // namespace cfy::secrets
