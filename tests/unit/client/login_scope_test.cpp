// What a login asks for where nobody says the scope.
#include "client/login_scope.hpp"

#include <gmock/gmock.h>

namespace cfy::client {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;

Settings declared(std::vector<std::string> operations, std::string role = {}) {
  Settings settings;
  settings.operations = std::move(operations);
  settings.role = std::move(role);
  return settings;
}

TEST(LoginScope, IsTheLeastThatTheDeclaredOperationsNeed) {
  EXPECT_THAT(*login_scope(declared({"devices.list", "devices.get", "status.get"})), ElementsAre("devices:read"));
  EXPECT_THAT(*login_scope(declared({"devices.list", "devices.update", "events.stream"})),
              ElementsAre("devices:read", "devices:write", "events:read"));
}

TEST(LoginScope, IsWhatARoleHasAndWhatOperationsNeedBeside) {
  const auto viewer = *login_scope(declared({}, "viewer"));
  EXPECT_THAT(viewer, ::testing::Each(::testing::EndsWith(":read")));
  EXPECT_GT(viewer.size(), 4U);
  EXPECT_THAT(*login_scope(declared({"devices.delete"}, "viewer")), ::testing::Contains("devices:write"));
}

TEST(LoginScope, AScopeThatIsSaidStands) {
  Settings settings = declared({"devices.update"}, "admin");
  settings.scope = "events:read openid";
  EXPECT_THAT(*login_scope(settings), ElementsAre("events:read", "openid"));
}

TEST(LoginScope, WhatIsWrongIsTold) {
  const auto operation = login_scope(declared({"devices.lst"}));
  EXPECT_EQ(operation.error().code, ErrorCode::configuration);
  EXPECT_EQ(operation.error().field, "operations");
  EXPECT_THAT(operation.error().message, HasSubstr("devices.list"));
  EXPECT_EQ(login_scope(declared({}, "viewr")).error().field, "role");
  EXPECT_THAT(*login_scope(declared({})), ::testing::IsEmpty());
  EXPECT_THAT(login_scope(declared({"status.get"})).error().message, HasSubstr("needs a scope"));
}

TEST(LoginScope, OnlyWhatSaysSomethingSaysIt) {
  EXPECT_FALSE(says_login_scope(declared({})));
  EXPECT_TRUE(says_login_scope(declared({"status.get"})));
  EXPECT_TRUE(says_login_scope(declared({}, "viewer")));
}

}  // namespace
}  // namespace cfy::client
