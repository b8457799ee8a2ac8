#pragma once

#include "output.hpp"

namespace cfy::cli {

// A scan's findings as one line each, with the cure below where one can be told.
void write_findings(const Output& output, const Json& report);

// The same as a SARIF 2.1.0 log, which code hosts and editors show beside the source.
Json sarif(const Json& report);

}  // namespace cfy::cli
