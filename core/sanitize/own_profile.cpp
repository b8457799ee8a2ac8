#include "sanitize/own_profile.hpp"

#include <array>
#include <string>
#include <vector>

#include <nlohmann/json.hpp>

#include "base/closest.hpp"
#include "sanitize/look_alikes.hpp"
#include "sanitize/text_rules.hpp"

namespace cfy::sanitize {
namespace {

using Json = nlohmann::json;

constexpr std::size_t kMaxLength = std::size_t{1} << 20U;

Error wrong_member(const std::string& member, const char* kind) {
  return validation_error(member, "type", "The profile's " + member + " must be " + kind + "; correct it.");
}

Result<void> read_flag(const std::string& member, const Json& value, bool& flag) {
  if (!value.is_boolean()) return wrong_member(member, "true or false");
  flag = value.get<bool>();
  return {};
}

Result<void> read_length(const std::string& member, const Json& value, std::size_t& length) {
  if (!value.is_number_unsigned() || value == 0 || value > kMaxLength) {
    return wrong_member(member, "a whole number from 1 to 1048576");
  }
  length = value.get<std::size_t>();
  return {};
}

Result<std::vector<std::string>> read_names(const std::string& member, const Json& value) {
  std::vector<std::string> names;
  if (!value.is_array()) return wrong_member(member, "a list of texts");
  for (const Json& name : value) {
    if (!name.is_string()) return wrong_member(member, "a list of texts");
    names.push_back(name.get<std::string>());
  }
  return names;
}

}  // namespace

struct OwnProfile::Parts {
  std::string name;
  NameRules names;
  TextProfile rules;

  Result<void> read(const std::string& member, const Json& value);
  Result<void> read_scripts(const Json& value);
  Result<void> read_existing(const Json& value);
};

Result<void> OwnProfile::Parts::read(const std::string& member, const Json& value) {
  if (member == "name") {
    if (!value.is_string() || value.get<std::string>().empty()) return wrong_member(member, "a text");
    name = value.get<std::string>();
    return {};
  }
  if (member == "max_bytes") return read_length(member, value, rules.max_bytes);
  if (member == "max_graphemes") return read_length(member, value, rules.max_graphemes);
  if (member == "may_be_empty") return read_flag(member, value, rules.may_be_empty);
  if (member == "line_breaks") return read_flag(member, value, rules.line_breaks);
  if (member == "markup") return read_flag(member, value, rules.markup);
  if (member == "tidy_spaces") return read_flag(member, value, rules.tidy_spaces);
  if (member == "mixed_scripts") return read_flag(member, value, names.mixed_scripts);
  if (member == "scripts") return read_scripts(value);
  if (member == "existing") return read_existing(value);
  constexpr std::array<std::string_view, 10> kMembers = {"name",    "max_bytes",   "max_graphemes", "may_be_empty",
                                                         "markup",  "line_breaks", "tidy_spaces",   "mixed_scripts",
                                                         "scripts", "existing"};
  return validation_error(member, "unknown_member",
                          "A text profile has no such member." + did_you_mean(member, kMembers));
}

Result<void> OwnProfile::Parts::read_scripts(const Json& value) {
  const Result<std::vector<std::string>> list = read_names("scripts", value);
  if (!list) return list.error();
  for (const std::string& script : *list) {
    const std::int32_t code = script_of_name(script);
    if (code < 0) {
      return validation_error("scripts", "unknown_script",
                              "Unicode has no script of one of these names; write them as in Latin or Cyrillic.");
    }
    names.scripts.push_back(code);
  }
  return {};
}

Result<void> OwnProfile::Parts::read_existing(const Json& value) {
  const Result<std::vector<std::string>> list = read_names("existing", value);
  if (!list) return list.error();
  for (const std::string& existing : *list) {
    const auto bones = skeletons(existing);
    if (!bones) return bones.error();
    for (const std::string& form : *bones) names.existing.emplace(form, existing);
  }
  return {};
}

OwnProfile::OwnProfile(std::unique_ptr<Parts> parts) noexcept : parts_(std::move(parts)) {}

OwnProfile::~OwnProfile() = default;

const TextProfile& OwnProfile::rules() const noexcept { return parts_->rules; }

Result<std::unique_ptr<OwnProfile>> OwnProfile::from_json(std::string_view json) {
  const Json description = Json::parse(json, nullptr, false);
  if (!description.is_object()) {
    return validation_error("profile", "json", "The profile's description is no JSON object; correct it.");
  }
  auto parts = std::make_unique<Parts>(Parts{.name = {}, .names = {}, .rules = *find_profile("device_name")});
  for (const auto& [member, value] : description.items()) {
    if (const Result<void> read = parts->read(member, value); !read) return read.error();
  }
  if (parts->name.empty()) return validation_error("name", "required", "The profile has no name; give it one.");
  parts->rules.name = parts->name;
  parts->rules.names = &parts->names;
  parts->rules = with_byte_kinds(parts->rules);
  return std::unique_ptr<OwnProfile>(new OwnProfile(std::move(parts)));
}

}  // namespace cfy::sanitize
