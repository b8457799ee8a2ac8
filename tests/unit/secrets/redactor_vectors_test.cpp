#include <gtest/gtest.h>

#include <fstream>
#include <nlohmann/json.hpp>
#include <string>

#include "secrets/redaction_stream.hpp"
#include "secrets/redactor.hpp"

namespace cfy::secrets {
namespace {

TEST(Redactor, DoesWhatTheVectorsSay) {
  std::ifstream file(CONNECTIFY_SOURCE_DIR "/tests/vectors/redactor.json");
  const auto cases = nlohmann::json::parse(file).at("cases");
  ASSERT_FALSE(cases.empty());
  for (const auto& test_case : cases) {
    const auto name = test_case.at("name").get<std::string>();
    const auto redactor = std::make_shared<Redactor>();
    std::string rule;
    for (const auto& value : test_case.at("values")) {
      const auto added = redactor->add(value.get<std::string>());
      if (!added.ok()) rule = added.error().rule;
    }
    ASSERT_EQ(rule, test_case.value("error", "")) << name;
    if (!rule.empty()) continue;
    const auto text = test_case.at("text").get<std::string>();
    const auto expected = test_case.at("expect").get<std::string>();
    for (std::size_t at = 0; at <= text.size(); ++at) {
      RedactionStream stream(redactor);
      std::string out;
      stream.write(text.substr(0, at), out);
      stream.write(text.substr(at), out);
      stream.finish(out);
      ASSERT_EQ(out, expected) << name << ", cut at " << at;
    }
    EXPECT_EQ(redactor->count(), test_case.at("masked").get<std::uint64_t>() * (text.size() + 1)) << name;
  }
}

}  // namespace
}  // namespace cfy::secrets
