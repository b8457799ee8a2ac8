#include "connectify/text.h"

#include <array>

#include "base/closest.hpp"
#include "guard.hpp"
#include "sanitize/text_profile.hpp"

using cfy::Result;
using cfy::capi::guard;
using cfy::capi::null_error;
using cfy::capi::text_argument;
using cfy::sanitize::TextProfile;

namespace {

Result<const TextProfile*> find_profile(const char* name) {
  if (name == nullptr) return null_error("profile");
  const TextProfile* const profile = cfy::sanitize::find_profile(name);
  if (profile != nullptr) return profile;
  return cfy::validation_error(
      "profile", "unknown_profile",
      "There is no text profile of that name." + cfy::did_you_mean(name, cfy::sanitize::profile_names()));
}

}  // namespace

cfy_error* cfy_text_check(const char* profile, const char* text, size_t size) {
  return guard([&]() -> Result<void> {
    const Result<const TextProfile*> rules = find_profile(profile);
    if (!rules) return rules.error();
    const Result<std::string_view> argument = text_argument(text, size, "text");
    if (!argument) return argument.error();
    return cfy::sanitize::check_text(**rules, *argument, "text");
  });
}

cfy_error* cfy_text_clean(const char* profile, const char* text, size_t size, cfy_buffer** out, cfy_buffer** changes) {
  return guard([&]() -> Result<void> {
    if (out == nullptr) return null_error("out");
    *out = nullptr;
    if (changes != nullptr) *changes = nullptr;
    const Result<const TextProfile*> rules = find_profile(profile);
    if (!rules) return rules.error();
    const Result<std::string_view> argument = text_argument(text, size, "text");
    if (!argument) return argument.error();
    Result<cfy::sanitize::CleanedText> cleaned = cfy::sanitize::clean_text(**rules, *argument, "text");
    if (!cleaned) return std::move(cleaned).error();
    nlohmann::ordered_json list = nlohmann::ordered_json::array();
    for (const auto& change : cleaned->changes) {
      list.push_back({{"rule", change.rule}, {"position", change.position}, {"count", change.count}});
    }
    std::unique_ptr<cfy_buffer> text_out(cleaned->text ? new cfy_buffer{*std::move(cleaned->text)} : nullptr);
    if (changes != nullptr) *changes = new cfy_buffer{list.dump()};
    *out = text_out.release();
    return {};
  });
}
