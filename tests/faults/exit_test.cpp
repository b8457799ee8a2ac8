// 0 crashes and 0 hangs of processes that end with calls in flight. CONNECTIFY_EXIT_ROUNDS sets how often each way is
// tried.
#include <sys/wait.h>
#include <unistd.h>

#include <cstdlib>
#include <string>

#include <gtest/gtest.h>

#include "sandbox_process.hpp"

namespace {

int rounds() {
  const char* const given = std::getenv("CONNECTIFY_EXIT_ROUNDS");
  return given == nullptr ? 10 : std::atoi(given);
}

class Exit : public ::testing::TestWithParam<const char*> {};

TEST_P(Exit, NeitherCrashesNorHangs) {
#if defined(__SANITIZE_ADDRESS__)
  // A child of a process with threads may find the sanitizer's own allocator locked for ever.
  if (std::string(GetParam()) == "after_fork") GTEST_SKIP();
#endif
  const cfy::conformance::SandboxProcess sandbox;
  const auto& state = sandbox.state();
  setenv("CONNECTIFY_ENV", "sandbox", 1);
  setenv("CONNECTIFY_BASE_URL", state.at("base_url").get<std::string>().c_str(), 1);
  setenv("CONNECTIFY_CA_FILE", state.at("ca_file").get<std::string>().c_str(), 1);
  setenv("CONNECTIFY_API_KEY", state.at("api_key").get<std::string>().c_str(), 1);
  for (int round = 0; round < rounds(); ++round) {
    const pid_t child = fork();
    if (child == 0) {
      setenv("ASAN_OPTIONS", "detect_leaks=0", 1);  // what is in flight at exit() is not a leak
      execl(CONNECTIFY_EXITING, CONNECTIFY_EXITING, GetParam(), static_cast<char*>(nullptr));
      _exit(127);
    }
    int status = 0;
    ASSERT_EQ(waitpid(child, &status, 0), child);
    ASSERT_TRUE(WIFEXITED(status)) << "round " << round << ": signal " << WTERMSIG(status);
    ASSERT_EQ(WEXITSTATUS(status), 0) << "round " << round;
  }
}

INSTANTIATE_TEST_SUITE_P(, Exit, ::testing::Values("in_flight", "after_fork", "openssl_first"),
                         [](const auto& mode) { return std::string(mode.param); });

}  // namespace
