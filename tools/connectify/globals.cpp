#include "globals.hpp"

namespace cfy::cli {

connectify::Config Globals::config() const {
  connectify::Config config;
  const auto set = [&](const char* name, const std::optional<std::string>& value) {
    if (value) config.set(name, *value);
  };
  set("environment", environment);
  set("base_url", base_url);
  set("ca_file", ca_file);
  set("timeout", timeout);
  return config;
}

}  // namespace cfy::cli
