#pragma once

#include <chrono>
#include <cstdint>
#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.hpp"

namespace cfy::privilege {

// How often something was done.
struct Counts {
  std::uint64_t succeeded = 0;
  std::uint64_t refused = 0;  // by the platform, for want of a scope

  Counts& operator+=(const Counts& other) noexcept;
};

using Day = std::chrono::sys_days;

// What one credential was used for, by day and operation. The credential is known by its fingerprint alone.
class Usage {
 public:
  using Operations = std::map<std::string, Counts, std::less<>>;

  void add(Day day, std::string_view operation, const Counts& counts);
  void merge(const Usage& other);
  void forget_before(Day day);

  // Days on which anything was done, in order.
  [[nodiscard]] const std::map<Day, Operations>& days() const noexcept { return days_; }
  [[nodiscard]] bool empty() const noexcept { return days_.empty(); }

 private:
  std::map<Day, Operations> days_;
};

// By fingerprint.
using UsageBook = std::map<std::string, Usage, std::less<>>;

// One file of usage, as JSON: {"version":1,"credentials":{"sha256:…":{"2026-11-24":{"devices.list":[3,0]}}}}, the numbers
// being successes and refusals.
std::string write_usage(const UsageBook& book);
// Fails (configuration, rule invalid_usage).
Result<UsageBook> read_usage(std::string_view text);

// Each process writes one file of its own in the folder, so that none waits for another; readers add them up.
// `name` is the process's own; the file is replaced as a whole. Errors (configuration, field = path, rule usage_folder).
Result<void> save_usage(const std::string& folder, const std::string& name, const UsageBook& book);
Result<UsageBook> load_usage_file(const std::string& folder, const std::string& name);
// All files of the folder; one that is broken is skipped and named. A folder that is not there holds none.
struct LoadedUsage {
  UsageBook book;
  std::vector<std::string> skipped;  // paths
};
Result<LoadedUsage> load_usage(const std::string& folder);

}  // namespace cfy::privilege
