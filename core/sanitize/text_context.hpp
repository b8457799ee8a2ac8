#pragma once

#include <cstddef>
#include <cstdint>
#include <string_view>

// Where invisible characters do visible work, and so belong to the text.
namespace cfy::sanitize {

// Whether the default-ignorable `code` of `size` bytes at byte `at` has an effect there:
//   ZWNJ and ZWJ between letters that they join or part (RFC 5892 appendix A.1 and A.2), ZWJ between emoji (UTS #51
//   ED-16), variation selectors after an emoji (ED-8a, ED-9a), a unified ideograph (UTS #37) or a Mongolian letter.
bool has_effect_here(std::string_view text, std::size_t at, std::size_t size, std::int32_t code) noexcept;

// How many bytes at `at`, after the code point `base`, are the tags of one of the subdivision flags that Unicode
// recommends (England, Scotland, Wales; UTS #51 ED-14a); 0 if none. No other tag sequence draws anything.
std::size_t subdivision_tags_at(std::string_view text, std::size_t at, std::int32_t base) noexcept;

}  // namespace cfy::sanitize
