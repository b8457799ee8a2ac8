#include "oauth/form.hpp"

#include <algorithm>
#include <optional>

#include "oauth/refusal.hpp"
#include "sanitize/uri_encoding.hpp"

namespace cfy::oauth {
namespace {

namespace uri = sanitize::uri;

Error refused_form(const char* rule, std::string message) {
  return refused("authorization_answer", rule, std::move(message));
}

unsigned hex_value(char c) noexcept {
  if (uri::is_digit(c)) return static_cast<unsigned>(c - '0');
  return static_cast<unsigned>((c | 0x20) - 'a') + 10U;
}

// Nothing if it is malformed.
std::optional<std::string> decoded(std::string_view text) {
  std::string value;
  for (std::size_t at = 0; at < text.size(); ++at) {
    char c = text[at];
    if (c == '+') {
      c = ' ';
    } else if (c == '%') {
      if (!uri::is_triplet_at(text, at)) return std::nullopt;
      c = static_cast<char>(hex_value(text[at + 1]) << 4U | hex_value(text[at + 2]));
      at += 2;
    }
    if (static_cast<unsigned char>(c) < 0x20 || c == 0x7F) return std::nullopt;
    value += c;
  }
  return value;
}

}  // namespace

std::string form_encoded(std::string_view value) {
  std::string encoded;
  uri::append_encoded(encoded, value, uri::Keep::unreserved);
  return encoded;
}

void append_field(std::string& form, std::string_view name, std::string_view value) {
  if (!form.empty() && form.back() != '?') form += '&';
  form.append(name).append("=");
  uri::append_encoded(form, value, uri::Keep::unreserved);
}

Result<FormFields> parse_form(std::string_view form) {
  constexpr std::size_t kMostBytes = 64U << 10U;
  if (form.size() > kMostBytes) return refused_form("too_large", "The answer's address is longer than 64 KiB.");
  FormFields fields;
  while (!form.empty()) {
    const std::string_view field = form.substr(0, std::min(form.find('&'), form.size()));
    form.remove_prefix(std::min(field.size() + 1, form.size()));
    if (field.empty()) continue;
    const std::size_t equals = std::min(field.find('='), field.size());
    std::optional<std::string> name = decoded(field.substr(0, equals));
    std::optional<std::string> value = decoded(field.substr(std::min(equals + 1, field.size())));
    if (!name || !value) return refused_form("parameter_form", "The answer's address is not encoded as it must be.");
    const bool twice =
        std::any_of(fields.begin(), fields.end(), [&name](const auto& other) { return other.first == *name; });
    if (twice) return refused_form("duplicate_parameter", "The answer's address has a parameter twice.");
    fields.emplace_back(*std::move(name), *std::move(value));
  }
  return fields;
}

}  // namespace cfy::oauth
