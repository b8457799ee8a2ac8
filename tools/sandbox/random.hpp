#pragma once

#include <cstddef>
#include <string>

namespace cfy::sandbox {

// Random characters of the lower-case base32 alphabet (RFC 4648 section 6), 5 bits each, from OpenSSL RAND_bytes.
// Throws std::runtime_error when the system has no randomness to give.
std::string random_base32(std::size_t characters);

}  // namespace cfy::sandbox
