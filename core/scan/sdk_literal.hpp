#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace cfy::scan {

// The languages in which a program gives our library its credentials.
enum class Language : std::uint8_t { none, python, java, csharp, c, cpp, javascript };

// By the file's ending.
Language language_of(std::string_view file) noexcept;

// A credential that stands in the source as a literal.
struct SdkLiteral {
  std::string_view value;  // inside its quotes
  std::string cure;        // what to write instead
};

// The literal that is given as API key or secret at `keyword` (`api_key`, `apiSecret`, `ConnectifySDK`, … in any
// spelling), at an offset in `text`: as a constructor's argument, to a setter, in an object of options.
std::optional<SdkLiteral> find_sdk_literal(Language language, std::string_view text, std::size_t keyword);

}  // namespace cfy::scan
