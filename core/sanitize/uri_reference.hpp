#pragma once

#include <optional>
#include <string>
#include <string_view>

// URI references (RFC 3986) and IRI references (RFC 3987), taken apart by their grammar and put together again.
namespace cfy::sanitize::uri {

struct Reference {
  std::optional<std::string_view> scheme;
  std::optional<std::string_view> authority;
  std::string_view path;
  std::optional<std::string_view> query;
  std::optional<std::string_view> fragment;
};

// Splits by appendix B; judges nothing.
Reference split(std::string_view text) noexcept;

enum class Alphabet : bool { ascii, unicode };  // URI, IRI

// Whether `text` is a URI reference (or an IRI reference).
bool is_reference(std::string_view text, Alphabet alphabet) noexcept;
// The same, and begins with a scheme.
bool is_absolute(std::string_view text, Alphabet alphabet) noexcept;

// What `reference` means where `base` is the base (section 5.2); the fragment is left out. A base without a scheme
// gives a reference again.
std::string resolve(std::string_view base, std::string_view reference);

// With each triplet replaced by its byte.
std::string decoded(std::string_view text);

}  // namespace cfy::sanitize::uri
