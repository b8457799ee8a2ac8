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
  // is one without query, and covers all that begin with it if it ends in `*`; without `times` the fault stays. Error
  // (validation, field `faults`): another form, or no such fault.
  Result<void> set(std::string_view json);

  // What the next request to this path is to meet: the first delay of the list, and the first of the other faults.
  Faults take(std::string_view path);

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
  Fault take_first(std::string_view path, bool delays);

  std::mutex mutex_;
  std::vector<Entry> entries_;
};

}  // namespace cfy::sandbox
