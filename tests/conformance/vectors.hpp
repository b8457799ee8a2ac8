#pragma once

#include <connectify/connectify.h>

#include <memory>
#include <nlohmann/json.hpp>
#include <string>
#include <string_view>

namespace cfy::conformance {

using Json = nlohmann::json;

// The cases of tests/vectors/<name>.
Json load_cases(std::string_view name);

// Handles that free themselves: the tests speak C otherwise.
template <auto Free>
struct Freer {
  template <class T>
  void operator()(T* handle) const noexcept {
    Free(handle);
  }
};
using ErrorHandle = std::unique_ptr<cfy_error, Freer<cfy_error_free>>;
using BufferHandle = std::unique_ptr<cfy_buffer, Freer<cfy_buffer_free>>;
using ConfigHandle = std::unique_ptr<cfy_config, Freer<cfy_config_free>>;
using ClientHandle = std::unique_ptr<cfy_client, Freer<cfy_client_free>>;
using OptionsHandle = std::unique_ptr<cfy_call_options, Freer<cfy_call_options_free>>;
using AnswerHandle = std::unique_ptr<cfy_answer, Freer<cfy_answer_free>>;

// A configuration with these settings; `error` holds what was refused first.
ConfigHandle make_config(const Json& settings, ErrorHandle& error);

// What an error says, for the output of a failing test.
std::string described(const cfy_error* error);

// A vector's `input`, or the bytes of its `input_hex`.
inline std::string input_of(const Json& vector) {
  if (!vector.contains("input_hex")) return vector.at("input").get<std::string>();
  const auto hex = vector.at("input_hex").get<std::string>();
  std::string bytes;
  for (std::size_t i = 0; i < hex.size(); i += 2) bytes += static_cast<char>(std::stoi(hex.substr(i, 2), nullptr, 16));
  return bytes;
}

}  // namespace cfy::conformance
