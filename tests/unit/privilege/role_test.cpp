#include "privilege/role.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace cfy::privilege {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;

RoleBook book() {
  return RoleBook(
      {"automations:execute", "devices:read", "devices:write", "keys:admin", "settings:read", "settings:write"});
}

std::string rule_of(std::string_view json) {
  RoleBook roles = book();
  const auto added = roles.add(json);
  return added ? "" : added.error().rule;
}

TEST(Roles, TheBuiltInOnesGrowFromReadingToAll) {
  const RoleBook roles = book();
  EXPECT_THAT((*roles.find("viewer"))->scopes().names(), ElementsAre("devices:read", "settings:read"));
  EXPECT_THAT((*roles.find("operator"))->scopes().names(),
              ElementsAre("automations:execute", "devices:read", "devices:write", "settings:read"));
  EXPECT_EQ((*roles.find("admin"))->scopes().names().size(), 6U);
  const auto unknown = roles.find("viewr");
  ASSERT_FALSE(unknown.ok());
  EXPECT_EQ(unknown.error().rule, "unknown_role");
  EXPECT_THAT(unknown.error().message, HasSubstr("viewer"));
}

TEST(Roles, OnesOwnInheritAndAreBoundToResources) {
  RoleBook roles = book();
  ASSERT_TRUE(roles
                  .add(R"({"roles": {"kitchen": {"inherits": ["viewer"],
      "permissions": [{"scope": "devices:write", "resources": ["dev_kitchen_*", "dev_hall"]}]}}})")
                  .ok());
  const Role& kitchen = **roles.find("kitchen");
  EXPECT_TRUE(kitchen.decide({{"devices:write"}}, {"dev_kitchen_1"}).allowed);
  EXPECT_TRUE(kitchen.decide({{"devices:write"}}, {"dev_hall"}).allowed);
  EXPECT_TRUE(kitchen.decide({{"devices:read"}}, {"dev_cellar"}).allowed);
  EXPECT_TRUE(kitchen.decide({{"devices:read"}}, {}).allowed);
  EXPECT_TRUE(kitchen.decide({}, {}).allowed);

  const Decision elsewhere = kitchen.decide({{"devices:write"}}, {"dev_cellar"});
  EXPECT_FALSE(elsewhere.allowed);
  EXPECT_EQ(elsewhere.reason, "the role kitchen has devices:write, but not on dev_cellar");
  const Decision everywhere = kitchen.decide({{"devices:write"}}, {});
  EXPECT_FALSE(everywhere.allowed);
  EXPECT_EQ(everywhere.reason, "the role kitchen has devices:write, but not for all resources");
  const Decision never = kitchen.decide({{"keys:admin"}}, {});
  EXPECT_THAT(never.missing, ElementsAre("keys:admin"));
  EXPECT_EQ(never.reason, "the role kitchen lacks keys:admin");
}

TEST(Roles, HoldWhereAndWhenTheirConditionsSay) {
  RoleBook roles = book();
  ASSERT_TRUE(roles
                  .add(R"({"roles": {"guest": {"permissions": [{"scope": "devices:write", "conditions":
      {"environments": ["staging"], "not_before": "2026-01-01T00:00:00Z", "not_after": "2026-12-31T00:00:00Z"}}]}}})")
                  .ok());
  const Role& guest = **roles.find("guest");
  const auto at = [](int year, unsigned month) {
    return Time(std::chrono::sys_days(std::chrono::year(year) / std::chrono::month(month) / 1));
  };
  const auto allowed = [&](std::string_view environment, Time now) {
    return guest.decide({{"devices:write"}}, {"dev_1", environment, now}).allowed;
  };
  EXPECT_TRUE(allowed("staging", at(2026, 6)));
  EXPECT_FALSE(allowed("production", at(2026, 6)));
  EXPECT_FALSE(allowed("staging", at(2025, 12)));
  EXPECT_FALSE(allowed("staging", at(2027, 1)));
  EXPECT_EQ(guest.decide({{"devices:write"}}, {"dev_1", "staging", at(2027, 1)}).reason,
            "the role guest has devices:write, but not now or not in this environment");
  EXPECT_TRUE(guest.unbound_scopes().empty());
}

TEST(Roles, InheritThroughSeveral) {
  RoleBook roles = book();
  ASSERT_TRUE(
      roles
          .add(R"({"roles": {"c": {"inherits": ["b"]}, "b": {"inherits": ["a"], "permissions": ["devices:read"]},
                            "a": {"permissions": ["settings:read"]}}})")
          .ok());
  EXPECT_THAT((*roles.find("c"))->scopes().names(), ElementsAre("devices:read", "settings:read"));
}

TEST(Roles, AreRefusedWithTheReason) {
  EXPECT_EQ(rule_of("{"), "invalid_roles");
  EXPECT_EQ(rule_of("{}"), "invalid_roles");
  EXPECT_EQ(rule_of(R"({"roles": {"a": []}})"), "invalid_roles");
  EXPECT_EQ(rule_of(R"({"roles": {"a": {"scopes": []}}})"), "invalid_roles");
  EXPECT_EQ(rule_of(R"({"roles": {"a": {"permissions": [{"scope": "devices:read", "resources": []}]}}})"),
            "invalid_roles");
  for (const char* conditions : {"[]", R"({"environments": []})", R"({"not_after": "tomorrow"})", R"({"not_after": 5})",
                                 R"({"not_before": "9999-01-01T00:00:00Z"})", R"({"hours": 5})"}) {
    EXPECT_EQ(rule_of(R"({"roles": {"a": {"permissions": [{"scope": "devices:read", "conditions": )" +
                      std::string(conditions) + "}]}}}"),
              "invalid_roles")
        << conditions;
  }
  EXPECT_EQ(rule_of(R"({"roles": {"a": {"permissions": ["devices:raed"]}}})"), "unknown_scope");
  EXPECT_EQ(rule_of(R"({"roles": {"a": {"inherits": ["b"]}}})"), "unknown_role");
  EXPECT_EQ(rule_of(R"({"roles": {"a": {"inherits": ["a"]}}})"), "role_cycle");
  EXPECT_EQ(rule_of(R"({"roles": {"a": {"inherits": ["b"]}, "b": {"inherits": ["c"]}, "c": {"inherits": ["a"]}}})"),
            "role_cycle");
  EXPECT_EQ(rule_of(R"({"roles": {"viewer": {}}})"), "role_exists");
}

TEST(Roles, OneThatIsRefusedAddsNothing) {
  RoleBook roles = book();
  EXPECT_FALSE(roles.add(R"({"roles": {"a": {}, "b": {"inherits": ["nobody"]}}})").ok());
  EXPECT_FALSE(roles.find("a").ok());
}

TEST(Roles, NeverWiden) {
  const RoleBook roles = book();
  EXPECT_TRUE(check_narrowing(**roles.find("viewer"), ScopeSet({"read", "devices:write"})).ok());
  const auto wider = check_narrowing(**roles.find("operator"), ScopeSet({"read", "write"}));
  ASSERT_FALSE(wider.ok());
  EXPECT_EQ(wider.error().code, ErrorCode::permission);
  EXPECT_EQ(wider.error().rule, "role_widening");
  EXPECT_THAT(wider.error().message, HasSubstr("automations:execute"));
}

TEST(Patterns, MatchTheWholeText) {
  EXPECT_TRUE(matches("dev_*", "dev_"));
  EXPECT_TRUE(matches("*", ""));
  EXPECT_TRUE(matches("a*b*c", "a-b-b-c"));
  EXPECT_FALSE(matches("dev_*", "xdev_1"));
  EXPECT_FALSE(matches("dev", "dev_1"));
  EXPECT_FALSE(matches("a*b", "a-b-c"));
  EXPECT_FALSE(matches("", "a"));
  EXPECT_FALSE(matches("d?v", "dev"));
}

}  // namespace
}  // namespace cfy::privilege
