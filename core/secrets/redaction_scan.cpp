#include "secrets/redaction_scan.hpp"

namespace cfy::secrets {
namespace {

unsigned char lower(char c) noexcept { return static_cast<unsigned char>(c >= 'A' && c <= 'Z' ? c + ('a' - 'A') : c); }

}  // namespace

void RedactionStream::Scan::run() {
  const std::size_t begin = stream_.at_;
  filtered_ = std::max(begin, text_.size() - std::min(text_.size(), SharpFilter::kGram - 1));
  std::size_t values = begin;
  std::size_t keywords = begin;
  const char* const start = text_.data();
  for (std::size_t at = begin;; ++at) {
    at = static_cast<std::size_t>(patterns_.filter.next(start + at, start + filtered_) - start);
    if (at >= filtered_) break;
    if (at >= values && patterns_.values.sharp_filter().may_begin(start + at)) values = read_values(at);
    if (at >= keywords && patterns_.shapes->filter().may_begin(start + at)) keywords = read_keywords(at);
    if (values == text_.size() && keywords == text_.size()) break;
  }
  if (values < text_.size()) read_values(std::max(values, filtered_));
  if (keywords < text_.size()) read_keywords(std::max(keywords, filtered_));
}

std::size_t RedactionStream::Scan::read_values(std::size_t at) {
  const Automaton& automaton = patterns_.values.automaton();
  Automaton::State state = Automaton::kRoot;
  while (at < text_.size()) {
    state = automaton.step(state, static_cast<unsigned char>(text_[at++]));
    if (state == Automaton::kRoot && at < filtered_) return at;
    automaton.visit_matches(state, [&](std::uint32_t needle) { found_beginning(needle, at); });
  }
  if (automaton.depth(state) != 0 && !final_) open.push_back(at - automaton.depth(state));
  return at;
}

std::size_t RedactionStream::Scan::read_keywords(std::size_t at) {
  const Automaton& automaton = patterns_.shapes->keywords();
  Automaton::State state = Automaton::kRoot;
  while (at < text_.size()) {
    state = automaton.step(state, lower(text_[at++]));
    if (state == Automaton::kRoot && at < filtered_) return at;
    automaton.visit_matches(state, [&](std::uint32_t keyword) { found_keyword(keyword, at); });
  }
  if (automaton.depth(state) != 0 && !final_) open.push_back(at - automaton.depth(state));
  return at;
}

void RedactionStream::Scan::found_beginning(std::uint32_t needle, std::size_t end) {
  const auto verdict = patterns_.values.verify(needle, text_, end, stream_.at_, final_);
  if (verdict.open) open.push_back(verdict.begin);
  if (!verdict.found) return;
  findings.push_back({verdict.begin, verdict.end, verdict.core, patterns_.values.fingerprint(needle), kRegistered,
                      Finding::Extent::whole});
}

void RedactionStream::Scan::found_keyword(std::uint32_t id, std::size_t end) {
  const ShapePatterns::Keyword keyword = patterns_.shapes->keyword(id);
  const std::size_t begin = end - keyword.size;
  if (!patterns_.shapes->is_private_key(keyword.rule)) return search(keyword.rule, begin);
  switch (private_key_begins(text_, begin)) {
    case Begins::no: return;
    case Begins::open:
      if (!final_) open.push_back(begin);
      return;
    case Begins::yes: findings.push_back({begin, begin + 1, begin, {}, "private-key", Finding::Extent::private_key});
  }
}

void RedactionStream::Scan::search(std::uint32_t rule, std::size_t keyword) {
  Searched& searched = stream_.searched_[rule];
  const std::uint64_t base = stream_.base_;
  if (base + keyword < searched.until) return;
  const std::string_view reach = text_.substr(keyword, kShapeReach);
  const std::size_t line_end = reach.find('\n');
  const bool cut = line_end == std::string_view::npos && reach.size() == kShapeReach;
  if (line_end == std::string_view::npos && !cut && !final_) return open.push_back(keyword);
  const std::size_t end = keyword + std::min(line_end, reach.size());

  // One byte more than may belong to a match, so that a regex sees what stands before it.
  const std::size_t before = std::min(keyword, ShapePatterns::kBefore + 1);
  const std::size_t line = text_.substr(keyword - before, before).rfind('\n');
  const std::size_t start = line == std::string_view::npos ? keyword - before : keyword - before + line + 1;
  const std::string_view region = text_.substr(start, end - start);
  std::size_t from = line == std::string_view::npos && before > ShapePatterns::kBefore ? 1 : 0;
  if (searched.secret_end > base + start)
    from = std::max(from, static_cast<std::size_t>(searched.secret_end - base) - start);
  while (from < region.size() && patterns_.shapes->possible(rule, text_.substr(keyword, end - keyword))) {
    auto hit = patterns_.shapes->search(rule, region, from, region.size());
    if (!hit) break;
    from = std::max(hit->finding.end, from + 1);
    searched.secret_end = base + start + hit->finding.end;
    if (!hit->accepted) continue;
    Finding& finding = hit->finding;
    for (std::size_t* place : {&finding.begin, &finding.end, &finding.core}) *place += start;
    if (cut && hit->reaches_end) finding.extent = Finding::Extent::long_token;
    // Clipped: a regex may look at what is out already, but nobody can mask it any more.
    finding.begin = finding.core = std::max(finding.begin, stream_.at_);
    if (finding.begin < finding.end) findings.push_back(std::move(finding));
  }
  searched.until = base + (cut ? keyword + kShapeReach / 2 : end);
}

}  // namespace cfy::secrets
