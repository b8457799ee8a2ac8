#pragma once

#include <cstddef>
#include <string>
#include <string_view>

namespace cfy::secrets {

// What a registered value is reported as; a shape has its id.
inline constexpr std::string_view kRegistered = "registered";

// A stretch of text that has to be masked.
struct Finding {
  enum class Extent {
    whole,
    long_token,  // goes on for as long as a token does, past `end`
    private_key  // goes on to the end of the PEM block that begins here
  };
  std::size_t begin = 0;
  std::size_t end = 0;
  std::size_t core = 0;  // behind what was taken in on the left because it holds bits of the secret as well; else begin
  std::string fingerprint;  // `sha256:1a2b`
  std::string_view what;    // kRegistered or a shape's id; lives as long as the library
  Extent extent = Extent::whole;
};

// `sha256:` and the first two bytes in hexadecimal, as in Secret::describe().
std::string fingerprint_of(std::string_view value);
std::string fingerprint_text(const unsigned char* digest);

}  // namespace cfy::secrets
