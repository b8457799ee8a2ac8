#pragma once

#include "secrets/gram_filter.hpp"
#include "secrets/shape_patterns.hpp"
#include "secrets/value_patterns.hpp"

namespace cfy::secrets {

// All that a text is searched for; immutable once it is made.
struct RedactionPatterns {
  ValuePatterns values;
  const ShapePatterns* shapes = nullptr;
  GramFilter filter;  // of both
};

}  // namespace cfy::secrets
