#include <algorithm>

#include <unicode/uchar.h>

#include "sanitize/text_profile.hpp"
#include "sanitize/text_rules.hpp"
#include "sanitize/unicode.hpp"
#include "sanitize/utf8.hpp"

namespace cfy::sanitize {
namespace {

// Form C makes a text at most this many times shorter (three Hangul jamo of 3 bytes become one syllable of 3), so
// what is cut to that many times the limit beforehand would have been cut afterwards anyway.
constexpr std::size_t kNormalizationShrinks = 4;

// A text on its way to what the profile accepts, which remembers where each byte came from.
class Draft {
 public:
  Draft(const TextProfile& profile, std::string_view text) : profile_(profile), text_(text), origin_(text.size()) {
    for (std::size_t at = 0; at < origin_.size(); ++at) origin_[at] = at;
  }

  // Each step answers whether it changed anything.
  bool remove_forbidden();
  Result<bool> normalize();
  Result<bool> shorten(std::size_t max_graphemes, std::size_t max_bytes);

  [[nodiscard]] bool empty() const noexcept { return text_.empty(); }
  CleanedText take() && { return {std::move(text_), std::move(changes_)}; }

 private:
  // A text being put together out of parts of this one.
  struct Rebuilt {
    std::string text;
    std::vector<std::size_t> origin;

    void append(std::string_view part, const std::size_t* origins) {
      text += part;
      origin.insert(origin.end(), origins, origins + part.size());
    }
    void append(std::string_view part, std::size_t origin_of_all) {
      text += part;
      origin.insert(origin.end(), part.size(), origin_of_all);
    }
  };

  void copy(Rebuilt& out, std::size_t begin, std::size_t end) const {
    out.append(std::string_view(text_).substr(begin, end - begin), origin_.data() + begin);
  }
  void adopt(Rebuilt&& out) {
    text_ = std::move(out.text);
    origin_ = std::move(out.origin);
  }
  void record(TextRule rule, std::size_t position);

  const TextProfile& profile_;
  std::string text_;
  std::vector<std::size_t> origin_;  // for each byte of text_, its offset in the original
  std::vector<TextChange> changes_;
};

void Draft::record(TextRule rule, std::size_t position) {
  const std::string_view name = rule_name(rule);
  const auto known = std::find_if(changes_.begin(), changes_.end(), [&](const auto& c) { return c.rule == name; });
  if (known == changes_.end()) {
    changes_.push_back({name, position, 1});
  } else {
    known->position = std::min(known->position, position);
    ++known->count;
  }
}

bool parts_words(const Violation& broken) noexcept {
  return broken.code >= 0 && broken.code != ' ' && u_isUWhiteSpace(broken.code) != 0;
}

bool Draft::remove_forbidden() {
  auto broken = next_violation(profile_, text_, 0);
  if (!broken) return false;
  Rebuilt out;
  std::size_t copied = 0;
  bool parted = false;
  const auto copy_until = [&](std::size_t end) {
    if (copied == end) return;
    // A run of line breaks and the like is one space, and none next to another space or at an end.
    const bool beside_space = out.text.empty() || out.text.back() == ' ' || text_[copied] == ' ';
    if (parted && !beside_space) out.append(" ", origin_[copied]);
    parted = false;
    copy(out, copied, end);
  };
  for (; broken; broken = next_violation(profile_, text_, copied)) {
    copy_until(broken->position);
    copied = broken->position + broken->size;
    record(broken->rule, origin_[broken->position]);
    if (!parts_words(*broken)) continue;
    parted = !profile_.line_breaks;
    if (profile_.line_breaks) out.append("\n", origin_[broken->position]);
  }
  copy_until(text_.size());
  adopt(std::move(out));
  return true;
}

Result<bool> Draft::normalize() {
  const auto replacements = nfc_replacements(text_);
  if (!replacements) return replacements.error();
  if (replacements->empty()) return false;
  Rebuilt out;
  std::size_t copied = 0;
  for (const Replacement& replacement : *replacements) {
    copy(out, copied, replacement.position);
    out.append(replacement.text, origin_[replacement.position]);
    record(TextRule::not_nfc, origin_[replacement.position]);
    copied = replacement.position + replacement.size;
  }
  copy(out, copied, text_.size());
  adopt(std::move(out));
  return true;
}

Result<bool> Draft::shorten(std::size_t max_graphemes, std::size_t max_bytes) {
  const auto fitting = grapheme_prefix(text_, max_graphemes, max_bytes);
  if (!fitting) return fitting.error();
  if (*fitting == text_.size()) return false;
  record(text_.size() > max_bytes ? TextRule::too_long_bytes : TextRule::too_long_graphemes, origin_[*fitting]);
  text_.resize(*fitting);
  origin_.resize(*fitting);
  return true;
}

// Removing can bring apart what joined and together what combines, so the steps are repeated until none finds work.
// That ends: after the first round the text is in form C, where every further change makes it shorter.
Result<void> settle(const TextProfile& profile, Draft& draft) {
  for (bool changed = true; changed;) {
    const std::size_t cap = profile.max_bytes * kNormalizationShrinks;
    changed = draft.remove_forbidden();
    const auto capped = draft.shorten(cap, cap);
    if (!capped) return capped.error();
    const auto normalized = draft.normalize();
    if (!normalized) return normalized.error();
    const auto shortened = draft.shorten(profile.max_graphemes, profile.max_bytes);
    if (!shortened) return shortened.error();
    changed = changed || *capped || *normalized || *shortened;
  }
  return {};
}

bool is_blank(std::int32_t code) noexcept { return code >= 0 && u_isUWhiteSpace(code) != 0; }

// What people paste has space round it; nothing else can go from a text with a grammar without making it another one.
Result<CleanedText> trim(const TextProfile& profile, std::string_view text, std::string_view field) {
  std::size_t begin = 0;
  std::size_t end = text.size();
  std::size_t count = 0;
  for (; begin < end && is_blank(utf8::decode(text, begin).value); ++count) begin += utf8::decode(text, begin).size;
  const std::size_t first = begin > 0 ? 0 : end;
  for (; end > begin && is_blank(utf8::decode_before(text, end).value); ++count) {
    end -= utf8::decode_before(text, end).size;
  }
  const std::string_view trimmed = text.substr(begin, end - begin);
  if (const Result<void> fits = check_text(profile, trimmed, field); !fits) return fits.error();
  return CleanedText{std::string(trimmed), {{rule_name(TextRule::surrounding_space), std::min(first, end), count}}};
}

}  // namespace

Result<CleanedText> clean_text(const TextProfile& profile, std::string_view text, std::string_view field) {
  const auto fits = check_text(profile, text, field);
  if (fits) return CleanedText{};
  if (profile.form != nullptr && fits.error().code == ErrorCode::validation) return trim(profile, text, field);
  if (!profile.cleanable || fits.error().code != ErrorCode::validation) return fits.error();
  Draft draft(profile, text);
  if (const auto settled = settle(profile, draft); !settled) return settled.error();
  if (draft.empty() && !profile.may_be_empty) {
    return validation_error(
        std::string(field), std::string(rule_name(TextRule::empty)),
        "Nothing is left of the text once what " + std::string(profile.name) + " refuses is removed; give another.");
  }
  CleanedText cleaned = std::move(draft).take();
  // A text that only its whole speaks against has no nearest one.
  const std::string_view result = cleaned.text ? std::string_view(*cleaned.text) : text;
  if (const Result<void> whole = check_whole(profile, result, field); !whole) return whole.error();
  return cleaned;
}

}  // namespace cfy::sanitize
