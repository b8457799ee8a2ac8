#pragma once

#include <string>
#include <string_view>

#include "privilege/markup.hpp"
#include "privilege/posture.hpp"

// The parts of the page that posture_html() puts together.
namespace cfy::privilege {

// What the page looks like: light, dark and on paper.
extern const std::string_view kPostureStyle;

// How old each secret is, beside the days of the policy; nothing where no age is known.
void write_age_chart(Markup& page, const PostureFacts& facts);
// What was found in each run, the last ones.
void write_trend_chart(Markup& page, const std::vector<PostureRun>& runs);

}  // namespace cfy::privilege
