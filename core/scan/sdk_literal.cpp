#include "scan/sdk_literal.hpp"

#include <re2/re2.h>

#include <algorithm>
#include <array>
#include <cstdlib>
#include <utility>

#include "scan/rules.hpp"

namespace cfy::scan {
namespace {

constexpr std::size_t kReachForward = 512;  // calls are broken over lines
constexpr std::size_t kShortestValue = 6;

constexpr std::array<std::pair<std::string_view, Language>, 20> kEndings = {{
    {".py", Language::python},
    {".pyi", Language::python},
    {".pyw", Language::python},
    {".java", Language::java},
    {".cs", Language::csharp},
    {".csx", Language::csharp},
    {".c", Language::c},
    {".h", Language::c},
    {".cpp", Language::cpp},
    {".cc", Language::cpp},
    {".cxx", Language::cpp},
    {".hpp", Language::cpp},
    {".hh", Language::cpp},
    {".hxx", Language::cpp},
    {".js", Language::javascript},
    {".mjs", Language::javascript},
    {".cjs", Language::javascript},
    {".jsx", Language::javascript},
    {".ts", Language::javascript},
    {".tsx", Language::javascript},
}};

// A literal in any of the languages, without what only its quotes need.
#define CFY_SCAN_LITERAL                                                                          \
  "(?:[rRuUbBfFL@$]{0,2}\"((?:[^\"\\\\\\n]|\\\\.)*)\"|[rRuUbBfF]{0,2}'((?:[^'\\\\\\n]|\\\\.)*)'|" \
  "`((?:[^`\\\\\\n]|\\\\.)*)`)"

struct Form {
  const char* pattern;  // matched where the keyword begins
  bool
      named_in_text;  // the setting's name is a literal itself: `set("api_key", "…")`, where what follows may be a name too
};

// api_key="…", apiKey: "…", "api_key": "…", ApiKey = "…", self.api_key: str = "…"
constexpr Form kAssigned = {
    "(?i:api_?(?:key|secret))[\"'`]?\\]?(?:\\s*:\\s*[A-Za-z_.]{1,24})?\\s*[:=]\\s*" CFY_SCAN_LITERAL, false};
// .setApiKey("…"), .apiKey("…"), .with_api_key("…")
constexpr Form kSetter = {"(?i:api_?(?:key|secret))\\s*\\(\\s*" CFY_SCAN_LITERAL, false};
// cfy_config_set(config, "api_key", "…"), config.set("api_key", "…"), .put("apiKey", "…")
constexpr Form kNamed = {"(?i:api_?(?:key|secret))[\"'`]\\s*,\\s*" CFY_SCAN_LITERAL, true};
// ConnectifySDK("…")
constexpr Form kPositional = {"(?i:connectify(?:sdk|oauth))\\s*\\(\\s*" CFY_SCAN_LITERAL, true};

#undef CFY_SCAN_LITERAL

const std::array<std::pair<const RE2*, bool>, 4>& forms() {
  static const auto* const all = new std::array<std::pair<const RE2*, bool>, 4>([] {
    std::array<std::pair<const RE2*, bool>, 4> made{};
    std::size_t i = 0;
    for (const Form& form : {kAssigned, kSetter, kNamed, kPositional}) {
      made[i++] = {new RE2(form.pattern, RE2::Latin1), form.named_in_text};
    }
    return made;
  }());
  return *all;
}

bool same_letters(std::string_view text, std::string_view lower_case) noexcept {
  return std::equal(text.begin(), text.end(), lower_case.begin(), lower_case.end(),
                    [](char a, char b) { return (a >= 'A' && a <= 'Z' ? a + ('a' - 'A') : a) == b; });
}

// Words alone, such as `API_KEY` or `client_secret`: the name of something that holds the value.
bool is_name(std::string_view value) noexcept {
  return std::none_of(value.begin(), value.end(), [](char c) { return c >= '0' && c <= '9'; }) &&
         value.find_first_not_of("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz_") == std::string_view::npos;
}

bool is_environment_name(std::string_view value) noexcept {
  return value.find('_') != std::string_view::npos &&
         value.find_first_not_of("ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_") == std::string_view::npos;
}

bool is_setting(std::string_view value) noexcept {
  constexpr std::array<std::string_view, 4> kSettings = {"api_key", "apikey", "api_secret", "apisecret"};
  return std::any_of(kSettings.begin(), kSettings.end(),
                     [value](std::string_view name) { return same_letters(value, name); });
}

bool is_value(std::string_view value, bool may_be_name) noexcept {
  if (is_setting(value) || value.starts_with('.')) return false;  // a name, or a piece of source
  if (value.size() < kShortestValue || is_placeholder(value) || is_environment_name(value)) return false;
  if (value.find_first_of(" {}<>\\%") != std::string_view::npos) return false;  // a message, or made at run time
  if (value.find("_test_") != std::string_view::npos) return false;             // opens nothing outside a sandbox
  return !(may_be_name && is_name(value));
}

std::string cure_for(Language language, bool secret) {
  const std::string variable = secret ? "CONNECTIFY_API_SECRET" : "CONNECTIFY_API_KEY";
  switch (language) {
    case Language::python: return (secret ? "api_secret" : "api_key") + ("=os.getenv(\"" + variable + "\")");
    case Language::java: return (secret ? ".setApiSecret" : ".setApiKey") + ("(System.getenv(\"" + variable + "\"))");
    case Language::csharp:
      return (secret ? "ApiSecret" : "ApiKey") + (" = Environment.GetEnvironmentVariable(\"" + variable + "\")");
    case Language::c:
      return std::string("cfy_config_set(config, \"") + (secret ? "api_secret" : "api_key") + "\", getenv(\"" +
             variable + "\"), CFY_NUL_TERMINATED);";
    case Language::cpp:
      return std::string("config.set(\"") + (secret ? "api_secret" : "api_key") + "\", std::getenv(\"" + variable +
             "\"));";
    case Language::javascript: return (secret ? "apiSecret" : "apiKey") + (": process.env." + variable);
    case Language::none: break;
  }
  return {};
}

}  // namespace

Language language_of(std::string_view file) noexcept {
  const std::size_t dot = file.rfind('.');
  if (dot == std::string_view::npos) return Language::none;
  const auto* const known =
      std::find_if(kEndings.begin(), kEndings.end(),
                   [ending = file.substr(dot)](const auto& row) { return same_letters(ending, row.first); });
  return known == kEndings.end() ? Language::none : known->second;
}

std::optional<SdkLiteral> find_sdk_literal(Language language, std::string_view text, std::size_t keyword) {
  if (language == Language::none) return std::nullopt;
  const std::string_view rest = text.substr(keyword, kReachForward);
  const re2::StringPiece piece(rest.data(), rest.size());
  for (const auto& [pattern, may_be_name] : forms()) {
    std::array<re2::StringPiece, 4> groups;
    if (!pattern->Match(piece, 0, piece.size(), RE2::ANCHOR_START, groups.data(), 4)) continue;
    for (std::size_t i = 1; i < groups.size(); ++i) {
      const std::string_view value(groups[i].data(), groups[i].size());
      if (groups[i].data() == nullptr || !is_value(value, may_be_name)) continue;
      const std::string_view name = rest.substr(0, 10);
      const bool secret =
          name.size() >= 9 && (same_letters(name.substr(0, 9), "apisecret") || same_letters(name, "api_secret"));
      return SdkLiteral{value, cure_for(language, secret)};
    }
  }
  return std::nullopt;
}

}  // namespace cfy::scan
