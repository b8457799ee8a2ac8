#pragma once

#include <chrono>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace cfy::sandbox {

// `2025-06-01T12:00:00Z`, RFC 3339 in UTC.
std::string rfc3339(std::chrono::system_clock::time_point time);

// The SHA-256 in lower-case hex.
std::string sha256_hex(std::string_view text);

// Percent-decoding, RFC 3986 section 2.1; nullopt for a `%` without two hex digits.
std::optional<std::string> percent_decode(std::string_view text);

// The parts between separators; one empty part for empty text.
std::vector<std::string_view> split(std::string_view text, char separator);

// Printable ASCII as it is, all else as \xNN: nothing of it can break a line or move a terminal's cursor.
std::string log_escape(std::string_view text);

}  // namespace cfy::sandbox
