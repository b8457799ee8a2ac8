#pragma once

#include <optional>
#include <string_view>

namespace cfy::client {

// The text of the member `key` of the object that `object` is, without parsing it again. `object` has been parsed
// strictly before (one object, no key twice), and `key` needs no escape in JSON. nullopt if there is no such member.
std::optional<std::string_view> member_text(std::string_view object, std::string_view key) noexcept;

}  // namespace cfy::client
