#pragma once

#include <chrono>
#include <memory>

#include "base/result.hpp"

namespace cfy::transport {

class Engine;

// How long the end of a process waits for calls to leave.
constexpr std::chrono::milliseconds kPatienceAtExit{2000};

// Orders shut_down() for exit(). To be called before anything else of the library is used, after what exit() shall
// destroy later than that; again costs nothing.
bool stop_at_exit();

// Prepares libcurl and OpenSSL once in the process, in a way that survives exit() with threads inside TLS: OpenSSL does
// not clean up at exit, and shut_down() runs before those whose clean-up was ordered earlier.
Result<void> start_runtime();

// Engines that shut_down() has to stop.
void register_engine(const std::shared_ptr<Engine>& engine);

// Stops every engine of this process and waits at most `patience` for them; true if all have stopped. Runs by itself at
// exit().
bool shut_down(std::chrono::milliseconds patience);

}  // namespace cfy::transport
