#include "sandbox/sandbox.hpp"
#include "sandbox/stop_signals.hpp"

namespace cfy::sandbox {

Result<void> run(Options options, const std::function<void(const Sandbox&)>& ready) {
  const StopSignals signals;
  auto sandbox = Sandbox::start(std::move(options));
  if (!sandbox) return std::move(sandbox).error();
  ready(*sandbox);
  signals.wait();
  sandbox->stop();
  return {};
}

}  // namespace cfy::sandbox
