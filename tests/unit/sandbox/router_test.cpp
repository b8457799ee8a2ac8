#include "sandbox/router.hpp"

#include "harness.hpp"
#include "sandbox/envelope.hpp"
#include "spec/openapi.hpp"

namespace cfy::sandbox {
namespace {

using ::testing::HasSubstr;

nlohmann::json document() { return nlohmann::json::parse(spec::openapi_document()); }

// A handler for each operation of the document.
HandlerTable all_handlers() {
  HandlerTable handlers;
  const nlohmann::json api = document();
  for (const auto& path_item : api.at("paths")) {
    for (const auto& [method, operation] : path_item.items()) {
      if (operation.is_object()) handlers[operation.at("operationId")] = [](const Call&) { return Reply{}; };
    }
  }
  return handlers;
}

TEST(Router, NeedsAHandlerForEachOperation) {
  HandlerTable handlers = all_handlers();
  handlers.erase("devices.get");
  const auto router = Router::build(document(), std::move(handlers));
  ASSERT_FALSE(router.ok());
  EXPECT_THAT(router.error().message, HasSubstr("devices.get"));
}

TEST(Router, NeedsAnOperationForEachHandler) {
  HandlerTable handlers = all_handlers();
  handlers["devices.explode"] = [](const Call&) { return Reply{}; };
  const auto router = Router::build(document(), std::move(handlers));
  ASSERT_FALSE(router.ok());
  EXPECT_THAT(router.error().message, HasSubstr("devices.explode"));
}

TEST(Router, TakesScopesFromTheDocument) {
  const auto router = Router::build(document(), all_handlers());
  ASSERT_TRUE(router.ok()) << router.error().message;
  EXPECT_THAT(router->scopes(), ::testing::IsSupersetOf({"devices:read", "devices:write"}));
  EXPECT_THAT(router->match("GET", "/v1/devices").operation->scopes, ::testing::ElementsAre("devices:read"));
  EXPECT_FALSE(router->match("GET", "/v1/ping").operation->needs_credential);
}

TEST(Answers, AreHeldToTheSchemaOfTheirStatus) {
  const auto router = Router::build(document(), all_handlers());
  ASSERT_TRUE(router.ok()) << router.error().message;
  const Operation& operation = *router->match("GET", "/v1/devices/dev_0001").operation;
  EXPECT_TRUE(check_answer(operation, failure(404)).ok());
  EXPECT_FALSE(check_answer(operation, success(200, {{"id", "dev_0001"}})).ok());
  EXPECT_FALSE(check_answer(operation, success(204, nullptr)).ok()) << "a success that was not promised";
}

}  // namespace
}  // namespace cfy::sandbox
