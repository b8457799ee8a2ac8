#include "secrets/automaton.hpp"

#include <algorithm>

namespace cfy::secrets {
namespace {

constexpr unsigned kFirstBits = 10;

}  // namespace

Automaton::Automaton() : mask_((std::size_t{1} << kFirstBits) - 1), shift_(64 - kFirstBits) {
  nodes_.push_back({kRoot, kRoot, kRoot, kNone, 0, 0});
  edges_.resize(mask_ + 1);
}

void Automaton::insert(std::uint32_t key, State to) {
  std::size_t at = place(key);
  while (edges_[at].to != kRoot) at = (at + 1) & mask_;
  edges_[at] = {key, to};
}

void Automaton::grow() {
  LockedVector<Edge> old(2 * edges_.size());
  old.swap(edges_);
  mask_ = edges_.size() - 1;
  --shift_;
  for (const Edge& edge : old) {
    if (edge.to != kRoot) insert(edge.key, edge.to);
  }
}

void Automaton::add(std::string_view pattern, std::uint32_t id) {
  if (pattern.empty()) return;
  State state = kRoot;
  for (const char c : pattern) {
    const auto byte = static_cast<unsigned char>(c);
    State next = find(state, byte);
    if (next == kRoot) {
      // Half of the places stay free, which also ends every search.
      if (2 * nodes_.size() > mask_) grow();
      next = static_cast<State>(nodes_.size());
      nodes_.push_back({state, kRoot, kRoot, kNone, nodes_[state].depth + 1, byte});
      insert(state << 8U | byte, next);
    }
    state = next;
  }
  outputs_.push_back({id, nodes_[state].output});
  nodes_[state].output = static_cast<std::uint32_t>(outputs_.size() - 1);
}

void Automaton::build() {
  std::vector<State> by_depth(nodes_.size());
  for (std::size_t i = 0; i < by_depth.size(); ++i) by_depth[i] = static_cast<State>(i);
  std::stable_sort(by_depth.begin(), by_depth.end(),
                   [this](State a, State b) { return nodes_[a].depth < nodes_[b].depth; });
  for (const State state : by_depth) {
    Node& node = nodes_[state];
    if (node.depth > 1) node.fail = step(nodes_[node.parent].fail, node.byte);
    const Node& fail = nodes_[node.fail];
    node.shorter = fail.output != kNone ? node.fail : fail.shorter;
  }
}

}  // namespace cfy::secrets
