#pragma once

#include <span>
#include <string>
#include <string_view>

namespace cfy {

// The candidate nearest to `word` by edit distance (Levenshtein), for "did you mean" in error messages; empty when
// none is near enough to be a likely slip.
std::string_view closest(std::string_view word, std::span<const std::string_view> candidates);

// ` Did you mean "…"?` for the nearest candidate, or nothing.
std::string did_you_mean(std::string_view word, std::span<const std::string_view> candidates);

}  // namespace cfy
