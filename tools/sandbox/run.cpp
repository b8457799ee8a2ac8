#include <csignal>

#include "sandbox/sandbox.hpp"

namespace cfy::sandbox {

Result<void> run(Options options, const std::function<void(const Sandbox&)>& ready) {
  // Blocked before the sandbox's threads begin, which inherit the mask: the signals then come to sigwait() alone.
  sigset_t signals;
  sigset_t before;
  sigemptyset(&signals);
  for (const int signal : {SIGINT, SIGTERM, SIGHUP}) sigaddset(&signals, signal);
  ::pthread_sigmask(SIG_BLOCK, &signals, &before);
  Result<void> result;
  if (auto sandbox = Sandbox::start(std::move(options)); sandbox) {
    ready(*sandbox);
    int received = 0;
    ::sigwait(&signals, &received);
    sandbox->stop();
  } else {
    result = std::move(sandbox).error();
  }
  ::pthread_sigmask(SIG_SETMASK, &before, nullptr);
  return result;
}

}  // namespace cfy::sandbox
