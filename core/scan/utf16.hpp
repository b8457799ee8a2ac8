#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace cfy::scan {

enum class ByteOrder : std::uint8_t { little, big };

// Whether bytes are the beginning of a text in UTF-16: by its mark, or by the zeros that lie at every second place of
// a text which is mostly ASCII.
std::optional<ByteOrder> recognise_utf16(std::string_view beginning) noexcept;

// Appends whole units in UTF-8; halves of pairs that stand alone become U+FFFD. `bytes` has an even length.
void append_utf16(std::string_view bytes, ByteOrder order, std::string& out);

}  // namespace cfy::scan
