#include "scan/document.hpp"

#include <algorithm>
#include <cstring>
#include <optional>

#include "scan/encoded.hpp"
#include "scan/utf16.hpp"
#include "secrets/credential.hpp"

namespace cfy::scan {
namespace {

constexpr std::size_t kPiece = std::size_t{4} << 20U;  // looked at in one go
constexpr std::size_t kBehind = 512;                   // context before a place
constexpr std::size_t kAhead = 16384;                  // and after it: the longest credential, a PEM block
constexpr std::size_t kLineBack = 256;                 // how much of its line a rule sees
constexpr std::size_t kLineAhead = 2048;
constexpr std::size_t kBlockAhead = 8192;  // for rules that span lines
constexpr std::size_t kDeepest = 3;        // of encodings in each other
constexpr std::size_t kBinaryLook = 8000;  // as git does
constexpr std::string_view kAllow = "connectify:allow";

std::size_t line_begin(std::string_view text, std::size_t at, std::size_t reach) noexcept {
  const std::size_t least = at > reach ? at - reach : 0;
  while (at > least && text[at - 1] != '\n') --at;
  return at;
}

std::size_t line_end(std::string_view text, std::size_t at, std::size_t reach) noexcept {
  const std::string_view rest = text.substr(at, reach);
  const std::size_t end = rest.find('\n');
  return at + (end == std::string_view::npos ? rest.size() : end);
}

// Characters, as far as they begin in the text.
std::size_t characters(std::string_view text) noexcept {
  return static_cast<std::size_t>(
      std::count_if(text.begin(), text.end(), [](char c) { return (static_cast<unsigned char>(c) & 0xC0U) != 0x80U; }));
}

struct Place {
  std::size_t line;
  std::size_t column;  // characters before it on its line
};

Place advance(Place place, std::string_view over) noexcept {
  const auto lines = static_cast<std::size_t>(std::count(over.begin(), over.end(), '\n'));
  if (lines == 0) return {place.line, place.column + characters(over)};
  return {place.line + lines, characters(over.substr(over.rfind('\n') + 1))};
}

constexpr std::size_t kOwnPriority = 0;
constexpr std::size_t kFormPriority = 1;
constexpr std::size_t kNamePriority = 2;

}  // namespace

DocumentScanner::DocumentScanner(const RuleSet& rules, bool test_credentials)
    : rules_(rules), test_credentials_(test_credentials), done_(kDeepest + 1) {}

void DocumentScanner::begin(std::string_view file) {
  file_ = file;
  language_ = language_of(file);
  form_ = Form::unknown;
  started_ = false;
  mentions_sdk_ = false;
  kept_.clear();
  odd_.clear();
  looked_ = 0;
  line_ = 1;
  column_ = 0;
  candidates_.clear();
  settled_.clear();
  seen_.clear();
  allowed_ = 0;
  added_ = 0;
}

void DocumentScanner::recognise(std::string_view bytes) {
  started_ = true;
  if (const auto order = recognise_utf16(bytes)) {
    form_ = *order == ByteOrder::little ? Form::utf16_little : Form::utf16_big;
  } else {
    const bool binary = bytes.substr(0, kBinaryLook).find('\0') != std::string_view::npos;
    form_ = binary ? Form::binary : Form::text;
  }
}

// Adds bytes to what is kept, in UTF-8.
Result<void> DocumentScanner::take(std::string_view bytes) {
  if (form_ == Form::text || form_ == Form::binary) {
    kept_ += bytes;
    return {};
  }
  odd_ += bytes;
  std::size_t whole = odd_.size() / 2 * 2;
  const auto order = form_ == Form::utf16_little ? ByteOrder::little : ByteOrder::big;
  // The first half of a pair waits for the second.
  const std::size_t high = order == ByteOrder::little ? 1 : 2;
  if (whole >= 2 && (static_cast<unsigned char>(odd_[whole - high]) & 0xFCU) == 0xD8U) whole -= 2;
  append_utf16(std::string_view(odd_).substr(0, whole), order, kept_);
  odd_.erase(0, whole);
  return {};
}

Result<void> DocumentScanner::feed(std::string_view bytes) {
  while (!bytes.empty()) {
    const std::string_view piece = bytes.substr(0, kPiece);
    bytes.remove_prefix(piece.size());
    if (!started_) {
      if (kept_.size() + piece.size() < kBinaryLook) {
        kept_ += piece;
        continue;
      }
      const std::string beginning = std::exchange(kept_, {}) + std::string(piece);
      recognise(beginning);
      if (auto taken = take(beginning); !taken) return taken;
    } else if (auto taken = take(piece); !taken) {
      return taken;
    }
    if (kept_.size() < kPiece) continue;

    const std::size_t limit = kept_.size() - kAhead;
    if (auto looked = look(kept_, looked_, limit); !looked) return looked;
    const std::size_t drop = limit - std::min(limit, kBehind);
    const Place place = advance({line_, column_}, std::string_view(kept_).substr(0, drop));
    line_ = place.line;
    column_ = place.column;
    kept_.erase(0, drop);
    looked_ = limit - drop;
  }
  return {};
}

Result<DocumentFindings> DocumentScanner::finish(std::string_view bytes) {
  if (!started_) {
    if (!kept_.empty()) {
      kept_ += bytes;
      bytes = {};
      const std::string whole = std::exchange(kept_, {});
      recognise(whole);
      if (auto taken = take(whole); !taken) return std::move(taken).error();
    } else {
      recognise(bytes);
    }
  }
  if (kept_.empty() && (form_ == Form::text || form_ == Form::binary)) {
    if (auto looked = look(bytes, 0, bytes.size()); !looked) return std::move(looked).error();
  } else {
    if (auto taken = take(bytes); !taken) return std::move(taken).error();
    if (auto looked = look(kept_, looked_, kept_.size()); !looked) return std::move(looked).error();
  }

  DocumentFindings found;
  found.allowed = allowed_;
  found.cut = added_ > kMostFindings;
  for (Candidate& candidate : settled_) {
    if (!candidate.needs_sdk || mentions_sdk_) found.findings.push_back(std::move(candidate.finding));
  }
  return found;
}

// Looks at what begins in text[first, limit), and finds its place.
Result<void> DocumentScanner::look(std::string_view text, std::size_t first, std::size_t limit) {
  if (auto scanned = scan_text(text, first, limit, {}); !scanned) return scanned;
  if (!candidates_.empty()) settle(text);
  return {};
}

Result<void> DocumentScanner::scan_text(std::string_view text, std::size_t first, std::size_t limit,
                                        const Nesting& nesting) {
  const std::size_t depth = nesting.encodings.size();
  std::vector<std::size_t>& done = done_[depth];
  done.assign(rules_.size(), 0);
  Result<void> result;
  // Words that begin before the limit may end behind it; those that begin before the first place were seen before.
  constexpr std::size_t kLongestKeyword = 64;
  const std::size_t from = first > kLongestKeyword ? first - kLongestKeyword : 0;
  const std::string_view looked_at = text.substr(from, std::min(text.size(), limit + kLongestKeyword) - from);
  rules_.automaton().find(looked_at, [&](std::size_t end, std::uint32_t word) {
    const RuleSet::Keyword& keyword = rules_.keyword(word);
    const std::size_t hit = from + end - keyword.length;
    if (hit < first || hit >= limit || !result) return;
    switch (keyword.watch) {
      case RuleSet::Watch::own_credential: result = check_own(text, hit, nesting); break;
      case RuleSet::Watch::sdk_mention: mentions_sdk_ = true; break;
      case RuleSet::Watch::sdk_setting:
        if (depth == 0) result = check_sdk(text, hit);
        break;
      case RuleSet::Watch::rule: break;
    }
    for (const std::uint32_t rule : keyword.rules) {
      if (result) result = run_rule(rule, text, hit, nesting, done);
    }
  });
  if (!result || form_ == Form::binary || depth == kDeepest) return result;
  return decode(text, first, limit, nesting);
}

Result<void> DocumentScanner::run_rule(std::uint32_t index, std::string_view text, std::size_t hit,
                                       const Nesting& nesting, std::vector<std::size_t>& done) {
  if (hit < done[index]) return {};
  const Rule& rule = rules_.rule(index);
  if (rule.generic() && form_ == Form::binary) return {};
  // The ends of the lines before and behind belong to what a rule sees: patterns end a token at what is no part of it.
  std::size_t from = line_begin(text, hit, kLineBack);
  if (from > 0) --from;
  const std::size_t to = rule.spans_lines() ? std::min(text.size(), hit + kBlockAhead)
                                            : std::min(text.size(), line_end(text, hit, kLineAhead) + 1);
  done[index] = to;
  while (true) {
    const std::string_view value = rule.next(text, from, to);
    if (value.data() == nullptr) return {};
    Candidate candidate;
    candidate.priority = rule.generic() ? kNamePriority : kFormPriority;
    candidate.finding.rule = rule.id();
    candidate.finding.description = rule.description();
    candidate.finding.generic = rule.generic();
    if (auto added = add(text, value, std::move(candidate), nesting); !added) return added;
  }
}

// The platform's own formats need no pattern: their checksum tells a credential from all that looks like one.
Result<void> DocumentScanner::check_own(std::string_view text, std::size_t hit, const Nesting& nesting) {
  constexpr std::string_view kBody = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz";
  constexpr std::size_t kBodyLength = 38;
  constexpr std::string_view kMark = "test_";
  std::size_t body = text.find('_', hit + 4) + 1;  // behind cfy_<kind>_
  if (text.substr(body).starts_with(kMark)) body += kMark.size();
  const std::size_t end = std::min(text.find_first_not_of(kBody, body), text.size());
  if (end - body < kBodyLength) return {};
  const std::string_view value = text.substr(hit, body + kBodyLength - hit);
  const auto shape = secrets::inspect_credential(value);
  if (!shape || !shape->checksum_holds || (shape->test && !test_credentials_)) return {};
  Candidate candidate;
  candidate.priority = kOwnPriority;
  std::string noun(secrets::credential_noun(shape->kind));
  candidate.finding.description = "Connectify " + noun + (shape->test ? " of a sandbox" : "");
  std::replace(noun.begin(), noun.end(), ' ', '-');
  std::transform(noun.begin(), noun.end(), noun.begin(),
                 [](char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c + ('a' - 'A')) : c; });
  candidate.finding.rule = "connectify-" + noun;
  return add(text, value, std::move(candidate), nesting);
}

Result<void> DocumentScanner::check_sdk(std::string_view text, std::size_t hit) {
  auto literal = find_sdk_literal(language_, text, hit);
  if (!literal) return {};
  Candidate candidate;
  candidate.priority = kOwnPriority;
  candidate.needs_sdk = true;
  candidate.finding.rule = "connectify-literal";
  candidate.finding.description = "A Connectify API key or secret that is written in the source";
  candidate.finding.cure = std::move(literal->cure);
  return add(text, literal->value, std::move(candidate), {});
}

Result<void> DocumentScanner::decode(std::string_view text, std::size_t first, std::size_t limit,
                                     const Nesting& nesting) {
  Result<void> result;
  find_encoded(text, first, limit, [&](const Encoded& part) {
    if (!result) return;
    Nesting inner = nesting;
    if (inner.encodings.empty()) inner.position = part.position;
    inner.encodings.emplace_back(part.encoding);
    result = scan_text(part.text, 0, part.text.size(), inner);
  });
  return result;
}

Result<void> DocumentScanner::add(std::string_view text, std::string_view value, Candidate candidate,
                                  const Nesting& nesting) {
  if (++added_ > kMostFindings) return {};
  auto fingerprint = fingerprint_of(candidate.finding.rule, value);
  if (!fingerprint) return std::move(fingerprint).error();
  candidate.finding.fingerprint = *std::move(fingerprint);
  candidate.finding.file = file_;
  candidate.finding.encodings = nesting.encodings;
  if (nesting.encodings.empty()) {
    candidate.begin = static_cast<std::size_t>(value.data() - text.data());
    candidate.end = candidate.begin + value.size();
  } else {
    candidate.begin = nesting.position;
    candidate.end = nesting.position + 1;
  }
  candidates_.push_back(std::move(candidate));
  return {};
}

// Gives the candidates of a text their lines and columns, and keeps those that count.
void DocumentScanner::settle(std::string_view text) {
  std::stable_sort(candidates_.begin(), candidates_.end(), [](const Candidate& a, const Candidate& b) {
    return std::tie(a.begin, a.priority) < std::tie(b.begin, b.priority);
  });
  drop_overlapping();
  Place place{line_, column_};
  std::size_t at = 0;
  for (Candidate& candidate : candidates_) {
    place = advance(place, text.substr(at, candidate.begin - at));
    at = candidate.begin;
    candidate.finding.line = place.line;
    candidate.finding.column = place.column + 1;
    if (!seen_.emplace(place.line, candidate.finding.rule + candidate.finding.fingerprint).second) continue;
    const std::size_t begin = line_begin(text, at, text.size());
    if (text.substr(begin, line_end(text, at, text.size()) - begin).find(kAllow) != std::string_view::npos) {
      ++allowed_;
    } else {
      settled_.push_back(std::move(candidate));
    }
  }
  candidates_.clear();
}

// Of two rules that saw the same place, the one that knows more is heard. A literal given to our library is a finding
// of its own, beside what it is.
void DocumentScanner::drop_overlapping() {
  std::vector<Candidate> kept;
  for (Candidate& candidate : candidates_) {
    if (candidate.needs_sdk) {
      kept.push_back(std::move(candidate));
      continue;
    }
    const auto other = std::find_if(kept.rbegin(), kept.rend(), [&](const Candidate& known) {
      return (!known.needs_sdk || candidate.finding.generic) && candidate.begin < known.end &&
             known.begin < candidate.end && known.finding.encodings == candidate.finding.encodings;
    });
    if (other == kept.rend()) {
      kept.push_back(std::move(candidate));
    } else if (!other->needs_sdk && candidate.priority < other->priority) {
      *other = std::move(candidate);
    }
  }
  candidates_ = std::move(kept);
}

}  // namespace cfy::scan
