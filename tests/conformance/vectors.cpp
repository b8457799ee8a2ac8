#include "vectors.hpp"

#include <fstream>

namespace cfy::conformance {

Json load_cases(std::string_view name) {
  std::ifstream file(CONNECTIFY_SOURCE_DIR "/tests/vectors/" + std::string(name));
  return Json::parse(file).at("cases");
}

ConfigHandle make_config(const Json& settings, ErrorHandle& error) {
  cfy_config* config = nullptr;
  error.reset(cfy_config_new(&config));
  for (const auto& [name, value] : settings.items()) {
    if (error) break;
    const auto text = value.get<std::string>();
    error.reset(cfy_config_set(config, name.c_str(), text.data(), text.size()));
  }
  return ConfigHandle(config);
}

std::string described(const cfy_error* error) {
  return std::string(cfy_error_name(error)) + ", field \"" + cfy_error_field(error) + "\", rule \"" +
         cfy_error_rule(error) + "\": " + cfy_error_message(error);
}

}  // namespace cfy::conformance
