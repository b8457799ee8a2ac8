#include "scan/rules.hpp"

#include <algorithm>
#include <array>
#include <map>
#include <stdexcept>
#include <utility>

#include "secrets/credential.hpp"

namespace cfy::scan {
namespace {

// Bytes are bytes: a text in whatever encoding is looked at as it stands.
std::unique_ptr<RE2> compile(const std::string& pattern, const std::string& id) {
  RE2::Options options(RE2::Latin1);
  options.set_log_errors(false);
  auto made = std::make_unique<RE2>(pattern, options);
  if (!made->ok()) throw std::logic_error("The pattern of the shape " + id + " is wrong: " + made->error());
  return made;
}

re2::StringPiece piece(std::string_view text) noexcept { return {text.data(), text.size()}; }

std::string lower(std::string_view text) {
  std::string lowered(text);
  for (char& c : lowered) {
    if (c >= 'A' && c <= 'Z') c = static_cast<char>(c + ('a' - 'A'));
  }
  return lowered;
}

// What the redactor masks wherever it stands, in headers and addresses, and what in a source is mostly a name, a format or
// a documentation's sample; our own formats are told by their checksums.
bool is_for_scanning(const secrets::Shape& shape) noexcept {
  constexpr std::array<std::string_view, 6> kRedactedOnly = {"authorization-header", "cookie-header", "api-key-header",
                                                             "query-credential",     "jwt",           "url-password"};
  return !shape.credential && std::find(kRedactedOnly.begin(), kRedactedOnly.end(), shape.id) == kRedactedOnly.end();
}

std::vector<const secrets::Shape*> for_scanning(const std::vector<secrets::Shape>& shapes) {
  std::vector<const secrets::Shape*> chosen;
  for (const secrets::Shape& shape : shapes) {
    if (is_for_scanning(shape)) chosen.push_back(&shape);
  }
  return chosen;
}

using Shapes = std::vector<const secrets::Shape*>;
using Keywords = std::vector<RuleSet::Keyword>;

std::pair<std::vector<std::string>, Keywords> gather(const Shapes& shapes) {
  std::map<std::string, RuleSet::Keyword> found;
  const auto watch = [&](const std::string& word, RuleSet::Watch what) {
    found[word] = {word.size(), what, std::move(found[word].rules)};
  };
  for (std::uint32_t i = 0; i < shapes.size(); ++i) {
    for (const std::string& word : shapes[i]->keywords) {
      RuleSet::Keyword& keyword = found[lower(word)];
      keyword.length = word.size();
      keyword.rules.push_back(i);
    }
  }
  using secrets::CredentialKind;
  for (const auto kind : {CredentialKind::api_key, CredentialKind::api_secret, CredentialKind::webhook_secret,
                          CredentialKind::access_token, CredentialKind::refresh_token}) {
    watch(std::string(secrets::credential_prefix(kind)), RuleSet::Watch::own_credential);
  }
  for (const char* word : {"api_key", "apikey", "api_secret", "apisecret", "connectifysdk", "connectifyoauth"}) {
    watch(word, RuleSet::Watch::sdk_setting);
  }
  for (const char* word : {"connectify", "cfy_config"}) watch(word, RuleSet::Watch::sdk_mention);

  std::pair<std::vector<std::string>, Keywords> gathered;
  for (auto& [word, keyword] : found) {
    gathered.first.push_back(word);
    gathered.second.push_back(std::move(keyword));
  }
  return gathered;
}

}  // namespace

Rule::Rule(const secrets::Shape& shape)
    : shape_(&shape),
      generic_(shape.id.starts_with("generic-")),
      spans_lines_(shape.regex.find("\\n") != std::string::npos || shape.regex.find("\\s\\S") != std::string::npos) {}

const Rule::Compiled& Rule::compiled() const {
  std::call_once(once_, [this] {
    compiled_.pattern = compile(shape_->regex, shape_->id);
    for (const std::string& pattern : shape_->allow) compiled_.allow.push_back(compile(pattern, shape_->id));
  });
  return compiled_;
}

bool Rule::allowed(const Compiled& patterns, std::string_view value) const {
  if (shape_->entropy > 0 && secrets::shannon_entropy(value) < shape_->entropy) return true;
  if (is_placeholder(value)) return true;
  return std::any_of(patterns.allow.begin(), patterns.allow.end(),
                     [value](const auto& pattern) { return RE2::PartialMatch(piece(value), *pattern); });
}

std::string_view Rule::next(std::string_view text, std::size_t& from, std::size_t to) const {
  const Compiled& patterns = compiled();
  constexpr int kGroups = 10;
  const int group = std::min(shape_->secret_group, patterns.pattern->NumberOfCapturingGroups());
  std::array<re2::StringPiece, kGroups> groups;
  while (from < to &&
         patterns.pattern->Match(piece(text), from, to, RE2::UNANCHORED, groups.data(), std::min(group + 1, kGroups))) {
    const auto end = static_cast<std::size_t>(groups[0].data() - text.data()) + groups[0].size();
    from = std::max(end, from + 1);
    const re2::StringPiece& secret = groups[static_cast<std::size_t>(group)];
    const std::string_view value(secret.data(), secret.size());
    if (!value.empty() && !allowed(patterns, value)) return value;
  }
  return {};
}

const RuleSet& RuleSet::standard() {
  // Never destroyed: threads may still look for credentials while the process runs its destructors.
  static const RuleSet* const rules = new RuleSet(secrets::all_shapes());
  return *rules;
}

RuleSet::RuleSet(const std::vector<secrets::Shape>& shapes) : RuleSet(for_scanning(shapes)) {}

RuleSet::RuleSet(const std::vector<const secrets::Shape*>& shapes)
    : keywords_(gather(shapes).second), automaton_(gather(shapes).first) {
  for (const secrets::Shape* shape : shapes) rules_.push_back(std::make_unique<Rule>(*shape));
}

bool is_placeholder(std::string_view value) noexcept {
  constexpr std::array<std::string_view, 15> kWords = {"example", "placeholder", "changeme", "change_me", "change-me",
                                                       "your_",   "your-",       "yourkey",  "xxxxxx",    "redacted",
                                                       "dummy",   "not_a_",      "not-a-",   "....",      "****"};
  constexpr std::array<std::string_view, 7> kForms = {"${", "{{", "%(", "$(", "<%", "#{", "\xE2\x80\xA6"};
  const auto same_letter = [](char a, char b) { return (a >= 'A' && a <= 'Z' ? a + ('a' - 'A') : a) == b; };
  for (const std::string_view word : kWords) {
    if (std::search(value.begin(), value.end(), word.begin(), word.end(), same_letter) != value.end()) return true;
  }
  for (const std::string_view form : kForms) {
    if (value.find(form) != std::string_view::npos) return true;
  }
  // One character again and again, such as 00000000.
  constexpr std::size_t kRun = 8;
  std::size_t run = 1;
  for (std::size_t i = 1; i < value.size(); ++i) {
    run = value[i] == value[i - 1] ? run + 1 : 1;
    // A row of dashes is the frame of a PEM block.
    if (run >= kRun && value[i] != '-') return true;
  }
  return value.find("12345678") != std::string_view::npos || value.find("abcdefgh") != std::string_view::npos;
}

}  // namespace cfy::scan
