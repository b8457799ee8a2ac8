#include "sandbox/random.hpp"

#include <stdexcept>
#include <string_view>
#include <vector>

#include <openssl/rand.h>

namespace cfy::sandbox {

std::string random_base32(std::size_t characters) {
  constexpr std::string_view kAlphabet = "abcdefghijklmnopqrstuvwxyz234567";
  std::vector<unsigned char> bytes(characters);
  if (RAND_bytes(bytes.data(), static_cast<int>(bytes.size())) != 1) {
    throw std::runtime_error("the system gave no random bytes");
  }
  std::string text;
  text.reserve(characters);
  for (const unsigned char byte : bytes) text += kAlphabet[byte % kAlphabet.size()];
  return text;
}

}  // namespace cfy::sandbox
