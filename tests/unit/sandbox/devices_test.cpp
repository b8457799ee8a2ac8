#include <set>

#include "harness.hpp"

namespace cfy::sandbox {
namespace {

using nlohmann::json;
using ::testing::HasSubstr;

class Devices : public SandboxTest {};

TEST_F(Devices, Are52OnThreePages) {
  std::set<std::string> ids;
  for (const auto& [offset, expected] : {std::pair{0, 20U}, {20, 20U}, {40, 12U}}) {
    const json data = client().get("/devices?offset=" + std::to_string(offset)).data();
    EXPECT_EQ(data.at("pagination"), json({{"limit", 20}, {"offset", offset}, {"total", 52}}));
    EXPECT_EQ(data.at("devices").size(), expected);
    for (const json& device : data.at("devices")) ids.insert(device.at("id"));
  }
  EXPECT_EQ(ids.size(), 52U);
  EXPECT_EQ(*ids.begin(), "dev_0001");
  EXPECT_EQ(*ids.rbegin(), "dev_0052");
}

TEST_F(Devices, PastTheEndArePagesWithoutDevices) {
  EXPECT_EQ(client().get("/devices?offset=1000").data().at("devices"), json::array());
}

TEST_F(Devices, AreAsManyAsAskedFor) {
  start({.devices = 1234});
  EXPECT_EQ(client().get("/devices?limit=1&offset=1233").data().at("devices").at(0).at("id"), "dev_1234");
}

TEST_F(Devices, HaveNamesInSeveralScriptsThatTheirOwnRulesAccept) {
  const json devices = client().get("/devices?limit=52").data().at("devices");
  std::string names;
  for (const json& device : devices) {
    names += device.at("name").get<std::string>();
    EXPECT_EQ(client()
                  .send_json("PATCH", "/devices/" + device.at("id").get<std::string>(), {{"name", device["name"]}})
                  .status,
              200)
        << device;
  }
  for (const char* const part : {"Küche", "چراغ", "寝室", "🌿", "ñ"}) EXPECT_THAT(names, HasSubstr(part));
}

TEST_F(Devices, AreTheSameAtEveryStart) {
  const std::string first = client().get("/devices?limit=100").body;
  clock_.pass(std::chrono::minutes{1});
  start();
  EXPECT_EQ(client().get("/devices?limit=100").body, first);
}

TEST_F(Devices, AreRegisteredReadUpdatedAndDeleted) {
  const Answer registered =
      client().send_json("POST", "/devices", {{"name", "Attic"}, {"type", "sensor"}, {"capabilities", {"motion"}}});
  ASSERT_EQ(registered.status, 201);
  const json device = registered.data();
  const std::string path = "/devices/" + device.at("id").get<std::string>();
  EXPECT_THAT(path, ::testing::MatchesRegex("/devices/dev_[a-z2-7]{12}"));
  EXPECT_EQ(device.at("last_active"), nullptr);
  EXPECT_EQ(client().get(path).data(), device);

  const json updated = client().send_json("PATCH", path, {{"name", "Loft"}}).data();
  EXPECT_EQ(updated.at("name"), "Loft");
  EXPECT_EQ(updated.at("type"), "sensor");
  EXPECT_EQ(updated.at("capabilities"), json({"motion"}));

  EXPECT_EQ(client().send("DELETE", path).data(), json({{"id", device["id"]}, {"deleted", true}}));
  EXPECT_EQ(client().get(path).status, 404);
}

TEST_F(Devices, UnknownOnesAre404) {
  for (const auto& [method, body] : {std::pair{"GET", json()}, {"DELETE", json()}, {"PATCH", json{{"name", "New"}}}}) {
    const Answer answer = body.is_null() ? client().send(method, "/devices/dev_none")
                                         : client().send_json(method, "/devices/dev_none", body);
    EXPECT_EQ(answer.status, 404) << method;
    EXPECT_EQ(answer.error_code(), "NOT_FOUND") << method;
  }
}

TEST_F(Devices, AreKeptInADatabaseFile) {
  const Options options{.database = folder_.file("state.db")};
  start(options);
  const Answer registered = client().send_json("POST", "/devices", {{"name", "Attic"}, {"type", "sensor"}});
  start(options);
  EXPECT_EQ(client().get("/devices/" + registered.data().at("id").get<std::string>()).data(), registered.data());
  EXPECT_EQ(client().get("/devices").data().at("pagination").at("total"), 53);
}

struct Refused {
  std::string name;
  json body;
  std::string details;
};

class RefusedDevices : public SandboxTest, public ::testing::WithParamInterface<Refused> {};

TEST_P(RefusedDevices, AreA422WithFieldAndRule) {
  const Answer answer = client().send_json("POST", "/devices", GetParam().body);
  EXPECT_EQ(answer.status, 422);
  EXPECT_EQ(answer.error_code(), "VALIDATION_FAILED");
  EXPECT_EQ(answer.error_details(), GetParam().details);
}

INSTANTIATE_TEST_SUITE_P(
    Bodies, RefusedDevices,
    ::testing::Values(
        Refused{"RequiredField", {{"name", "Attic"}}, "type: required"},
        Refused{"UnknownField", {{"name", "Attic"}, {"type", "sensor"}, {"colour", 1}}, "colour: unknown_field"},
        Refused{"Type", {{"name", 7}, {"type", "sensor"}}, "name: type"},
        Refused{"BidiControl", {{"name", "a\u202Eb"}, {"type", "sensor"}}, "name: bidi_control"},
        Refused{"LineBreak", {{"name", "a\r\nb"}, {"type", "sensor"}}, "name: control_character"},
        Refused{"NotAnObject", json::array(), ": type"}),
    [](const auto& tested) { return tested.param.name; });

}  // namespace
}  // namespace cfy::sandbox
