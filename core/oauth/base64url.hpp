#pragma once

#include <string>
#include <string_view>

#include "base/result.hpp"

namespace cfy::oauth {

// RFC 4648 section 5 without padding, as JOSE uses it.
std::string base64url_encode(std::string_view bytes);

// The only bytes that encode to exactly this text. Refused, so that no token has two spellings: any other character
// (`=`, `+`, `/` and white space included; rule `base64url`), and bits behind the last byte that are not zero (rule
// `base64url_bits`). `field` names the text in the error.
Result<std::string> base64url_decode(std::string_view text, std::string_view field);

}  // namespace cfy::oauth
