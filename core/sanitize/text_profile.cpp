#include "sanitize/text_profile.hpp"

#include <algorithm>
#include <array>
#include <cstdio>

#include "sanitize/look_alikes.hpp"
#include "sanitize/text_forms.hpp"
#include "sanitize/text_rules.hpp"
#include "sanitize/unicode.hpp"

namespace cfy::sanitize {
namespace {

constexpr bool is_letter_or_digit(char byte) {
  return (byte >= '0' && byte <= '9') || (byte >= 'A' && byte <= 'Z') || (byte >= 'a' && byte <= 'z');
}

constexpr bool is_ascii_letter(char byte) { return (byte >= 'A' && byte <= 'Z') || (byte >= 'a' && byte <= 'z'); }

constexpr ByteKind kind_of(const TextProfile& profile, char byte) {
  if (profile.letters_and_digits) {
    if (is_letter_or_digit(byte)) return ByteKind::plain;
    return profile.inner.find(byte) != std::string_view::npos ? ByteKind::inner : ByteKind::other;
  }
  if (profile.names != nullptr && !profile.names->scripts.empty() && is_ascii_letter(byte)) return ByteKind::other;
  if (byte == ' ' && profile.tidy_spaces) return ByteKind::single_space;
  const bool markup = byte == '<' || byte == '>';
  return markup && !profile.markup ? ByteKind::other : ByteKind::plain;
}

constexpr ByteSet kAllOdd = ByteSet::all_but({});

constexpr TextProfile with_kinds(TextProfile profile) {
  for (char byte = 0x20; byte < 0x7F; ++byte) {
    profile.bytes[static_cast<unsigned char>(byte)] = kind_of(profile, byte);
  }
  profile.odd = ByteSet(std::string_view());
  for (unsigned char byte = 0; byte < 0x80; ++byte) {
    if (profile.bytes[byte] == ByteKind::other) profile.odd.add(byte);
  }
  return profile;
}

// One line without markup, of a grammar of its own.
constexpr TextProfile formed(std::string_view name, std::size_t max_bytes,
                             Result<void> (*form)(std::string_view text, std::string_view field)) {
  return with_kinds({.name = name,
                     .max_bytes = max_bytes,
                     .max_graphemes = max_bytes,
                     .may_be_empty = false,
                     .line_breaks = false,
                     .markup = false,
                     .tidy_spaces = true,
                     .letters_and_digits = false,
                     .inner = {},
                     .form = form,
                     .names = nullptr,
                     .cleanable = false,
                     .bytes = {},
                     .odd = kAllOdd});
}

constexpr std::array<TextProfile, 6> kProfiles = {
    with_kinds({.name = "device_name",
                .max_bytes = 256,
                .max_graphemes = 64,
                .may_be_empty = false,
                .line_breaks = false,
                .markup = false,
                .tidy_spaces = true,
                .letters_and_digits = false,
                .inner = {},
                .form = nullptr,
                .names = nullptr,
                .cleanable = true,
                .bytes = {},
                .odd = kAllOdd}),
    with_kinds({.name = "identifier",
                .max_bytes = 64,
                .max_graphemes = 64,
                .may_be_empty = false,
                .line_breaks = false,
                .markup = true,  // `<` and `>` are no worse there than any other sign
                .tidy_spaces = false,
                .letters_and_digits = true,
                .inner = "._:-",
                .form = nullptr,
                .names = nullptr,
                .cleanable = false,
                .bytes = {},
                .odd = kAllOdd}),
    with_kinds({.name = "free_text",
                .max_bytes = std::size_t{16} << 10U,
                .max_graphemes = 4096,
                .may_be_empty = true,
                .line_breaks = true,
                .markup = true,
                .tidy_spaces = false,
                .letters_and_digits = false,
                .inner = {},
                .form = nullptr,
                .names = nullptr,
                .cleanable = true,
                .bytes = {},
                .odd = kAllOdd}),
    formed("url", 2048, check_url_form),
    formed("email", 254, check_email_form),
    formed("event_type", 64, check_event_type_form),
};

std::string cure(const TextProfile& profile) {
  if (profile.cleanable) return "; remove it, or clean the text as " + std::string(profile.name) + ".";
  if (profile.form != nullptr) return "; remove it.";
  return "; use the value exactly as it was given to you: ASCII letters and digits, and " + std::string(profile.inner) +
         " after the first.";
}

std::string code_point_name(const Violation& broken) {
  if (broken.code < 0) return "The byte";
  std::array<char, 16> name{};
  (void)std::snprintf(name.data(), name.size(), "U+%04X", static_cast<unsigned>(broken.code));
  return name.data();
}

Error refusal(const TextProfile& profile, std::string_view field, const Violation& broken) {
  return validation_error(std::string(field), std::string(rule_name(broken.rule)),
                          code_point_name(broken) + " at byte " + std::to_string(broken.position) + " " +
                              std::string(rule_reason(broken.rule)) + cure(profile));
}

Error not_nfc(const TextProfile& profile, std::string_view field, std::size_t position) {
  return validation_error(std::string(field), std::string(rule_name(TextRule::not_nfc)),
                          "The text at byte " + std::to_string(position) + " " +
                              std::string(rule_reason(TextRule::not_nfc)) + "; normalize it, or clean the text as " +
                              std::string(profile.name) + ".");
}

Error too_long(const TextProfile& profile, std::string_view field, TextRule rule) {
  const bool bytes = rule == TextRule::too_long_bytes;
  return validation_error(
      std::string(field), std::string(rule_name(rule)),
      "The text is longer than the " + std::to_string(bytes ? profile.max_bytes : profile.max_graphemes) +
          (bytes ? " bytes" : " characters") + " that " + std::string(profile.name) + " allows; shorten it.");
}

Result<void> check_names(const TextProfile& profile, std::string_view text, std::string_view field) {
  const auto refuse = [&](TextRule rule, const std::string& cure) {
    return validation_error(std::string(field), std::string(rule_name(rule)),
                            "The text " + std::string(rule_reason(rule)) + "; " + cure + ".");
  };
  if (!profile.names->mixed_scripts) {
    const Result<bool> mixes = mixes_scripts(text);
    if (!mixes) return mixes.error();
    if (*mixes) return refuse(TextRule::mixed_script, "write it in one");
  }
  if (profile.names->existing.empty()) return {};
  const auto forms = skeletons(text);
  if (!forms) return forms.error();
  bool alike = false;
  for (const std::string& form : *forms) {
    const auto [first, last] = profile.names->existing.equal_range(form);
    // A name may stay what it is.
    if (std::any_of(first, last, [&](const auto& existing) { return existing.second == text; })) return {};
    alike = alike || first != last;
  }
  if (alike) return refuse(TextRule::confusable, "choose one that cannot be taken for it");
  return {};
}

}  // namespace

TextProfile with_byte_kinds(TextProfile profile) { return with_kinds(profile); }

Result<void> check_whole(const TextProfile& profile, std::string_view text, std::string_view field) {
  if (profile.form != nullptr) return profile.form(text, field);
  return profile.names == nullptr ? Result<void>() : check_names(profile, text, field);
}

const TextProfile* find_profile(std::string_view name) noexcept {
  for (const TextProfile& profile : kProfiles) {
    if (profile.name == name) return &profile;
  }
  return nullptr;
}

std::vector<std::string_view> profile_names() {
  std::vector<std::string_view> names;
  names.reserve(kProfiles.size());
  for (const TextProfile& profile : kProfiles) names.push_back(profile.name);
  return names;
}

Result<void> check_text(const TextProfile& profile, std::string_view text, std::string_view field) {
  if (text.empty() && !profile.may_be_empty) {
    return validation_error(std::string(field), std::string(rule_name(TextRule::empty)),
                            "The text is empty; give at least one character.");
  }
  if (text.size() > profile.max_bytes) return too_long(profile, field, TextRule::too_long_bytes);
  if (!passes_at_once(profile, text)) {
    if (const auto broken = next_violation(profile, text, 0)) return refusal(profile, field, *broken);
    const auto replacements = nfc_replacements(text);
    if (!replacements) return replacements.error();
    if (!replacements->empty()) return not_nfc(profile, field, replacements->front().position);
  }
  // A cluster has at least one byte.
  if (text.size() <= profile.max_graphemes) return check_whole(profile, text, field);
  const auto fitting = grapheme_prefix(text, profile.max_graphemes, profile.max_bytes);
  if (!fitting) return fitting.error();
  if (*fitting < text.size()) return too_long(profile, field, TextRule::too_long_graphemes);
  return check_whole(profile, text, field);
}

}  // namespace cfy::sanitize
