#include "oauth/token_answer.hpp"

#include <algorithm>
#include <cmath>

#include <simdjson.h>

#include "oauth/json_reading.hpp"
#include "oauth/refusal.hpp"

namespace cfy::oauth {
namespace {

namespace dom = simdjson::dom;

constexpr std::size_t kMostTokenLength = 64U << 10U;

Error refused_answer(std::string_view name, std::string_view rule, std::string message) {
  return refused("token_answer." + std::string(name), std::string(rule), std::move(message));
}

// RFC 6749 section 5.2 allows printable ASCII in both, but for `"` and `\`: what else comes is left out, since it would
// end up in logs and on terminals.
std::string shown(std::string_view text) {
  constexpr std::size_t kMost = 300;
  std::string kept;
  for (const char c : text.substr(0, kMost)) {
    if (c >= 0x20 && c < 0x7F && c != '"' && c != '\\') kept += c;
  }
  return kept;
}

// A token goes into a header line: what ends the line, or cannot stand in it, would let its maker write our requests.
Result<secrets::Secret> token_of(dom::object answer, std::string_view name) {
  const auto text = string_member(answer, name, "token_answer", "token_form");
  if (!text) return text.error();
  if (!*text) return secrets::Secret();
  const bool printable = std::all_of((*text)->begin(), (*text)->end(),
                                     [](char c) { return c > 0x20 && static_cast<unsigned char>(c) < 0x7F; });
  if ((*text)->empty() || (*text)->size() > kMostTokenLength || !printable) {
    return refused_answer(name, "token_form",
                          "The token in `" + std::string(name) +
                              "` is empty, too long, or has characters that no header line "
                              "can carry.");
  }
  return secrets::Secret::copy_of(**text);
}

// Whether it is a DPoP token.
Result<bool> token_type_of(dom::object answer, const TokenWish& wish) {
  const auto text = string_member(answer, "token_type", "token_answer", "token_type_unknown");
  if (!text) return text.error();
  if (!*text) return refused_answer("token_type", "token_type_missing", "The answer doesn't say what its token is.");
  const std::string type = lower_case(**text);
  if (type == "bearer") {
    if (!wish.dpop) return false;
    return refused_answer("token_type", "token_type_downgraded",
                          "A token bound to our key (DPoP) was asked for, and one that everybody can use came.");
  }
  if (type != "dpop") {
    return refused_answer("token_type", "token_type_unknown", "The answer's token is neither Bearer nor DPoP.");
  }
  if (wish.dpop) return true;
  return refused_answer("token_type", "token_type_unasked", "A DPoP token came, and no proof was sent for one.");
}

Result<std::optional<std::chrono::seconds>> lifetime_of(dom::object answer) {
  constexpr double kTenYears = 10.0 * 366 * 24 * 3600;
  const auto value = member(answer, "expires_in");
  if (!value) return std::optional<std::chrono::seconds>();
  if (value->is_number()) {
    const double seconds = value->get_double().value();
    if (seconds >= 0 && seconds <= kTenYears && std::floor(seconds) == seconds) {
      return std::optional(std::chrono::seconds(static_cast<std::int64_t>(seconds)));
    }
  }
  return refused_answer("expires_in", "expires_in_form",
                        "The token's lifetime is not a whole number of seconds of ten years at most.");
}

Result<std::vector<std::string>> scope_of(dom::object answer, const TokenWish& wish) {
  const auto text = string_member(answer, "scope", "token_answer", "scope_form");
  if (!text) return text.error();
  if (!*text) return wish.scope;
  Result<std::vector<std::string>> granted = split_scope(**text);
  if (!granted) return granted;
  if (!is_within(*granted, wish.scope)) {
    return refused_answer(
        "scope", "scope_wider",
        "The server granted more than was asked for; a token that can do more than needed is not used.");
  }
  return granted;
}

}  // namespace

bool is_json(std::string_view content_type) {
  const std::string type =
      lower_case(content_type.substr(0, std::min(content_type.find_first_of("; \t"), content_type.size())));
  return type == "application/json";
}

Error read_error_answer(int status, std::string_view content_type, std::string_view body, std::string_view field,
                        std::size_t most_bytes) {
  sanitize::JsonDocument document;
  std::string code;
  std::string description;
  if (is_json(content_type)) {
    if (const auto members = read_object(document, body, field, most_bytes)) {
      const auto error = string_member(*members, "error", field, "form");
      if (error && *error) code = shown(**error);
      const auto text = string_member(*members, "error_description", field, "form");
      if (text && *text) description = shown(**text);
    }
  }
  Error error = refused(std::string(field), "error_answer",
                        "The authorization server answered " + std::to_string(status) +
                            (code.empty() ? std::string() : " " + code) +
                            (description.empty() ? std::string(".") : ": " + description));
  error.http_status = status;
  error.api_code = code;
  // RFC 6749's own word for "try again"; servers that are merely down say it by the status.
  error.retriable = code == "temporarily_unavailable" || (code.empty() && status >= 500);
  return error;
}

std::string join_scope(const std::vector<std::string>& scope) {
  std::string text;
  for (const std::string& name : scope) text.append(text.empty() ? "" : " ").append(name);
  return text;
}

bool is_within(const std::vector<std::string>& scope, const std::vector<std::string>& whole) {
  return std::all_of(scope.begin(), scope.end(), [&whole](const std::string& name) {
    return std::find(whole.begin(), whole.end(), name) != whole.end();
  });
}

Result<std::vector<std::string>> split_scope(std::string_view text) {
  std::vector<std::string> scopes;
  const auto bad_form = [] {
    return refused("token_answer.scope", "scope_form", "The scope is not a list of names with one space between them.");
  };
  while (!text.empty()) {
    const std::size_t end = std::min(text.find(' '), text.size());
    const std::string_view name = text.substr(0, end);
    const bool good =
        std::all_of(name.begin(), name.end(), [](char c) { return c > 0x20 && c < 0x7F && c != '"' && c != '\\'; });
    if (name.empty() || !good || end + 1 == text.size()) return bad_form();
    scopes.emplace_back(name);
    text.remove_prefix(std::min(end + 1, text.size()));
  }
  return scopes;
}

Result<Tokens> parse_token_answer(int status, std::string_view content_type, std::string_view body,
                                  const TokenWish& wish) {
  if (status != 200) return read_error_answer(status, content_type, body, "token_answer", wish.most_bytes);
  if (!is_json(content_type)) {
    return refused("token_answer", "content_type", "The answer of the token endpoint is not application/json.");
  }
  sanitize::JsonDocument document;
  const Result<dom::object> answer = read_object(document, body, "token_answer", wish.most_bytes);
  if (!answer) return answer.error();
  Tokens tokens;
  for (const auto& [name, place] : {std::pair{"access_token", &Tokens::access_token},
                                    {"refresh_token", &Tokens::refresh_token},
                                    {"id_token", &Tokens::id_token}}) {
    Result<secrets::Secret> token = token_of(*answer, name);
    if (!token) return std::move(token).error();
    tokens.*place = *std::move(token);
  }
  if (tokens.access_token.empty())
    return refused_answer("access_token", "token_missing", "The answer has no access token.");
  const Result<bool> dpop = token_type_of(*answer, wish);
  if (!dpop) return dpop.error();
  tokens.dpop = *dpop;
  Result<std::optional<std::chrono::seconds>> lifetime = lifetime_of(*answer);
  if (!lifetime) return std::move(lifetime).error();
  tokens.expires_in = *lifetime;
  Result<std::vector<std::string>> scope = scope_of(*answer, wish);
  if (!scope) return std::move(scope).error();
  tokens.scope = *std::move(scope);
  return tokens;
}

}  // namespace cfy::oauth
