#include "client/catalog.hpp"

#include <gtest/gtest.h>

namespace cfy::client {
namespace {

const Operation& operation(std::string_view id) {
  static const auto catalog = *Catalog::embedded();
  return **catalog->find(id);
}

// The field and rule of the error, as `field: rule`.
std::string refused(std::string_view id, std::string_view arguments) {
  const auto target = operation(id).build(arguments);
  if (target) return "accepted";
  EXPECT_EQ(target.error().code, ErrorCode::validation);
  return target.error().field + ": " + target.error().rule;
}

TEST(Catalog, KnowsTheOperationsOfTheDocument) {
  const Operation& list = operation("devices.list");
  EXPECT_EQ(list.method, "GET");
  EXPECT_EQ(list.collection, "devices");
  EXPECT_EQ(list.requirement, privilege::Requirement{privilege::Combination{"devices:read"}});
  EXPECT_EQ(list.resource_name, "");
  EXPECT_EQ(operation("devices.get").resource_name, "id");
  EXPECT_TRUE(list.needs_credential);
  EXPECT_FALSE(operation("status.ping").needs_credential);
  EXPECT_TRUE(operation("status.get").needs_credential);
  EXPECT_TRUE(operation("devices.register").takes_idempotency_key);
}

TEST(Catalog, NumbersItsOperationsAsItGuardsThem) {
  const auto catalog = *Catalog::embedded();
  const auto& guarded = *catalog->guarded();
  for (std::size_t i = 0; i < guarded.size(); ++i) {
    EXPECT_EQ(operation(guarded[i].name).number, i);
    EXPECT_EQ(operation(guarded[i].name).requirement, guarded[i].requirement);
  }
  EXPECT_EQ(catalog->scopes().size(), 16U);
}

TEST(Catalog, NamesTheNearestOperationForAnUnknownOne) {
  const auto found = (*Catalog::embedded())->find("device.list");
  ASSERT_FALSE(found);
  EXPECT_EQ(found.error().rule, "unknown_operation");
  EXPECT_NE(found.error().message.find("\"devices.list\""), std::string::npos);
}

TEST(Catalog, BuildsPathsAndQueriesFromTemplates) {
  EXPECT_EQ(operation("devices.list").build(R"({"offset":20,"limit":10})")->path_and_query,
            "/devices?limit=10&offset=20");
  EXPECT_EQ(operation("devices.list").build("{}")->path_and_query, "/devices");
  EXPECT_EQ(operation("devices.get").build(R"({"id":"dev_1"})")->path_and_query, "/devices/dev_1");
}

TEST(Catalog, PutsWhatIsNotInThePathIntoTheBody) {
  const auto target = operation("devices.update").build(R"({"id":"dev_1","name":"Küche","capabilities":["a"]})");
  ASSERT_TRUE(target);
  EXPECT_EQ(target->path_and_query, "/devices/dev_1");
  EXPECT_EQ(target->body, R"({"name":"Küche","capabilities":["a"]})");
  EXPECT_EQ(operation("devices.get").build(R"({"id":"dev_1"})")->body, std::nullopt);
}

TEST(Catalog, RefusesArgumentsByNameAndRule) {
  EXPECT_EQ(refused("devices.get", "{}"), "id: required");
  EXPECT_EQ(refused("devices.get", R"({"id":"../keys"})"), "id: character_not_allowed");
  EXPECT_EQ(refused("devices.get", R"({"id":"dev_1","nmae":"x"})"), "nmae: unknown_field");
  EXPECT_EQ(refused("devices.list", R"({"limit":0})"), "limit: minimum");
  EXPECT_EQ(refused("devices.list", R"({"limit":"10"})"), "limit: type");
  EXPECT_EQ(refused("devices.register", R"({"name":"a\r\nb","type":"lamp"})"), "name: control_character");
  EXPECT_EQ(refused("devices.register", R"({"name":"<script>","type":"lamp"})"), "name: markup_character");
  EXPECT_EQ(refused("devices.register", R"({"name":"x"})"), "type: required");
  EXPECT_EQ(refused("devices.update", R"({"id":"dev_1"})"), ": minProperties");
  EXPECT_EQ(refused("devices.list", "[]"), ": type");
  EXPECT_EQ(refused("devices.list", "{\"limit\":1"), "params: syntax");
  EXPECT_EQ(refused("devices.list", R"({"limit":1,"limit":2})"), "params: duplicate_key");
}

}  // namespace
}  // namespace cfy::client
