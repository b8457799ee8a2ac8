#pragma once

#include <vector>

#include "privilege/posture.hpp"

namespace cfy::privilege {

// What each rule says of the facts, practice by practice. A practice always has one finding at least.
std::vector<PostureFinding> apply_posture_rules(const PostureFacts& facts);

}  // namespace cfy::privilege
