#include "connectify/rotation.h"

#include <algorithm>
#include <array>
#include <memory>

#include "base/closest.hpp"
#include "client/rotation.hpp"
#include "guard.hpp"
#include "sanitize/date_time.hpp"

using cfy::Result;
using cfy::capi::guard;
using cfy::capi::null_error;
using cfy::capi::text_argument;
using cfy::capi::utf8_argument;
using cfy::client::Rotation;
using cfy::rotation::Order;
using cfy::rotation::Standing;
using nlohmann::ordered_json;

struct cfy_rotation {
  cfy::client::SettingArguments settings;
  cfy::client::RotationOptions options;
  std::unique_ptr<Rotation> rotation;  // made by the first use
};

namespace {

// In the order of the enumeration.
constexpr std::array<std::string_view, 5> kOrders = {"finish", "if_due", "now", "compromised_create_first",
                                                     "compromised_revoke_first"};

Result<Order> read_order(std::string_view text) {
  const auto* const found = std::find(kOrders.begin(), kOrders.end(), text);
  if (found != kOrders.end()) return static_cast<Order>(found - kOrders.begin());
  return cfy::validation_error("order", "unknown_order",
                               "There is no order of that name." + cfy::did_you_mean(text, kOrders));
}

std::string time_text(std::chrono::system_clock::time_point time) {
  return cfy::sanitize::date_time_text(std::chrono::system_clock::to_time_t(time));
}

ordered_json overlap_json(const Standing& standing) {
  return standing.overlap_ends ? ordered_json(time_text(*standing.overlap_ends)) : ordered_json();
}

ordered_json standing_json(const Rotation& rotation, const Standing& standing) {
  return {{"credential", rotation.credential()},
          {"step", cfy::rotation::step_name(standing.step)},
          {"id", standing.id},
          {"made", time_text(standing.made)},
          {"age_days", standing.age.count()},
          {"health", cfy::rotation::health_name(standing.health)},
          {"due_at", time_text(standing.made + rotation.policy().due)},
          {"clock_behind", standing.clock_behind},
          {"overlap_ends", overlap_json(standing)}};
}

ordered_json history_json(const cfy::rotation::AuditLog::History& history) {
  ordered_json events = ordered_json::array();
  for (const auto& event : history.events) {
    events.push_back({{"at", time_text(event.at)},
                      {"credential", event.credential},
                      {"action", event.action},
                      {"details", event.details}});
  }
  return {{"events", std::move(events)}, {"last_hash", history.last_hash}};
}

// Runs an entry point that uses the rotation, which its first use puts together, and answers with JSON if asked to.
template <class Body>
cfy_error* use(cfy_rotation* rotation, cfy_buffer** out, Body&& body) noexcept {
  return guard([&]() -> Result<void> {
    if (out == nullptr) return null_error("out");
    *out = nullptr;
    if (rotation == nullptr) return null_error("rotation");
    if (!rotation->rotation) {
      auto made = Rotation::make(rotation->settings, rotation->options);
      if (!made) return std::move(made).error();
      rotation->rotation = *std::move(made);
    }
    const Result<ordered_json> answer = body(*rotation->rotation);
    if (!answer) return answer.error();
    *out = new cfy_buffer{answer->dump()};
    return {};
  });
}

}  // namespace

cfy_error* cfy_rotation_new(const cfy_config* config, cfy_rotation** out) {
  return guard([&]() -> Result<void> {
    if (out == nullptr) return null_error("out");
    *out = nullptr;
    auto made = std::make_unique<cfy_rotation>();
    if (config != nullptr) made->settings = config->arguments;
    *out = made.release();
    return {};
  });
}

cfy_error* cfy_rotation_set(cfy_rotation* rotation, const char* name, const char* value, size_t size) {
  return guard([&]() -> Result<void> {
    if (rotation == nullptr) return null_error("rotation");
    const Result<std::string_view> option = text_argument(name, CFY_NUL_TERMINATED, "name");
    if (!option) return option.error();
    const Result<std::string_view> text = utf8_argument(value, size, *option);
    if (!text) return text.error();
    if (rotation->rotation) {
      return cfy::configuration_error(std::string(*option), "The rotation was used already: make a new one.");
    }
    return rotation->options.set(*option, *text);
  });
}

cfy_error* cfy_rotation_status(cfy_rotation* rotation, int alert, cfy_buffer** out) {
  return use(rotation, out, [&](Rotation& used) -> Result<ordered_json> {
    const Result<Standing> standing = alert != 0 ? used.check() : used.standing();
    if (!standing) return standing.error();
    return standing_json(used, *standing);
  });
}

cfy_error* cfy_rotation_run(cfy_rotation* rotation, const char* order, cfy_buffer** out) {
  return use(rotation, out, [&](Rotation& used) -> Result<ordered_json> {
    const Result<std::string_view> text = text_argument(order, CFY_NUL_TERMINATED, "order");
    if (!text) return text.error();
    const Result<Order> wanted = read_order(*text);
    if (!wanted) return wanted.error();
    const Result<cfy::rotation::Outcome> outcome = used.run(*wanted);
    if (!outcome) return outcome.error();
    const Result<Standing> standing = used.standing();
    if (!standing) return standing.error();
    return ordered_json{{"credential", used.credential()},
                        {"outcome", cfy::rotation::outcome_name(*outcome)},
                        {"id", standing->id},
                        {"step", cfy::rotation::step_name(standing->step)},
                        {"overlap_ends", overlap_json(*standing)}};
  });
}

cfy_error* cfy_rotation_acknowledge(cfy_rotation* rotation, const char* holder) {
  cfy_buffer* nothing = nullptr;
  cfy_error* const error = use(rotation, &nothing, [&](Rotation& used) -> Result<ordered_json> {
    const Result<std::string_view> name = utf8_argument(holder, CFY_NUL_TERMINATED, "holder");
    if (!name) return name.error();
    if (auto done = used.acknowledge(std::string(*name)); !done) return std::move(done).error();
    return ordered_json();
  });
  cfy_buffer_free(nothing);
  return error;
}

cfy_error* cfy_rotation_history(const cfy_rotation* rotation, cfy_buffer** out) {
  return guard([&]() -> Result<void> {
    if (out == nullptr) return null_error("out");
    *out = nullptr;
    if (rotation == nullptr) return null_error("rotation");
    const Result<cfy::rotation::AuditLog::History> history = Rotation::history(rotation->settings, rotation->options);
    if (!history) return history.error();
    *out = new cfy_buffer{history_json(*history).dump()};
    return {};
  });
}

void cfy_rotation_free(cfy_rotation* rotation) { delete rotation; }
