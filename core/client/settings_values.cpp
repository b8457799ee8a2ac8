#include "client/settings_values.hpp"

#include <curl/curl.h>
#include <unicode/utf8.h>

#include <algorithm>
#include <array>
#include <charconv>
#include <cmath>
#include <cstdint>
#include <iomanip>
#include <memory>
#include <sstream>
#include <utility>

#include "base/closest.hpp"

namespace cfy::client {
namespace {

constexpr std::size_t kLongestCredential = 4096;
constexpr double kLongestTimeout = 3600;  // seconds

constexpr std::array<std::string_view, 4> kEnvironments = {"sandbox", "development", "staging", "production"};
constexpr std::array<std::string_view, 4> kLogLevels = {"DEBUG", "INFO", "WARNING", "ERROR"};

std::string with_case(std::string_view text, int (*change)(int)) {
  std::string changed(text);
  std::transform(changed.begin(), changed.end(), changed.begin(),
                 [change](unsigned char c) { return static_cast<char>(change(c)); });
  return changed;
}

// The code point at `position`, which moves past it; negative where the bytes are not UTF-8.
#pragma GCC diagnostic push
#pragma GCC diagnostic ignored "-Wconversion"  // in ICU's macro
#pragma GCC diagnostic ignored "-Wsign-conversion"
UChar32 next_code_point(std::string_view text, std::size_t& position) {
  UChar32 c = 0;
  U8_NEXT(text.data(), position, text.size(), c);
  return c;
}
#pragma GCC diagnostic pop

bool is_visible_ascii(UChar32 c) { return c > 0x20 && c < 0x7F; }
bool is_control(UChar32 c) { return c < 0x20 || (c >= 0x7F && c < 0xA0); }

// U+200B (zero width space); names those that people paste without knowing it.
std::string show_code_point(UChar32 c) {
  constexpr std::array<std::pair<UChar32, std::string_view>, 9> kNames = {{{0x09, "tab"},
                                                                           {0x0A, "line feed"},
                                                                           {0x0D, "carriage return"},
                                                                           {0x20, "space"},
                                                                           {0xA0, "no-break space"},
                                                                           {0x200B, "zero width space"},
                                                                           {0x200E, "left-to-right mark"},
                                                                           {0x2060, "word joiner"},
                                                                           {0xFEFF, "byte order mark"}}};
  if (c < 0) return "a byte that is not UTF-8";
  std::ostringstream code;
  code << "U+" << std::hex << std::uppercase << std::setfill('0') << std::setw(4) << c;
  const std::string shown = code.str();
  const auto* known = std::find_if(kNames.begin(), kNames.end(), [c](const auto& name) { return name.first == c; });
  return known == kNames.end() ? shown : shown + " (" + std::string(known->second) + ")";
}

// The first character that `allowed` refuses, and whether it stands at the start, at the end or between.
Result<void> check_characters(std::string_view text, bool (*allowed)(UChar32), const std::string& rule,
                              const std::string& what_belongs) {
  UChar32 bad = 0;
  std::size_t bad_number = 0;
  std::size_t last_good = 0;
  std::size_t number = 0;
  for (std::size_t position = 0; position < text.size();) {
    const UChar32 c = next_code_point(text, position);
    ++number;
    if (allowed(c)) {
      last_good = number;
    } else if (bad_number == 0) {
      bad = c;
      bad_number = number;
    }
  }
  if (bad_number == 0) return {};
  const std::string cure = ": only " + what_belongs + " belong there.";
  if (bad_number == 1) return refuse_setting(rule, "begins with " + show_code_point(bad) + cure);
  if (bad_number > last_good) return refuse_setting(rule, "ends with " + show_code_point(bad) + cure);
  return refuse_setting(rule,
                        "contains " + show_code_point(bad) + " as character " + std::to_string(bad_number) + cure);
}

Result<void> check_visible(std::string_view text) {
  return check_characters(text, is_visible_ascii, "hidden_character", "visible ASCII characters");
}

// A value that begins like a credential of the platform has to be one, whole and of the right kind.
Result<void> check_credential(std::string_view text, std::optional<secrets::CredentialKind> expected) {
  if (!text.starts_with("cfy_")) return {};
  const auto shape = secrets::inspect_credential(text);
  const std::string noun(expected ? secrets::credential_noun(*expected) : "credential");
  if (!shape)
    return refuse_setting("unknown_credential", "begins with cfy_ but is no credential: copy the " + noun + " again.");
  if (shape->kind != expected) {
    return refuse_setting("wrong_credential", "holds another kind of credential (" +
                                                  std::string(secrets::credential_noun(shape->kind)) +
                                                  "): put it where it belongs, and the " + noun + " here.");
  }
  if (!shape->complete) {
    return refuse_setting("incomplete_credential", "does not have the length and the characters of an " + noun +
                                                       ": it was cut or mistyped, copy it again.");
  }
  if (!shape->checksum_holds) {
    return refuse_setting("credential_checksum",
                          "does not match its own checksum: it was mistyped, copy the " + noun + " again.");
  }
  return {};
}

struct UrlDeleter {
  void operator()(CURLU* url) const noexcept { curl_url_cleanup(url); }
};
using Url = std::unique_ptr<CURLU, UrlDeleter>;

std::string url_part(const Url& url, CURLUPart part, unsigned flags = 0) {
  char* text = nullptr;
  if (curl_url_get(url.get(), part, &text, flags) != CURLUE_OK) return {};
  const std::unique_ptr<char, void (*)(void*)> owned(text, curl_free);
  return text;
}

// Null where `text` is no URL with a scheme and a host. Backslashes are refused since parsers differ on them.
Url parse_url(const std::string& text) {
  if (text.find('\\') != std::string::npos) return nullptr;
  Url url(curl_url());
  if (!url || curl_url_set(url.get(), CURLUPART_URL, text.c_str(), CURLU_NON_SUPPORT_SCHEME) != CURLUE_OK)
    return nullptr;
  return url_part(url, CURLUPART_HOST).empty() ? nullptr : std::move(url);
}

}  // namespace

Error refuse_setting(std::string rule, std::string predicate) {
  Error error = make_error(ErrorCode::configuration, std::move(predicate));
  error.rule = std::move(rule);
  return error;
}

std::string_view environment_name(Environment environment) noexcept {
  return kEnvironments[static_cast<std::size_t>(environment)];
}

Result<void> check_encoding(std::string_view text) {
  return check_characters(
      text, [](UChar32 c) { return c > 0; }, "invalid_utf8", "UTF-8 characters other than NUL");
}

Result<void> check_plain(std::string_view text) {
  if (const auto shape = secrets::inspect_credential(text)) {
    return refuse_setting("wrong_credential", "holds a credential (" +
                                                  std::string(secrets::credential_noun(shape->kind)) +
                                                  "), which must not be shown: put it into the setting for it.");
  }
  return check_characters(
      text, [](UChar32 c) { return !is_control(c); }, "control_character", "printable characters");
}

Result<std::string> read_credential(std::string_view text, std::optional<secrets::CredentialKind> kind,
                                    secrets::Secret& target) {
  if (auto visible = check_visible(text); !visible) return std::move(visible).error();
  if (text.size() > kLongestCredential) {
    return refuse_setting("too_long",
                          "is longer than " + std::to_string(kLongestCredential) + " characters: copy it again.");
  }
  if (auto genuine = check_credential(text, kind); !genuine) return std::move(genuine).error();
  auto secret = secrets::Secret::copy_of(text);
  if (!secret) return std::move(secret).error();
  target = *std::move(secret);
  return target.describe();
}

Result<std::string> read_text(std::string_view text, std::string& target) { return target = text; }

Result<std::string> read_visible(std::string_view text, std::string& target) {
  if (auto visible = check_visible(text); !visible) return std::move(visible).error();
  return target = text;
}

Result<std::string> read_environment(std::string_view text, Environment& target) {
  const auto* known = std::find(kEnvironments.begin(), kEnvironments.end(), text);
  if (known == kEnvironments.end()) {
    return refuse_setting("unknown_environment", "must be sandbox, development, staging or production." +
                                                     did_you_mean(with_case(text, std::tolower), kEnvironments));
  }
  target = static_cast<Environment>(known - kEnvironments.begin());
  return std::string(text);
}

Result<std::string> read_base_url(std::string_view text, std::string& target) {
  if (auto visible = check_visible(text); !visible) return std::move(visible).error();
  const Url url = parse_url(std::string(text));
  if (!url) return refuse_setting("invalid_url", "must be a URL such as https://host.example/v1.");
  if (url_part(url, CURLUPART_SCHEME) != "https") {
    return refuse_setting("not_https", "must begin with https://, since TLS is always on.");
  }
  // Looked for in the text, since parsers drop the empty ones.
  if (text.find_first_of("@?#") != std::string_view::npos) {
    return refuse_setting("invalid_url",
                          "must hold a host and a path only: leave out user name, password, query and fragment.");
  }
  std::string normalized = url_part(url, CURLUPART_URL);
  while (normalized.ends_with('/')) normalized.pop_back();
  return target = std::move(normalized);
}

ServicePlace place_of(const std::string& base_url) {
  const Url url = parse_url(base_url);
  ServicePlace place{url_part(url, CURLUPART_HOST), 0};
  if (place.host.starts_with('[')) place.host = place.host.substr(1, place.host.size() - 2);
  const std::string port = url_part(url, CURLUPART_PORT, CURLU_DEFAULT_PORT);
  std::from_chars(port.data(), port.data() + port.size(), place.port);
  return place;
}

Result<std::string> read_proxy(std::string_view text, std::string& target) {
  constexpr std::array<std::string_view, 4> kSchemes = {"http", "https", "socks5", "socks5h"};
  if (auto visible = check_visible(text); !visible) return std::move(visible).error();
  if (text == "environment") return target = text;
  const Url url = parse_url(std::string(text));
  if (!url || std::find(kSchemes.begin(), kSchemes.end(), url_part(url, CURLUPART_SCHEME)) == kSchemes.end()) {
    return refuse_setting("invalid_url",
                          "must be a URL such as http://proxy.example:3128 (http, https, socks5 or socks5h).");
  }
  target = text;
  const std::size_t userinfo = text.find("://") + 3;
  const std::size_t at = text.rfind('@');
  return at == std::string_view::npos ? target : target.substr(0, userinfo) + "****" + target.substr(at);
}

Result<std::string> read_scope(std::string_view text, std::string& target) {
  const auto is_scope_character = [](UChar32 c) { return (is_visible_ascii(c) && c != '"' && c != '\\') || c == ' '; };
  if (auto allowed = check_characters(text, is_scope_character, "invalid_scope", "names of scopes, commas and spaces");
      !allowed) {
    return std::move(allowed).error();
  }
  std::string joined;
  for (const char c : text) {
    const bool separator = c == ' ' || c == ',';
    if (!separator) joined += c;
    if (separator && !joined.empty() && joined.back() != ' ') joined += ' ';
  }
  if (joined.ends_with(' ')) joined.pop_back();
  if (joined.empty()) return refuse_setting("invalid_scope", "names no scope: write some such as devices:read.");
  return target = std::move(joined);
}

Result<std::string> read_names(std::string_view text, std::vector<std::string>& target) {
  std::string joined;
  if (auto read = read_scope(text, joined); !read)
    return refuse_setting("invalid_names", "must be names with commas or spaces.");
  target.clear();
  for (std::string_view rest = joined; !rest.empty();) {
    const std::size_t end = std::min(rest.find(' '), rest.size());
    target.emplace_back(rest.substr(0, end));
    rest.remove_prefix(std::min(end + 1, rest.size()));
  }
  return joined;
}

Result<std::string> read_seconds(std::string_view text, std::chrono::milliseconds& target) {
  double seconds = 0;
  const auto [end, problem] =
      std::from_chars(text.data(), text.data() + text.size(), seconds, std::chars_format::fixed);
  // Written so that NaN is refused too.
  const bool in_range = seconds > 0 && seconds <= kLongestTimeout;
  if (problem != std::errc() || end != text.data() + text.size() || !in_range) {
    return refuse_setting("invalid_timeout",
                          "must be a number of seconds above 0 and not above 3600, such as 30 or 2.5.");
  }
  target = std::chrono::milliseconds(static_cast<std::int64_t>(std::ceil(seconds * 1000)));
  return std::string(text);
}

Result<std::string> read_count(std::string_view text, int most, int& target) {
  int count = 0;
  const auto [end, problem] = std::from_chars(text.data(), text.data() + text.size(), count);
  if (problem != std::errc() || end != text.data() + text.size() || count < 0 || count > most) {
    return refuse_setting("invalid_count", "must be a whole number from 0 to " + std::to_string(most) + ".");
  }
  target = count;
  return std::string(text);
}

Result<std::string> read_log_level(std::string_view text, std::string& target) {
  const std::string level = with_case(text, std::toupper);
  if (std::find(kLogLevels.begin(), kLogLevels.end(), level) == kLogLevels.end()) {
    return refuse_setting("unknown_log_level",
                          "must be DEBUG, INFO, WARNING or ERROR." + did_you_mean(level, kLogLevels));
  }
  return target = level;
}

Result<std::string> read_boolean(std::string_view text, bool& target) {
  const std::string word = with_case(text, std::tolower);
  if (word != "true" && word != "false" && word != "1" && word != "0") {
    return refuse_setting("invalid_boolean", "must be true or false.");
  }
  target = word == "true" || word == "1";
  return std::string(target ? "true" : "false");
}

}  // namespace cfy::client
