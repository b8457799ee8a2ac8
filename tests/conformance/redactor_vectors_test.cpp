#include <gtest/gtest.h>

#include <connectify/connectify.hpp>

#include "vectors.hpp"

namespace cfy::conformance {
namespace {

struct FreeRedactor {
  void operator()(cfy_redactor* redactor) const noexcept { cfy_redactor_free(redactor); }
};
using RedactorHandle = std::unique_ptr<cfy_redactor, FreeRedactor>;

RedactorHandle new_redactor() {
  cfy_redactor* redactor = nullptr;
  EXPECT_EQ(cfy_redactor_new(&redactor), nullptr);
  return RedactorHandle(redactor);
}

std::string text_of(cfy_buffer* buffer) {
  const BufferHandle owned(buffer);
  return std::string(cfy_buffer_data(buffer), cfy_buffer_size(buffer));
}

std::string write(cfy_redactor* redactor, std::string_view chunk) {
  cfy_buffer* out = nullptr;
  EXPECT_EQ(cfy_redactor_write(redactor, chunk.data(), chunk.size(), &out), nullptr);
  return text_of(out);
}

std::string finish(cfy_redactor* redactor) {
  cfy_buffer* out = nullptr;
  EXPECT_EQ(cfy_redactor_finish(redactor, &out), nullptr);
  return text_of(out);
}

TEST(RedactorVectors, ThroughC) {
  const Json cases = load_cases("redactor.json");
  ASSERT_FALSE(cases.empty());
  for (const Json& vector : cases) {
    SCOPED_TRACE(vector.at("name"));
    const RedactorHandle redactor = new_redactor();
    std::string rule;
    for (const Json& value : vector.at("values")) {
      const auto text = value.get<std::string>();
      const ErrorHandle error(cfy_redactor_add_value(redactor.get(), text.data(), text.size()));
      rule = cfy_error_rule(error.get());
    }
    EXPECT_EQ(rule, vector.value("error", ""));
    if (!rule.empty()) continue;
    const auto text = vector.at("text").get<std::string>();
    std::string out;
    for (std::size_t at = 0; at < text.size(); at += 5)
      out += write(redactor.get(), std::string_view(text).substr(at, 5));
    out += finish(redactor.get());
    EXPECT_EQ(out, vector.at("expect").get<std::string>());
    EXPECT_EQ(cfy_redactor_count(redactor.get()), vector.at("masked").get<std::uint64_t>());
    cfy_buffer* report = nullptr;
    ASSERT_EQ(cfy_redactor_report(redactor.get(), &report), nullptr);
    EXPECT_EQ(Json::parse(text_of(report)).at("masked"), vector.at("masked"));
  }
}

TEST(RedactorVectors, NullsAreRefused) {
  cfy_buffer* out = nullptr;
  const RedactorHandle redactor = new_redactor();
  for (cfy_error* error :
       {cfy_redactor_new(nullptr), cfy_redactor_process(nullptr), cfy_redactor_add_secret(nullptr, nullptr),
        cfy_redactor_add_value(redactor.get(), nullptr, 8), cfy_redactor_write(nullptr, "", 0, &out),
        cfy_redactor_write(redactor.get(), "", 0, nullptr), cfy_redactor_finish(nullptr, &out),
        cfy_redactor_report(nullptr, &out), cfy_redact(nullptr, 1, &out)}) {
    const ErrorHandle owned(error);
    EXPECT_EQ(cfy_error_get_code(error), CFY_ERROR_VALIDATION);
    EXPECT_EQ(std::string(cfy_error_rule(error)), "null");
  }
  EXPECT_EQ(cfy_redactor_count(nullptr), 0U);
  cfy_redactor_free(nullptr);
}

// What a client was given never leaves this process in a text that the library lets out.
TEST(RedactorVectors, TheCredentialsOfAClientAreMaskedFromThenOn) {
  const std::string key = "Uk7.operator-platform.Zq41nB8w";
  EXPECT_EQ(connectify::redact("a " + key), "a " + key);
  connectify::Config config;
  config.set("environment", "staging")
      .set("base_url", "https://127.0.0.1:1/v1")
      .set("api_key", connectify::Secret(key));
  const connectify::Client client(config);
  const std::string masked = connectify::redact("a " + key);
  EXPECT_EQ(masked.find("operator-platform"), std::string::npos) << masked;
  EXPECT_TRUE(masked.starts_with("a [REDACTED:sha256:"));
}

}  // namespace
}  // namespace cfy::conformance
