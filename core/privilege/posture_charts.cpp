#include <algorithm>
#include <array>
#include <utility>

#include "privilege/posture_parts.hpp"

namespace cfy::privilege {
namespace {

constexpr std::int64_t kWidth = 720;

// The chart of ages: names on the left, days to the right.
constexpr std::int64_t kLeft = 130;
constexpr std::int64_t kRight = 580;
constexpr std::int64_t kTop = 28;
constexpr std::int64_t kRow = 34;
constexpr std::int64_t kBar = 16;
constexpr std::int64_t kLongest = 120;  // days; what is older ends at the edge

// The chart of runs.
constexpr std::int64_t kRunsBottom = 130;
constexpr std::int64_t kRunsHeight = 90;
constexpr std::int64_t kSign = 11;  // of the legend
constexpr std::size_t kMostRuns = 30;

void rectangle(Markup& page, std::string_view style, std::int64_t x, std::int64_t y, std::int64_t width,
               std::int64_t height) {
  page.raw("<rect class=\"").raw(style).raw("\" x=\"").raw(x).raw("\" y=\"").raw(y).raw("\" width=\"");
  page.raw(width).raw("\" height=\"").raw(height).raw("\"/>");
}

void label(Markup& page, std::string_view style, std::int64_t x, std::int64_t y, std::string_view text) {
  page.raw("<text class=\"").raw(style).raw("\" x=\"").raw(x).raw("\" y=\"").raw(y).raw("\">").text(text);
  page.raw("</text>");
}

void line(Markup& page, std::string_view style, std::int64_t x1, std::int64_t y1, std::int64_t x2, std::int64_t y2) {
  page.raw("<line class=\"").raw(style).raw("\" x1=\"").raw(x1).raw("\" y1=\"").raw(y1);
  page.raw("\" x2=\"").raw(x2).raw("\" y2=\"").raw(y2).raw("\"/>");
}

void begin_chart(Markup& page, std::string_view id, std::int64_t height, std::string_view title) {
  page.raw("<svg viewBox=\"0 0 ").raw(kWidth).raw(" ").raw(height).raw("\" role=\"img\" aria-labelledby=\"").raw(id);
  page.raw("\"><title id=\"").raw(id).raw("\">").text(title).raw("</title>");
}

void write_legend(Markup& page) {
  std::int64_t x = 0;
  constexpr std::array<std::pair<std::string_view, std::string_view>, 3> kSigns = {
      {{"fill-high", "High"}, {"fill-medium", "Medium"}, {"fill-low", "Low"}}};
  for (const auto& [style, word] : kSigns) {
    rectangle(page, style, x, 4, kSign, kSign);
    label(page, "", x + kSign + 6, 4 + kSign, word);
    x += 90;
  }
}

// Of our own words alone, since it becomes part of a class's name.
std::string_view style_of(std::string_view health) {
  constexpr std::array<std::string_view, 4> kStyles = {"fill-fresh", "fill-aging", "fill-due", "fill-unhealthy"};
  const auto* const style =
      std::find_if(kStyles.begin(), kStyles.end(), [&](std::string_view known) { return known.substr(5) == health; });
  return style == kStyles.end() ? kStyles.front() : *style;
}

}  // namespace

void write_age_chart(Markup& page, const PostureFacts& facts) {
  std::vector<const SecretFact*> dated;
  std::int64_t oldest = facts.limits.unhealthy + facts.limits.aging / 2;
  for (const SecretFact& secret : facts.secrets) {
    if (!secret.age_days) continue;
    dated.push_back(&secret);
    oldest = std::max(oldest, std::min(*secret.age_days, kLongest));
  }
  if (dated.empty()) return;
  const auto place = [&](std::int64_t days) { return kLeft + days * (kRight - kLeft) / oldest; };
  const std::int64_t bottom = kTop + kRow * static_cast<std::int64_t>(dated.size());

  begin_chart(page, "ages", bottom + 8,
              "Age of each secret in days, beside the days of the policy; the table has the same");
  const std::array<std::pair<std::string_view, std::int64_t>, 4> zones = {{{"zone-aging", facts.limits.aging},
                                                                           {"zone-due", facts.limits.due},
                                                                           {"zone-unhealthy", facts.limits.unhealthy},
                                                                           {"", oldest}}};
  constexpr std::array<std::string_view, 3> kWords = {"aging", "due", "too old"};
  for (std::size_t i = 0; i + 1 < zones.size(); ++i) {
    const std::int64_t from = place(zones[i].second);
    rectangle(page, zones[i].first, from, kTop, place(zones[i + 1].second) - from, bottom - kTop);
    line(page, "rule", from, kTop - 4, from, bottom);
    label(page, "mark", from, kTop - 10, std::to_string(zones[i].second) + " " + std::string(kWords[i]));
  }
  line(page, "axis", kLeft, kTop, kLeft, bottom);
  for (std::size_t i = 0; i < dated.size(); ++i) {
    const SecretFact& secret = *dated[i];
    const std::int64_t y = kTop + kRow * static_cast<std::int64_t>(i) + (kRow - kBar) / 2;
    const std::int64_t end = place(std::min(*secret.age_days, oldest));
    label(page, "", 0, y + kBar - 3, secret.name);
    rectangle(page, style_of(secret.health), kLeft, y, std::max<std::int64_t>(end - kLeft, 2), kBar);
    label(page, "", kRight + 12, y + kBar - 3,
          std::to_string(*secret.age_days) + (*secret.age_days == 1 ? " day, " : " days, ") + secret.health);
  }
  page.raw("</svg>");
}

void write_trend_chart(Markup& page, const std::vector<PostureRun>& runs) {
  const std::size_t first = runs.size() > kMostRuns ? runs.size() - kMostRuns : 0;
  unsigned most = 1;
  for (std::size_t i = first; i < runs.size(); ++i) {
    const PostureCounts& counts = runs[i].counts;
    most = std::max(most, counts.high + counts.medium + counts.low);
  }
  begin_chart(page, "trend", kRunsBottom + 10,
              "Findings of each report, the last one on the right; the table has the same");
  write_legend(page);
  const std::int64_t step = std::min<std::int64_t>(kWidth / static_cast<std::int64_t>(runs.size() - first), 48);
  for (std::size_t i = first; i < runs.size(); ++i) {
    const PostureCounts& counts = runs[i].counts;
    std::int64_t top = kRunsBottom;
    const auto stack = [&](std::string_view style, unsigned count) {
      const std::int64_t height = kRunsHeight * count / most;
      top -= height;
      if (height > 0) rectangle(page, style, step * static_cast<std::int64_t>(i - first), top, step - 4, height);
    };
    stack("fill-high", counts.high);
    stack("fill-medium", counts.medium);
    stack("fill-low", counts.low);
  }
  line(page, "axis", 0, kRunsBottom, kWidth, kRunsBottom);
  page.raw("</svg>");
}

}  // namespace cfy::privilege
