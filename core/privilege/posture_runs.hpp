#pragma once

#include <string>
#include <vector>

#include "base/result.hpp"
#include "privilege/posture.hpp"

namespace cfy::privilege {

// How former reports went, in one file that is replaced as a whole; at most kKeptRuns of them, the oldest go first.
constexpr std::size_t kKeptRuns = 120;

// The oldest first. A file that isn't there holds none. Errors (configuration, field = path): posture_runs.
Result<std::vector<PostureRun>> load_posture_runs(const std::string& path);
Result<void> save_posture_runs(const std::string& path, const std::vector<PostureRun>& runs);

}  // namespace cfy::privilege
