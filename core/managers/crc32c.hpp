#pragma once

#include <cstdint>
#include <string_view>

namespace cfy::managers {

// CRC-32C (Castagnoli; RFC 3720 appendix B.4), with which Google's answers and writes say that nothing was damaged.
std::uint32_t crc32c(std::string_view bytes) noexcept;

}  // namespace cfy::managers
