#pragma once

#include "output.hpp"

namespace cfy::cli {

// A report of the posture for people: what is to be done, the worst first. What passed is counted only.
void show_posture(const Json& posture, const Output& output);

}  // namespace cfy::cli
