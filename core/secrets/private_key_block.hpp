#pragma once

#include <cstddef>
#include <string_view>

namespace cfy::secrets {

// In lower case, as keywords are.
inline constexpr std::string_view kPrivateKeyKeyword = "-----begin ";

// Whether a private key in PEM begins at `at`, where kPrivateKeyKeyword stands: the header, and behind it what a key or
// its own headers begin with. A text that only speaks of such headers is none.
enum class Begins { no, yes, open };
Begins private_key_begins(std::string_view text, std::size_t at) noexcept;

// Follows a block to its end, over any number of pieces: to the last dash of its END line, or to the first byte that no
// such block has. Line ends may stand there escaped (`\n`), as in JSON.
class PrivateKeyBlock {
 public:
  // How many of the bytes belong to the block.
  std::size_t read(std::string_view text) noexcept;
  [[nodiscard]] bool ended() const noexcept { return part_ == Part::done; }

 private:
  enum class Part { header, header_dashes, body, end_label, end_dashes, done };
  bool take(char c) noexcept;

  Part part_ = Part::header;
  int dashes_ = 0;
};

}  // namespace cfy::secrets
