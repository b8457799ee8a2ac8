// What least privilege costs a call: the scope check and the count of its use, and the search for the smallest grant.
#include <cstdio>
#include <cstdlib>
#include <ctime>

#include <algorithm>
#include <array>
#include <filesystem>
#include <fstream>
#include <random>
#include <stdexcept>
#include <string>
#include <vector>

#include <nlohmann/json.hpp>

#include "client/catalog.hpp"
#include "privilege/access.hpp"
#include "privilege/least_set.hpp"
#include "privilege/usage_recorder.hpp"

namespace {

using nlohmann::json;
using namespace cfy::privilege;

constexpr int kRounds = 15;
constexpr int kCallsARound = 1'000'000;
constexpr unsigned kScopes = 200;
constexpr unsigned kOperations = 2000;

// Of this thread: what others do on the machine doesn't count.
double cpu_seconds() {
  timespec now{};
  clock_gettime(CLOCK_THREAD_CPUTIME_ID, &now);
  return static_cast<double>(now.tv_sec) + static_cast<double>(now.tv_nsec) * 1e-9;
}

double median(std::vector<double> values) {
  std::nth_element(values.begin(), values.begin() + static_cast<std::ptrdiff_t>(values.size() / 2), values.end());
  return values[values.size() / 2];
}

// A goal is the most that it may be; without a peer the goal itself is compared with.
json row(const std::string& name, double value, const char* unit, double goal) {
  return {{"name", name},       {"value", value},        {"unit", unit}, {"peer", "the goal"},
          {"peer_value", goal}, {"ratio", goal / value}, {"goal", 1.0}};
}

double ns_a_call(const Access& access, UsageRecorder& usage, std::size_t operation) {
  std::vector<double> rounds;
  for (int round = 0; round < kRounds; ++round) {
    const double before = cpu_seconds();
    for (int i = 0; i < kCallsARound; ++i) {
      const bool allowed = access.check(operation, "dev_kitchen_1").ok();
      usage.record(operation, !allowed);
      usage.save_now_and_then();
      if (!allowed) throw std::runtime_error("the call was not allowed");
    }
    rounds.push_back((cpu_seconds() - before) * 1e9 / kCallsARound);
  }
  return median(rounds);
}

void measure_calls(json& results) {
  const auto catalog = *cfy::client::Catalog::embedded();
  const std::size_t operation = (*catalog->find("devices.update"))->number;
  std::vector<std::string> names;
  for (const GuardedOperation& one : *catalog->guarded()) names.push_back(one.name);
  std::array<char, 64> folder = {"/tmp/connectify-bench-XXXXXX"};
  if (mkdtemp(folder.data()) == nullptr) throw std::runtime_error("no folder for the counts");
  {
    UsageRecorder usage(folder.data(), "sha256:0000", names);
    const Access granted(catalog->guarded(), *ScopeSet::parse("read devices:write events:write"), "production");
    results.push_back(row("check and count", ns_a_call(granted, usage, operation), "ns/call", 200));
    RoleBook book(catalog->scopes());
    const Access narrowed = *granted.narrowed_to(**book.find("viewer"));
    const std::size_t reading = (*catalog->find("devices.get"))->number;
    results.push_back(row("the same under a role", ns_a_call(narrowed, usage, reading), "ns/call", 200));
  }
  std::error_code problem;
  std::filesystem::remove_all(folder.data(), problem);
}

void measure_search(json& results) {
  constexpr std::array<const char*, 3> kActions = {":read", ":write", ":admin"};
  std::mt19937 random(11);
  std::vector<std::string> scopes;
  for (unsigned i = 0; i < kScopes; ++i) scopes.push_back("r" + std::to_string(i) + kActions[i % kActions.size()]);
  std::vector<Requirement> needed(kOperations);
  for (unsigned i = 0; i < kOperations; ++i) {
    // As on a platform: a scope for reading or writing its resource, or the resource's administration.
    const std::string resource = "r" + std::to_string(random() % kScopes / 3 * 3);
    needed[i] = {Combination{resource + ":read"}, Combination{resource + ":admin"}};
    if (random() % 2 == 0) needed[i].push_back(Combination{scopes[random() % kScopes]});
  }
  std::vector<double> rounds;
  for (int round = 0; round < 5; ++round) {
    const double before = cpu_seconds();
    const LeastSet least = least_set(needed, std::chrono::milliseconds(100));
    rounds.push_back((cpu_seconds() - before) * 1e3);
    if (least.scopes.empty()) throw std::runtime_error("no set was found");
  }
  results.push_back(row("smallest of 200 scopes, 2000 operations", median(rounds), "ms", 100));
}

}  // namespace

int main(int argc, char** argv) {
  if (argc != 3 || std::string(argv[1]) != "--json") {
    std::fprintf(stderr, "usage: %s --json FILE\n", argv[0]);
    return 2;
  }
  try {
    json results = json::array();
    measure_calls(results);
    measure_search(results);
    std::ofstream(argv[2]) << results.dump(2) << '\n';
  } catch (const std::exception& problem) {
    std::fprintf(stderr, "bench_privilege: %s\n", problem.what());
    return 1;
  }
  return 0;
}
