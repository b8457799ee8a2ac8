#pragma once

#include <functional>
#include <string>
#include <thread>

namespace cfy::cli {

// Tells on a terminal how far long work is: one line on standard error, from its second second on, taken back when the
// work ends. Elsewhere nothing.
class Progress {
 public:
  // `line` is asked for what to tell, in a thread of its own.
  explicit Progress(std::function<std::string()> line);

 private:
  const std::function<std::string()> line_;
  std::jthread thread_;
};

}  // namespace cfy::cli
