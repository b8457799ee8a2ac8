#include "client/challenge.hpp"

#include <strings.h>

#include <algorithm>
#include <optional>

#include "privilege/scope_set.hpp"

namespace cfy::client {
namespace {

// Of RFC 9110 section 5.6.2.
bool is_token_character(char c) noexcept {
  constexpr std::string_view kMarks = "!#$%&'*+-.^_`|~";
  const bool letter = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9');
  return letter || kMarks.find(c) != std::string_view::npos;
}

bool equal_names(std::string_view a, std::string_view b) noexcept {
  return a.size() == b.size() && ::strncasecmp(a.data(), b.data(), a.size()) == 0;
}

class Reader {
 public:
  explicit Reader(std::string_view text) : rest_(text) {}

  void skip(std::string_view characters) {
    rest_.remove_prefix(std::min(rest_.find_first_not_of(characters), rest_.size()));
  }
  std::string_view token() {
    const auto* const end = std::find_if_not(rest_.begin(), rest_.end(), is_token_character);
    const std::string_view found = rest_.substr(0, static_cast<std::size_t>(end - rest_.begin()));
    rest_.remove_prefix(found.size());
    return found;
  }
  bool take(char c) {
    if (rest_.empty() || rest_.front() != c) return false;
    rest_.remove_prefix(1);
    return true;
  }
  // A token or a quoted string; nullopt where there is neither.
  std::optional<std::string> value() {
    if (!take('"')) {
      const std::string_view found = token();
      return found.empty() ? std::nullopt : std::optional(std::string(found));
    }
    std::string text;
    while (!rest_.empty()) {
      if (take('"')) return text;
      take('\\');
      if (rest_.empty()) break;
      text += rest_.front();
      rest_.remove_prefix(1);
    }
    return std::nullopt;
  }

 private:
  std::string_view rest_;
};

}  // namespace

BearerChallenge read_bearer_challenge(std::string_view field) {
  BearerChallenge challenge;
  Reader reader(field);
  bool bearer = false;
  while (true) {
    reader.skip(" \t,");
    const std::string_view name = reader.token();
    if (name.empty()) return challenge;
    reader.skip(" \t");
    // What has no `=` behind it is the scheme of the next challenge.
    if (!reader.take('=')) {
      if (bearer) return challenge;
      bearer = equal_names(name, "Bearer");
      continue;
    }
    reader.skip(" \t");
    auto value = reader.value();
    if (!value) return challenge;
    if (!bearer) continue;
    if (equal_names(name, "error")) challenge.error = *std::move(value);
    if (equal_names(name, "scope")) {
      const auto scopes = privilege::ScopeSet::parse(*value);
      if (scopes) challenge.scope = scopes->text();
    }
  }
}

}  // namespace cfy::client
