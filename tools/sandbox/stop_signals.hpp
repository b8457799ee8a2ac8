#pragma once

#include <csignal>

namespace cfy::sandbox {

// SIGINT, SIGTERM and SIGHUP, to be waited for. Made before a program's threads begin, which inherit the mask: the
// signals then come to wait() alone.
class StopSignals {
 public:
  StopSignals() {
    sigemptyset(&signals_);
    for (const int signal : {SIGINT, SIGTERM, SIGHUP}) sigaddset(&signals_, signal);
    ::pthread_sigmask(SIG_BLOCK, &signals_, &before_);
  }
  ~StopSignals() { ::pthread_sigmask(SIG_SETMASK, &before_, nullptr); }
  StopSignals(const StopSignals&) = delete;
  StopSignals& operator=(const StopSignals&) = delete;

  void wait() const {
    int received = 0;
    ::sigwait(&signals_, &received);
  }

 private:
  sigset_t signals_{};
  sigset_t before_{};
};

}  // namespace cfy::sandbox
