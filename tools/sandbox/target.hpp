// The parts of a request's target, still percent-encoded.
#pragma once

#include <cstddef>
#include <string_view>

namespace cfy::sandbox {

inline std::string_view path_of(std::string_view target) noexcept { return target.substr(0, target.find('?')); }

// Empty if there is none.
inline std::string_view query_of(std::string_view target) noexcept {
  const std::size_t begin = target.find('?');
  return begin == std::string_view::npos ? std::string_view() : target.substr(begin + 1);
}

}  // namespace cfy::sandbox
