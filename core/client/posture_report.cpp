#include "client/posture_report.hpp"

#include <array>
#include <utility>

#include "base/clock.hpp"
#include "base/closest.hpp"
#include "client/posture_facts.hpp"
#include "client/state_files.hpp"
#include "privilege/posture_runs.hpp"

namespace cfy::client {
namespace {

constexpr std::array<std::string_view, 8> kNames = {"granted", "key_id",      "reviewer", "every_credential",
                                                    "offline", "window_days", "remember", "scan_path"};

}  // namespace

Result<void> PostureRequest::set(std::string_view name, std::string_view value) {
  if (name == "remember" || name == "offline") {
    if (value != "true" && value != "false") {
      return validation_error(std::string(name), "boolean", "Say true or false.");
    }
    (name == "remember" ? remember : offline) = value == "true";
    return {};
  }
  if (name == "scan_path") {
    scan_path = value;
    return {};
  }
  auto done = review.set(name, value);
  if (done || done.error().rule != "unknown_option") return done;
  return validation_error("name", "unknown_option", "There is no option of that name." + did_you_mean(name, kNames));
}

Result<privilege::Posture> report_posture(const SettingArguments& arguments, const PostureRequest& request) {
  Diagnosis diagnosis = diagnose_settings(arguments);
  const std::string runs_file = posture_runs_file(diagnosis.settings);
  auto facts = gather_posture_facts(std::move(diagnosis), request, system_clock().wall_now());
  if (!facts) return std::move(facts).error();
  std::vector<privilege::PostureRun> former;
  if (!runs_file.empty()) {
    auto loaded = privilege::load_posture_runs(runs_file);
    if (!loaded) return std::move(loaded).error();
    former = *std::move(loaded);
  }
  privilege::Posture posture = privilege::judge_posture(*std::move(facts), std::move(former));
  if (request.remember && !runs_file.empty()) {
    if (auto saved = privilege::save_posture_runs(runs_file, posture.runs); !saved) return std::move(saved).error();
  }
  return posture;
}

}  // namespace cfy::client
