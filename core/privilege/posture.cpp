#include "privilege/posture.hpp"

#include <algorithm>
#include <array>
#include <utility>

#include "privilege/posture_rules.hpp"

namespace cfy::privilege {

std::string_view practice_name(Practice practice) noexcept {
  constexpr std::array<std::string_view, kPractices> kNames = {"credentials", "transport", "checking",
                                                               "oauth",       "rotation",  "privilege"};
  return kNames[static_cast<std::size_t>(practice)];
}

std::string_view practice_title(Practice practice) noexcept {
  constexpr std::array<std::string_view, kPractices> kTitles = {
      "Credentials are held safely", "Every connection is verified TLS", "What goes in or out is checked",
      "OAuth 2.0 by best practice",  "Keys and tokens are rotated",      "Least privilege"};
  return kTitles[static_cast<std::size_t>(practice)];
}

std::string_view severity_name(Severity severity) noexcept {
  constexpr std::array<std::string_view, 4> kNames = {"passed", "low", "medium", "high"};
  return kNames[static_cast<std::size_t>(severity)];
}

PostureCounts Posture::counts() const noexcept {
  std::array<unsigned, 4> by_severity{};
  for (const PostureFinding& finding : findings) ++by_severity[static_cast<std::size_t>(finding.severity)];
  return {by_severity[3], by_severity[2], by_severity[1], by_severity[0]};
}

bool Posture::healthy() const noexcept {
  const PostureCounts found = counts();
  return found.high == 0 && found.medium == 0;
}

Severity Posture::worst(Practice practice) const noexcept {
  Severity worst = Severity::passed;
  for (const PostureFinding& finding : findings) {
    if (finding.practice == practice) worst = std::max(worst, finding.severity);
  }
  return worst;
}

Posture judge_posture(PostureFacts facts, std::vector<PostureRun> former) {
  Posture posture{std::move(facts), {}, std::move(former)};
  posture.findings = apply_posture_rules(posture.facts);
  std::stable_sort(posture.findings.begin(), posture.findings.end(),
                   [](const PostureFinding& a, const PostureFinding& b) { return a.severity > b.severity; });
  posture.runs.push_back({posture.facts.at, posture.counts()});
  return posture;
}

}  // namespace cfy::privilege
