#include <gtest/gtest.h>

#include <algorithm>
#include <cstdlib>

#include "loopback.hpp"
#include "sandbox_process.hpp"
#include "vectors.hpp"

namespace cfy::conformance {
namespace {

// The ports that a case may name, and the sandbox of its own.
struct Surroundings {
  SandboxProcess sandbox;
  LoopbackPort closed{false};
  LoopbackPort silent{true};

  // A setting's value, with its placeholder filled in.
  [[nodiscard]] std::string value_of(const std::string& text) const {
    if (text == "$unknown_key") return "cfy_ak_test_0000000000000000000000000000000025rrqD";
    if (text == "$reader_key") return sandbox.state().at("keys").at("reader");
    if (text == "$api_secret") return sandbox.state().at("api_secret");
    if (text == "$other_ca_file") return CONNECTIFY_SOURCE_DIR "/tests/vectors/other-ca.pem";
    if (text == "$closed_url") return closed.url();
    if (text == "$silent_url") return silent.url();
    return text;
  }

  [[nodiscard]] Json settings_of(const Json& vector) const {
    Json settings = {{"environment", "sandbox"},
                     {"base_url", sandbox.state().at("base_url")},
                     {"ca_file", sandbox.state().at("ca_file")},
                     {"api_key", sandbox.state().at("api_key")}};
    const Json given = vector.value("settings", Json::object());
    for (const auto& [name, value] : given.items()) {
      settings[name] = value_of(value.get<std::string>());
    }
    return settings;
  }
};

ErrorHandle make_options(const Json& values, OptionsHandle& options) {
  cfy_call_options* made = nullptr;
  ErrorHandle error(cfy_call_options_new(&made));
  options.reset(made);
  for (const auto& [name, value] : values.items()) {
    if (error) break;
    const auto text = value.get<std::string>();
    error.reset(cfy_call_options_set(made, name.c_str(), text.data(), text.size()));
  }
  return error;
}

ErrorHandle make_call(cfy_client* client, const Json& call, AnswerHandle& answer) {
  OptionsHandle options;
  ErrorHandle error = make_options(call.value("options", Json::object()), options);
  if (error) return error;
  const std::string params = call.at("params").dump();
  cfy_answer* made = nullptr;
  error.reset(cfy_client_call_json(client, call.at("operation").get<std::string>().c_str(), params.data(),
                                   params.size(), options.get(), &made));
  answer.reset(made);
  return error;
}

void expect_error(const cfy_error* error, const Json& expected) {
  ASSERT_NE(error, nullptr);
  EXPECT_EQ(cfy_error_name(error), expected.at("code")) << described(error);
  if (expected.contains("field")) {
    EXPECT_EQ(cfy_error_field(error), expected.at("field")) << described(error);
  }
  if (expected.contains("rule")) {
    EXPECT_EQ(cfy_error_rule(error), expected.at("rule")) << described(error);
  }
  if (expected.contains("http_status")) {
    EXPECT_EQ(cfy_error_http_status(error), expected.at("http_status")) << described(error);
  }
  if (expected.contains("api_code")) {
    EXPECT_EQ(cfy_error_api_code(error), expected.at("api_code")) << described(error);
  }
}

// What stands at a JSON pointer, read by the function of the expected type.
Json value_at(const cfy_answer* answer, const std::string& pointer, const Json& like) {
  const char* text = nullptr;
  std::size_t size = 0;
  std::int64_t number = 0;
  int truth = 0;
  ErrorHandle error;
  if (like.is_string()) {
    error.reset(cfy_answer_get_string(answer, pointer.c_str(), &text, &size));
  } else if (like.is_boolean()) {
    error.reset(cfy_answer_get_bool(answer, pointer.c_str(), &truth));
  } else {
    error.reset(cfy_answer_get_int(answer, pointer.c_str(), &number));
  }
  if (error) return described(error.get());
  if (like.is_string()) return std::string(text, size);
  return like.is_boolean() ? Json(truth != 0) : Json(number);
}

void expect_answer(const cfy_answer* answer, const Json& expect) {
  const Json values = expect.value("data", Json::object());
  for (const auto& [pointer, value] : values.items()) {
    EXPECT_EQ(value_at(answer, pointer, value), value) << pointer;
  }
  const Json counts = expect.value("count", Json::object());
  for (const auto& [pointer, count] : counts.items()) {
    std::size_t found = 0;
    const ErrorHandle error(cfy_answer_count(answer, pointer.c_str(), &found));
    EXPECT_EQ(error, nullptr) << described(error.get());
    EXPECT_EQ(found, count.get<std::size_t>()) << pointer;
  }
  EXPECT_STRNE(cfy_answer_request_id(answer), "");
}

// A case, shown by its name.
struct CallCase {
  Json vector;
  friend void PrintTo(const CallCase& call_case, std::ostream* stream) { *stream << call_case.vector.at("name"); }
};

std::vector<CallCase> call_cases() {
  std::vector<CallCase> cases;
  for (const Json& vector : load_cases("calls.json")) cases.push_back({vector});
  return cases;
}

class CallVectors : public ::testing::TestWithParam<CallCase> {};

TEST_P(CallVectors, AnswerThroughC) {
  for (const char* variable : {"CONNECTIFY_API_KEY", "CONNECTIFY_ENV", "CONNECTIFY_SANDBOX_FILE", "SSL_CERT_FILE"}) {
    ::unsetenv(variable);
  }
  const Surroundings surroundings;
  ErrorHandle error;
  const ConfigHandle config = make_config(surroundings.settings_of(GetParam().vector), error);
  ASSERT_EQ(error, nullptr) << described(error.get());
  cfy_client* made = nullptr;
  error.reset(cfy_client_new(config.get(), &made));
  const ClientHandle client(made);
  ASSERT_EQ(error, nullptr) << described(error.get());

  for (const Json& call : GetParam().vector.at("calls")) {
    SCOPED_TRACE(call.at("operation").get<std::string>() + " " + call.at("params").dump());
    AnswerHandle answer;
    error = make_call(client.get(), call, answer);
    if (call.at("expect").contains("error")) {
      expect_error(error.get(), call.at("expect").at("error"));
      EXPECT_EQ(answer, nullptr);
      continue;
    }
    ASSERT_EQ(error, nullptr) << described(error.get());
    expect_answer(answer.get(), call.at("expect"));
  }
}

std::string test_name(const ::testing::TestParamInfo<CallCase>& info) {
  auto name = info.param.vector.at("name").get<std::string>();
  std::replace_if(
      name.begin(), name.end(), [](unsigned char c) { return std::isalnum(c) == 0; }, '_');
  return name + "_" + std::to_string(info.index);
}

INSTANTIATE_TEST_SUITE_P(Vectors, CallVectors, ::testing::ValuesIn(call_cases()), test_name);

}  // namespace
}  // namespace cfy::conformance
