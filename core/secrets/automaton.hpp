#pragma once

#include <cstdint>
#include <string_view>

#include "secrets/locked_memory.hpp"

namespace cfy::secrets {

// Aho and Corasick's automaton: finds every occurrence of many patterns in one pass, in time linear in the text whatever
// that is. The goto function is one hash table, so that 100 000 states take 2 MB; it is meant to be entered where a filter
// has seen that a pattern may begin, and left when it is back at the root. Its tables are made of the patterns and
// therefore kept in locked memory.
class Automaton {
 public:
  using State = std::uint32_t;
  static constexpr State kRoot = 0;

  Automaton();

  // Before build(). A pattern may be added again with another id; empty ones are refused by doing nothing.
  void add(std::string_view pattern, std::uint32_t id);
  void build();

  [[nodiscard]] State step(State state, unsigned char byte) const noexcept {
    for (;;) {
      const State next = find(state, byte);
      if (next != kRoot || state == kRoot) return next;
      state = nodes_[state].fail;
    }
  }

  // The length of the longest end of what was read that a pattern begins with.
  [[nodiscard]] std::size_t depth(State state) const noexcept { return nodes_[state].depth; }

  // Calls visit(id) for every pattern that ends here.
  template <class Visit>
  void visit_matches(State state, Visit&& visit) const {
    if (nodes_[state].output == kNone) state = nodes_[state].shorter;
    for (; state != kRoot; state = nodes_[state].shorter) {
      for (std::uint32_t at = nodes_[state].output; at != kNone; at = outputs_[at].next) visit(outputs_[at].id);
    }
  }

 private:
  static constexpr std::uint32_t kNone = 0xFFFFFFFFU;

  struct Node {
    State parent;
    State fail;
    State shorter;  // the nearest state along fail at which a pattern ends
    std::uint32_t output;
    std::uint32_t depth;
    unsigned char byte;
  };
  struct Output {
    std::uint32_t id;
    std::uint32_t next;
  };
  struct Edge {
    std::uint32_t key;  // state << 8 | byte
    State to;           // kRoot: the place is free, as no edge leads there
  };

  [[nodiscard]] std::size_t place(std::uint32_t key) const noexcept {
    return static_cast<std::size_t>((key * std::uint64_t{0x9E3779B97F4A7C15U}) >> shift_);
  }
  [[nodiscard]] State find(State state, unsigned char byte) const noexcept {
    const std::uint32_t key = state << 8U | byte;
    for (std::size_t at = place(key);; at = (at + 1) & mask_) {
      if (edges_[at].to == kRoot) return kRoot;
      if (edges_[at].key == key) return edges_[at].to;
    }
  }
  void insert(std::uint32_t key, State to);
  void grow();

  LockedVector<Node> nodes_;
  LockedVector<Output> outputs_;
  LockedVector<Edge> edges_;
  std::size_t mask_;
  unsigned shift_;
};

}  // namespace cfy::secrets
