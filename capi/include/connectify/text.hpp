/**
 * @file connectify/text.hpp
 * @brief The C++ face of <connectify/text.h>: text checked, cleaned and encoded.
 */
#ifndef CONNECTIFY_TEXT_HPP
#define CONNECTIFY_TEXT_HPP

#include <optional>
#include <string>
#include <string_view>

#include "error.hpp"
#include "text.h"

namespace connectify {

/// Throws a ValidationError if the text breaks a rule of the profile.
inline void check_text(const std::string& profile, std::string_view text) {
  detail::check(cfy_text_check(profile.c_str(), text.data(), text.size()));
}

struct CleanedText {
  std::optional<std::string> text;  ///< nothing: it fits as it is
  std::string changes;              ///< JSON: `[{"rule","position","count"}…]`
};

/// The nearest text that keeps the rules of the profile.
inline CleanedText clean_text(const std::string& profile, std::string_view text) {
  cfy_buffer* cleaned = nullptr;
  cfy_buffer* changes = nullptr;
  detail::check(cfy_text_clean(profile.c_str(), text.data(), text.size(), &cleaned, &changes));
  const Buffer changes_owned(changes);
  if (cleaned == nullptr) return {std::nullopt, changes_owned.str()};
  return {Buffer(cleaned).str(), changes_owned.str()};
}

/// What becomes of ill-formed UTF-8 and of what a context cannot carry.
enum class Unfit { replace, refuse };

/// The text made safe for the context, without a copy; nothing: it is safe as it is.
inline std::optional<Buffer> encode_to_buffer(const char* context, const char* unfit, std::string_view text) {
  cfy_buffer* encoded = nullptr;
  detail::check(cfy_text_encode(context, unfit, text.data(), text.size(), &encoded));
  if (encoded == nullptr) return std::nullopt;
  return Buffer(encoded);
}

/// The text made safe for the context; nothing: it is safe as it is.
inline std::optional<std::string> encode_text(const std::string& context, std::string_view text,
                                              Unfit unfit = Unfit::replace) {
  const auto encoded = encode_to_buffer(context.c_str(), unfit == Unfit::refuse ? "refuse" : "replace", text);
  if (!encoded) return std::nullopt;
  return encoded->str();
}

/// JSON: the names of all contexts.
inline std::string text_contexts() {
  cfy_buffer* names = nullptr;
  detail::check(cfy_text_contexts(&names));
  return Buffer(names).str();
}

/// JSON: the names of all profiles of the library's own.
inline std::string text_profiles() {
  cfy_buffer* names = nullptr;
  detail::check(cfy_text_profiles(&names));
  return Buffer(names).str();
}

/// A profile of the program's own, from its JSON description.
class TextProfile {
 public:
  explicit TextProfile(std::string_view json) {
    cfy_text_profile* made = nullptr;
    detail::check(cfy_text_profile_new(json.data(), json.size(), &made));
    handle_.reset(made);
  }

  /// Throws a ValidationError if the text breaks a rule.
  void check(std::string_view text) const {
    detail::check(cfy_text_profile_check(handle_.get(), text.data(), text.size()));
  }
  /// The nearest text that keeps the rules.
  CleanedText clean(std::string_view text) const {
    cfy_buffer* cleaned = nullptr;
    cfy_buffer* changes = nullptr;
    detail::check(cfy_text_profile_clean(handle_.get(), text.data(), text.size(), &cleaned, &changes));
    const Buffer changes_owned(changes);
    if (cleaned == nullptr) return {std::nullopt, changes_owned.str()};
    return {Buffer(cleaned).str(), changes_owned.str()};
  }

 private:
  detail::Handle<cfy_text_profile, cfy_text_profile_free> handle_;
};

}  // namespace connectify

#endif
