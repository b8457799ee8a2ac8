#include "sandbox_process.hpp"

#include <fcntl.h>
#include <gtest/gtest.h>
#include <stdlib.h>  // NOLINT(modernize-deprecated-headers): mkdtemp is POSIX
#include <sys/prctl.h>
#include <sys/wait.h>
#include <unistd.h>

#include <array>
#include <chrono>
#include <csignal>
#include <filesystem>
#include <fstream>
#include <stdexcept>
#include <thread>

namespace cfy::conformance {
namespace {

using namespace std::chrono_literals;

constexpr auto kStartLimit = 20s;
constexpr auto kStopLimit = 5s;

// Whether the process has ended within the time.
bool has_ended(pid_t pid, std::chrono::milliseconds limit) {
  const auto deadline = std::chrono::steady_clock::now() + limit;
  do {
    if (::waitpid(pid, nullptr, WNOHANG) == pid) return true;
    std::this_thread::sleep_for(5ms);
  } while (std::chrono::steady_clock::now() < deadline);
  return false;
}

// In the child: does not outlive the tests, not even killed ones, and keeps standard output to them.
[[noreturn]] void become_sandbox(pid_t parent, char* const* arguments) {
  const int nothing = ::open("/dev/null", O_RDWR | O_CLOEXEC);
  if (::prctl(PR_SET_PDEATHSIG, SIGTERM) == 0 && ::getppid() == parent && ::dup2(nothing, STDIN_FILENO) >= 0 &&
      ::dup2(nothing, STDOUT_FILENO) >= 0) {
    ::execv(arguments[0], arguments);
  }
  ::_exit(127);
}

}  // namespace

SandboxProcess::SandboxProcess() : folder_(::testing::TempDir() + "/cfy-sandbox-XXXXXX") {
  if (::mkdtemp(folder_.data()) == nullptr) throw std::runtime_error("no temporary folder");
  state_file_ = folder_ + "/sandbox.json";
  std::array<std::string, 6> words = {CONNECTIFY_CLI, "sandbox", "--state",
                                      state_file_,    "--key",   "reader=devices:read"};
  std::array<char*, words.size() + 1> arguments{};
  for (std::size_t i = 0; i < words.size(); ++i) arguments[i] = words[i].data();

  // The child makes nothing but async-signal-safe calls until exec, since a client may have left threads here.
  const pid_t parent = ::getpid();
  pid_ = ::fork();
  if (pid_ < 0) throw std::runtime_error("the sandbox could not be started");
  if (pid_ == 0) become_sandbox(parent, arguments.data());
  wait_until_ready();
}

// The state file is there, whole, as soon as the sandbox answers.
void SandboxProcess::wait_until_ready() {
  const auto deadline = std::chrono::steady_clock::now() + kStartLimit;
  while (!std::filesystem::exists(state_file_)) {
    if (has_ended(pid_, 0ms)) {
      pid_ = -1;
      throw std::runtime_error("the sandbox ended before it was ready");
    }
    if (std::chrono::steady_clock::now() > deadline) throw std::runtime_error("the sandbox was not ready in time");
    std::this_thread::sleep_for(5ms);
  }
  std::ifstream file(state_file_);
  state_ = Json::parse(file);
}

SandboxProcess::~SandboxProcess() {
  if (pid_ > 0) {
    ::kill(pid_, SIGTERM);
    if (!has_ended(pid_, kStopLimit)) {
      ADD_FAILURE() << "the sandbox did not end when asked to";
      ::kill(pid_, SIGKILL);
      ::waitpid(pid_, nullptr, 0);
    }
  }
  std::filesystem::remove_all(folder_);
}

}  // namespace cfy::conformance
