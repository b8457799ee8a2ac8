#include "rotation/journal.hpp"

#include <algorithm>
#include <array>
#include <nlohmann/json.hpp>
#include <utility>

#include "secrets/hmac.hpp"

namespace cfy::rotation {
namespace {

using nlohmann::json;
using Time = std::chrono::system_clock::time_point;

constexpr std::array<std::string_view, 8> kSteps = {"idle",      "revoking_first", "creating", "verifying",
                                                    "promoting", "overlapping",    "revoking", "rolling_back"};

std::int64_t seconds_of(Time time) {
  return std::chrono::duration_cast<std::chrono::seconds>(time.time_since_epoch()).count();
}

Time time_of(const json& seconds) {
  // The clock's own type reaches to 2262.
  constexpr std::int64_t kLatest = std::int64_t{1} << 33;
  return Time(std::chrono::seconds(std::clamp(seconds.get<std::int64_t>(), -kLatest, kLatest)));
}

json write_progress(const Progress& progress) {
  return {{"step", step_name(progress.step)},
          {"request", progress.request},
          {"terms", progress.terms},
          {"compromised", progress.compromised},
          {"revoke_first", progress.revoke_first},
          {"old_id", progress.old_id},
          {"new_id", progress.new_id},
          {"old_made", seconds_of(progress.old_made)},
          {"new_made", seconds_of(progress.new_made)},
          {"old_digest", progress.old_digest},
          {"new_digest", progress.new_digest},
          {"overlap_began", seconds_of(progress.overlap_began)},
          {"overlap", progress.overlap.count()},
          {"reason", progress.reason}};
}

std::optional<Progress> read_progress(std::string_view text) {
  try {
    const json from = json::parse(text);
    const auto step = std::find(kSteps.begin(), kSteps.end(), from.at("step").get<std::string>());
    if (step == kSteps.end()) return std::nullopt;
    Progress progress;
    progress.step = static_cast<Step>(step - kSteps.begin());
    progress.request = from.at("request");
    progress.terms = from.at("terms");
    progress.compromised = from.at("compromised");
    progress.revoke_first = from.at("revoke_first");
    progress.old_id = from.at("old_id");
    progress.new_id = from.at("new_id");
    progress.old_made = time_of(from.at("old_made"));
    progress.new_made = time_of(from.at("new_made"));
    progress.old_digest = from.at("old_digest");
    progress.new_digest = from.at("new_digest");
    progress.overlap_began = time_of(from.at("overlap_began"));
    progress.overlap = std::chrono::seconds(from.at("overlap").get<std::int64_t>());
    progress.reason = from.at("reason");
    return progress;
  } catch (const json::exception&) {
    return std::nullopt;
  }
}

}  // namespace

std::string_view step_name(Step step) noexcept { return kSteps[static_cast<std::size_t>(step)]; }

Journal::Journal(store::Store& store, std::string credential)
    : store_(store), credential_(std::move(credential)), key_("rotation/" + credential_ + "/progress") {}

Result<std::optional<Progress>> Journal::read() const {
  const auto entry = store_.get(key_);
  if (!entry) return entry.error();
  if (!*entry) return std::optional<Progress>();
  auto progress = read_progress((*entry)->value.reveal());
  if (progress) return progress;
  Error error = configuration_error(
      credential_, "The journal of " + credential_ + " holds what no version has written: was it made by a newer one?");
  error.rule = "journal";
  return error;
}

Result<void> Journal::write(const Progress& progress, const store::Lease& lease) {
  const auto text = secrets::Secret::copy_of(write_progress(progress).dump());
  if (!text) return text.error();
  const auto written = store_.put(key_, *text, {std::nullopt, lease});
  if (!written) return written.error();
  return {};
}

Result<std::string> digest_of_value(const secrets::Secret& value) {
  const auto digest = secrets::sha256(value.reveal());
  if (!digest) return digest.error();
  return secrets::hex_of(*digest);
}

}  // namespace cfy::rotation
