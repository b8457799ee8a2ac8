#include "connectify/text.h"

#include <string>
#include <vector>

#include "base/closest.hpp"
#include "guard.hpp"
#include "sanitize/encoder.hpp"
#include "sanitize/own_profile.hpp"
#include "sanitize/text_profile.hpp"

using cfy::Result;
using cfy::capi::guard;
using cfy::capi::null_error;
using cfy::capi::text_argument;
using cfy::sanitize::Encoder;
using cfy::sanitize::TextProfile;
using cfy::sanitize::Unfit;

struct cfy_text_profile {
  std::unique_ptr<cfy::sanitize::OwnProfile> profile;
};

namespace {

cfy::Error unknown_name(std::string field, const char* name, const std::vector<std::string_view>& names) {
  std::string list;
  for (const std::string_view known : names) list.append(list.empty() ? "" : ", ").append(known);
  std::string message =
      "There is no text " + field + " of that name." + cfy::did_you_mean(name, names) + " There are: " + list + ".";
  std::string rule = "unknown_" + field;
  return cfy::validation_error(std::move(field), std::move(rule), std::move(message));
}

Result<const TextProfile*> find_profile(const char* name) {
  if (name == nullptr) return null_error("profile");
  const TextProfile* const profile = cfy::sanitize::find_profile(name);
  if (profile != nullptr) return profile;
  return unknown_name("profile", name, cfy::sanitize::profile_names());
}

Result<const Encoder*> find_encoder(const char* name) {
  if (name == nullptr) return null_error("context");
  const Encoder* const encoder = cfy::sanitize::find_encoder(name);
  if (encoder != nullptr) return encoder;
  return unknown_name("context", name, cfy::sanitize::encoder_names());
}

Result<Unfit> read_unfit(const char* choice) {
  if (choice == nullptr || std::string_view(choice) == "replace") return Unfit::replace;
  if (std::string_view(choice) == "refuse") return Unfit::refuse;
  return cfy::validation_error("unfit", "unknown_choice", "What is unfit can be handled by replace or refuse alone.");
}

cfy_error* give_names(const std::vector<std::string_view>& names, cfy_buffer** out) {
  return guard([&]() -> Result<void> {
    if (out == nullptr) return null_error("out");
    *out = nullptr;
    *out = new cfy_buffer{nlohmann::ordered_json(names).dump()};
    return {};
  });
}

Result<void> check(const TextProfile& rules, const char* text, size_t size) {
  const Result<std::string_view> argument = text_argument(text, size, "text");
  if (!argument) return argument.error();
  return cfy::sanitize::check_text(rules, *argument, "text");
}

Result<void> clean(const TextProfile& rules, const char* text, size_t size, cfy_buffer** out, cfy_buffer** changes) {
  const Result<std::string_view> argument = text_argument(text, size, "text");
  if (!argument) return argument.error();
  Result<cfy::sanitize::CleanedText> cleaned = cfy::sanitize::clean_text(rules, *argument, "text");
  if (!cleaned) return std::move(cleaned).error();
  if (!cleaned->text && changes == nullptr) return {};
  nlohmann::ordered_json list = nlohmann::ordered_json::array();
  for (const auto& change : cleaned->changes) {
    list.push_back({{"rule", change.rule}, {"position", change.position}, {"count", change.count}});
  }
  std::unique_ptr<cfy_buffer> text_out(cleaned->text ? new cfy_buffer{*std::move(cleaned->text)} : nullptr);
  if (changes != nullptr) *changes = new cfy_buffer{list.dump()};
  *out = text_out.release();
  return {};
}

}  // namespace

cfy_error* cfy_text_check(const char* profile, const char* text, size_t size) {
  return guard([&]() -> Result<void> {
    const Result<const TextProfile*> rules = find_profile(profile);
    return rules ? check(**rules, text, size) : rules.error();
  });
}

cfy_error* cfy_text_clean(const char* profile, const char* text, size_t size, cfy_buffer** out, cfy_buffer** changes) {
  return guard([&]() -> Result<void> {
    if (out == nullptr) return null_error("out");
    *out = nullptr;
    if (changes != nullptr) *changes = nullptr;
    const Result<const TextProfile*> rules = find_profile(profile);
    return rules ? clean(**rules, text, size, out, changes) : rules.error();
  });
}

cfy_error* cfy_text_profile_new(const char* json, size_t size, cfy_text_profile** out) {
  return guard([&]() -> Result<void> {
    if (out == nullptr) return null_error("out");
    *out = nullptr;
    const Result<std::string_view> description = cfy::capi::utf8_argument(json, size, "profile");
    if (!description) return description.error();
    auto profile = cfy::sanitize::OwnProfile::from_json(*description);
    if (!profile) return std::move(profile).error();
    *out = new cfy_text_profile{*std::move(profile)};
    return {};
  });
}

cfy_error* cfy_text_profile_check(const cfy_text_profile* profile, const char* text, size_t size) {
  return guard([&]() -> Result<void> {
    if (profile == nullptr) return null_error("profile");
    return check(profile->profile->rules(), text, size);
  });
}

cfy_error* cfy_text_profile_clean(const cfy_text_profile* profile, const char* text, size_t size, cfy_buffer** out,
                                  cfy_buffer** changes) {
  return guard([&]() -> Result<void> {
    if (out == nullptr) return null_error("out");
    *out = nullptr;
    if (changes != nullptr) *changes = nullptr;
    if (profile == nullptr) return null_error("profile");
    return clean(profile->profile->rules(), text, size, out, changes);
  });
}

void cfy_text_profile_free(cfy_text_profile* profile) { delete profile; }

cfy_error* cfy_text_encode(const char* context, const char* unfit, const char* text, size_t size, cfy_buffer** out) {
  return guard([&]() -> Result<void> {
    if (out == nullptr) return null_error("out");
    *out = nullptr;
    const Result<const Encoder*> encoder = find_encoder(context);
    if (!encoder) return encoder.error();
    const Result<Unfit> choice = read_unfit(unfit);
    if (!choice) return choice.error();
    const Result<std::string_view> argument = text_argument(text, size, "text");
    if (!argument) return argument.error();
    Result<std::optional<std::string>> encoded = cfy::sanitize::encode_text(**encoder, *choice, *argument, "text");
    if (!encoded) return std::move(encoded).error();
    if (*encoded) *out = new cfy_buffer{**std::move(encoded)};
    return {};
  });
}

cfy_error* cfy_text_contexts(cfy_buffer** out) { return give_names(cfy::sanitize::encoder_names(), out); }

cfy_error* cfy_text_profiles(cfy_buffer** out) { return give_names(cfy::sanitize::profile_names(), out); }
