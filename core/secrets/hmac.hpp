#pragma once

#include <array>
#include <cstddef>
#include <initializer_list>
#include <optional>
#include <string>
#include <string_view>

#include "base/result.hpp"
#include "secrets/secret.hpp"

namespace cfy::secrets {

using Digest = std::array<unsigned char, 32>;

// HMAC-SHA256 (RFC 2104) of the parts, one behind the other; the key is read where it lies and copied nowhere but into
// OpenSSL's own state, which is wiped. Fails (internal) when OpenSSL does.
Result<Digest> hmac_sha256(const Secret& key, std::initializer_list<std::string_view> parts);

// Fails (internal) when OpenSSL does.
Result<Digest> sha256(std::string_view text);

// Whether both are equal, in a time that does not tell where they differ.
bool equal_digests(const Digest& a, const Digest& b) noexcept;

std::string hex_of(const Digest& digest);                            // in lower case
std::optional<Digest> digest_of_hex(std::string_view hex) noexcept;  // nullopt unless it is 64 hex digits

}  // namespace cfy::secrets
