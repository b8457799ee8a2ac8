#pragma once

#include <array>
#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace cfy::scan {

// Finds all of a few hundred words in one pass over a text, whatever the case of their ASCII letters (Aho and Corasick).
// The text is looked at byte by byte through one table, so its cost does not grow with the number of words.
class KeywordAutomaton {
 public:
  explicit KeywordAutomaton(const std::vector<std::string>& words);

  // Calls hit(end, word) for each word, by its index, where `end` is the offset behind it.
  template <class Hit>
  void find(std::string_view text, Hit&& hit) const {
    std::uint32_t state = 0;
    for (std::size_t i = 0; i < text.size(); ++i) {
      state = next_[state + class_of_[static_cast<unsigned char>(text[i])]];
      if (state < first_accepting_) [[likely]]
        continue;
      for (const std::uint32_t word : words_at(state)) hit(i + 1, word);
    }
  }

 private:
  [[nodiscard]] std::span<const std::uint32_t> words_at(std::uint32_t state) const noexcept {
    const std::size_t index = (state - first_accepting_) / width_;
    return std::span(words_).subspan(words_from_[index], words_from_[index + 1] - words_from_[index]);
  }

  std::array<std::uint8_t, 256> class_of_{};  // bytes that no word has share class 0
  std::uint32_t width_ = 1;                   // how many classes: the length of a state's row
  std::vector<std::uint32_t> next_;           // states are named by where their rows begin
  std::uint32_t first_accepting_ = 0;         // the states at which a word ends stand last
  std::vector<std::uint32_t> words_from_;
  std::vector<std::uint32_t> words_;
};

}  // namespace cfy::scan
