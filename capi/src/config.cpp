#include "connectify/config.h"

#include <array>
#include <ctime>

#include "guard.hpp"

using cfy::Result;
using cfy::capi::guard;
using cfy::capi::null_error;
using cfy::capi::text_argument;

namespace {

// In UTC, as RFC 3339 writes it; null if there is none.
nlohmann::ordered_json time_json(const std::optional<std::chrono::system_clock::time_point>& time) {
  if (!time) return nullptr;
  const std::time_t seconds = std::chrono::system_clock::to_time_t(*time);
  std::tm parts{};
  std::array<char, 32> text{};
  if (gmtime_r(&seconds, &parts) == nullptr) return nullptr;
  return std::string(text.data(), std::strftime(text.data(), text.size(), "%Y-%m-%dT%H:%M:%SZ", &parts));
}

nlohmann::ordered_json health_json(const std::optional<cfy::rotation::Health>& health) {
  if (!health) return nullptr;
  return std::string(cfy::rotation::health_name(*health));
}

}  // namespace

cfy_error* cfy_config_new(cfy_config** out) {
  return guard([&]() -> Result<void> {
    if (out == nullptr) return null_error("out");
    *out = new cfy_config;
    return {};
  });
}

cfy_error* cfy_config_set(cfy_config* config, const char* name, const char* value, size_t size) {
  return guard([&]() -> Result<void> {
    if (config == nullptr) return null_error("config");
    if (name == nullptr) return null_error("name");
    if (value == nullptr) return config->arguments.set(name, {});
    const Result<std::string_view> text = text_argument(value, size, "value");
    return config->arguments.set(name, *text);
  });
}

cfy_error* cfy_config_set_secret(cfy_config* config, const char* name, const cfy_secret* secret) {
  return guard([&]() -> Result<void> {
    if (config == nullptr) return null_error("config");
    if (name == nullptr) return null_error("name");
    return config->arguments.set_secret(name, secret == nullptr ? cfy::secrets::Secret() : secret->secret);
  });
}

cfy_error* cfy_config_diagnose(const cfy_config* config, cfy_buffer** out) {
  return guard([&]() -> Result<void> {
    if (out == nullptr) return null_error("out");
    *out = nullptr;
    if (config == nullptr) return null_error("config");
    const cfy::client::Diagnosis diagnosis = cfy::client::diagnose_settings(config->arguments);
    nlohmann::ordered_json report = {{"settings", nlohmann::ordered_json::array()},
                                     {"problems", nlohmann::ordered_json::array()}};
    for (const auto& origin : diagnosis.origins) {
      report["settings"].push_back({{"name", origin.name},
                                    {"source", cfy::client::source_name(origin.source)},
                                    {"detail", origin.detail},
                                    {"reference", origin.reference},
                                    {"shown", origin.shown},
                                    {"changed_at", time_json(origin.changed_at)},
                                    {"expires_at", time_json(origin.expires_at)},
                                    {"health", health_json(origin.health)}});
    }
    for (const cfy::Error& problem : diagnosis.problems) {
      report["problems"].push_back(
          {{"code", cfy::error_name(problem.code)}, {"field", problem.field}, {"message", problem.message}});
    }
    *out = new cfy_buffer{report.dump()};
    return {};
  });
}

void cfy_config_free(cfy_config* config) { delete config; }
