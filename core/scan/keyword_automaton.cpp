#include "scan/keyword_automaton.hpp"

#include <algorithm>
#include <queue>

namespace cfy::scan {
namespace {

unsigned char lower(char c) noexcept {
  const auto byte = static_cast<unsigned char>(c);
  return byte >= 'A' && byte <= 'Z' ? static_cast<unsigned char>(byte + ('a' - 'A')) : byte;
}

// The tree of the words, before its states are put in their final order.
struct Tree {
  std::uint32_t width;
  std::vector<std::uint32_t> next;                // width entries a node; 0 is none
  std::vector<std::vector<std::uint32_t>> words;  // that end at the node

  std::uint32_t add_node() {
    next.resize(next.size() + width, 0);
    words.emplace_back();
    return static_cast<std::uint32_t>(words.size() - 1);
  }
};

Tree make_tree(const std::vector<std::string>& words, const std::array<std::uint8_t, 256>& class_of,
               std::uint32_t width) {
  Tree tree{width, {}, {}};
  tree.add_node();
  for (std::uint32_t word = 0; word < words.size(); ++word) {
    std::uint32_t node = 0;
    for (const char c : words[word]) {
      const std::size_t at = std::size_t{node} * width + class_of[static_cast<unsigned char>(c)];
      if (tree.next[at] == 0) {
        const std::uint32_t made = tree.add_node();
        tree.next[at] = made;
      }
      node = tree.next[at];
    }
    tree.words[node].push_back(word);
  }
  return tree;
}

// Where a text leaves the tree, it goes on at the longest tail that is in the tree: those steps are written into the
// table, and what ends at the tail ends here too.
void complete(Tree& tree) {
  std::vector<std::uint32_t> tail(tree.words.size(), 0);
  std::queue<std::uint32_t> waiting;
  for (std::uint32_t c = 0; c < tree.width; ++c) {
    if (tree.next[c] != 0) waiting.push(tree.next[c]);
  }
  for (; !waiting.empty(); waiting.pop()) {
    const std::uint32_t node = waiting.front();
    const auto& inherited = tree.words[tail[node]];
    tree.words[node].insert(tree.words[node].end(), inherited.begin(), inherited.end());
    for (std::uint32_t c = 0; c < tree.width; ++c) {
      std::uint32_t& step = tree.next[std::size_t{node} * tree.width + c];
      const std::uint32_t tails_step = tree.next[std::size_t{tail[node]} * tree.width + c];
      if (step == 0) {
        step = tails_step;
      } else {
        tail[step] = tails_step;
        waiting.push(step);
      }
    }
  }
}

}  // namespace

KeywordAutomaton::KeywordAutomaton(const std::vector<std::string>& words) {
  for (const std::string& word : words) {
    for (const char c : word) {
      std::uint8_t& known = class_of_[lower(c)];
      if (known == 0) known = static_cast<std::uint8_t>(width_++);
    }
  }
  for (unsigned char c = 'A'; c <= 'Z'; ++c) class_of_[c] = class_of_[lower(static_cast<char>(c))];

  Tree tree = make_tree(words, class_of_, width_);
  complete(tree);

  const auto count = static_cast<std::uint32_t>(tree.words.size());
  std::vector<std::uint32_t> order(count);
  for (std::uint32_t i = 0; i < count; ++i) order[i] = i;
  std::stable_partition(order.begin(), order.end(), [&](std::uint32_t node) { return tree.words[node].empty(); });
  std::vector<std::uint32_t> row_of(count);
  for (std::uint32_t i = 0; i < count; ++i) row_of[order[i]] = i * width_;

  next_.reserve(tree.next.size());
  words_from_.push_back(0);
  first_accepting_ = count * width_;
  for (const std::uint32_t node : order) {
    for (std::uint32_t c = 0; c < width_; ++c) {
      next_.push_back(row_of[tree.next[std::size_t{node} * width_ + c]]);
    }
    if (tree.words[node].empty()) continue;
    first_accepting_ = std::min(first_accepting_, row_of[node]);
    words_.insert(words_.end(), tree.words[node].begin(), tree.words[node].end());
    words_from_.push_back(static_cast<std::uint32_t>(words_.size()));
  }
}

}  // namespace cfy::scan
