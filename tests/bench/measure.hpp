// What the benches of pure functions have in common.
#pragma once

#include <time.h>

#include <algorithm>
#include <cstdio>
#include <cstdlib>
#include <fstream>
#include <limits>
#include <string>
#include <utility>

#include <nlohmann/json.hpp>

namespace cfy::bench {

// Of this thread's work, so that what else the machine does counts as little as can be.
inline double cpu_seconds() {
  timespec now{};
  clock_gettime(CLOCK_THREAD_CPUTIME_ID, &now);
  return static_cast<double>(now.tv_sec) + static_cast<double>(now.tv_nsec) * 1e-9;
}

// Keeps the compiler from leaving out what made `value`.
template <class T>
void keep(const T& value) {
  asm volatile("" : : "r"(&value) : "memory");
}

// The best seconds of each of two works, in turns: disturbance only ever adds, and meets both.
template <class Ours, class Peers>
std::pair<double, double> best_of_both(int repetitions, Ours ours, Peers peers) {
  constexpr int kRounds = 30;
  const auto seconds = [repetitions](auto& work) {
    const double begin = cpu_seconds();
    for (int i = 0; i < repetitions; ++i) work();
    return (cpu_seconds() - begin) / repetitions;
  };
  std::pair<double, double> best{std::numeric_limits<double>::max(), std::numeric_limits<double>::max()};
  for (int round = 0; round < kRounds; ++round) {
    best.first = std::min(best.first, seconds(ours));
    best.second = std::min(best.second, seconds(peers));
  }
  return best;
}

template <class Work>
double best_seconds(int repetitions, Work work) {
  return best_of_both(repetitions, work, [] {}).first;
}

inline void require(bool good, const char* what) {
  if (good) return;
  std::fprintf(stderr, "bench: %s\n", what);
  std::exit(1);
}

inline nlohmann::json row(const char* name, double value, const char* unit, const char* peer, double peer_value,
                          double ratio, double goal) {
  return {{"name", name},   {"value", value},           {"unit", unit}, {"peer", peer},
          {"ratio", ratio}, {"peer_value", peer_value}, {"goal", goal}};
}

// A speed beside one that is promised.
inline nlohmann::json promised(const char* name, double gigabytes_per_second, double promise) {
  return row(name, gigabytes_per_second, "GB/s", "what we promise", promise, gigabytes_per_second / promise, 1.0);
}

inline int write_rows(const nlohmann::json& rows, int argc, char** argv) {
  if (argc == 3 && std::string(argv[1]) == "--json") {
    std::ofstream(argv[2]) << rows.dump(2) << '\n';
  } else {
    std::puts(rows.dump(2).c_str());
  }
  return 0;
}

}  // namespace cfy::bench
