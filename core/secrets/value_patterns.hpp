#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "secrets/automaton.hpp"
#include "secrets/finding.hpp"
#include "secrets/gram_filter.hpp"
#include "secrets/unescape.hpp"

namespace cfy::secrets {

// All that is looked for on account of registered values: each in all its forms. The automaton finds how a form begins;
// the rest is compared, or unescaped and compared, from there on, so that the automaton stays small and no combination of
// escapes has to be foreseen. Everything that is made of a value is in locked memory (locked_memory.hpp).
class ValuePatterns {
 public:
  // What one beginning led to.
  struct Verdict {
    bool found = false;
    bool open = false;  // more text is needed
    std::size_t begin = 0;
    std::size_t end = 0;
    std::size_t core = 0;  // as in Finding
  };

  // `fingerprint` is what its findings bear: lines of a longer value bear that one's. A truncated value counts from
  // `least` bytes on; see least_head().
  void add(std::string_view value, std::size_t least, const std::string& fingerprint);
  void build() { automaton_.build(); }

  [[nodiscard]] bool empty() const noexcept { return needles_.empty(); }
  [[nodiscard]] const Automaton& automaton() const noexcept { return automaton_; }
  [[nodiscard]] const GramFilter& filter() const noexcept { return filter_; }
  [[nodiscard]] const SharpFilter& sharp_filter() const noexcept { return sharp_filter_; }

  // For the match of the needle's beginning that ends at `end`. `floor`: nothing before it may be masked any more.
  [[nodiscard]] Verdict verify(std::uint32_t needle, std::string_view text, std::size_t end, std::size_t floor,
                               bool final) const noexcept;
  [[nodiscard]] const std::string& fingerprint(std::uint32_t needle) const noexcept {
    return fingerprints_[needles_[needle].value];
  }

 private:
  enum class Form : std::uint8_t { exact, base64, escaped };
  struct Needle {
    Form form;
    Escape escape;            // of Form::escaped
    bool joined_left;         // base64: the character before holds bits of the value too
    bool joined_right;        // base64: so does the one behind
    std::uint32_t value;      // index of the fingerprint
    std::uint32_t beginning;  // length of what the automaton looks for
    std::size_t text;         // where the whole form (escaped: the value) stands in texts_
    std::size_t size;
    std::size_t least;  // a truncated one counts from this size on
  };

  [[nodiscard]] std::string_view text_of(const Needle& needle) const noexcept {
    return {texts_.data() + needle.text, needle.size};
  }
  std::size_t keep(std::string_view text);
  void add_needle(Needle needle, std::string_view beginning);
  void add_exact(std::string_view text, std::size_t least, Needle needle);
  void add_base64(std::string_view value, std::size_t least, std::uint32_t index);
  void add_hex(std::string_view value, std::size_t least, std::uint32_t index);
  void add_escaped(std::string_view value, std::size_t least, std::uint32_t index);
  [[nodiscard]] Verdict verify_exact(const Needle& needle, std::string_view text, std::size_t begin, std::size_t floor,
                                     bool final) const noexcept;

  Automaton automaton_;
  GramFilter filter_;
  SharpFilter sharp_filter_;
  LockedVector<char> texts_;
  LockedVector<Needle> needles_;
  std::vector<std::string> fingerprints_;
};

// How many of a value's first bytes tell no more than its kind (`cfy_sk_test_`, `ghp_`).
std::size_t public_prefix(std::string_view value) noexcept;

// How much of a value has to be there for a truncated one to be masked: 8 bytes after its public prefix. All of it where
// it has no such prefix and its first bytes may be a word, or where next to nothing would be missing.
std::size_t least_head(std::string_view value) noexcept;

}  // namespace cfy::secrets
