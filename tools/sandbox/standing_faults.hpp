#pragma once

#include <cstdint>
#include <mutex>
#include <string>
#include <string_view>
#include <vector>

#include <nlohmann/json.hpp>

#include "base/result.hpp"
#include "sandbox/faults.hpp"

namespace cfy::sandbox {

// Faults that tests ask for on behalf of clients that cannot ask themselves. Any thread.
class StandingFaults {
 public:
  // Takes the place of what was asked for before: `[{"path":"/oauth/token","fault":"delay=200","times":1},…]`. The path
  // is one without query; without `times` the fault stays. Error (validation, field `faults`): another form, or no such
  // fault.
  Result<void> set(std::string_view json);

  // The fault that the next request to this path is to meet; the first one of the list counts.
  Fault take(std::string_view path);

  // What is left, in the form of set().
  nlohmann::json left();

 private:
  struct Entry {
    std::string path;
    std::string text;
    Fault fault;
    std::int64_t times;  // negative: for ever
  };
  static Result<Entry> read(const nlohmann::json& node);

  std::mutex mutex_;
  std::vector<Entry> entries_;
};

}  // namespace cfy::sandbox
