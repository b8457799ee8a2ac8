#include "secrets/command.hpp"

#include <fcntl.h>
#include <poll.h>
#include <spawn.h>
#include <sys/wait.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <csignal>
#include <cstring>
#include <optional>
#include <string_view>
#include <system_error>
#include <utility>

#include "base/descriptor.hpp"
#include "secrets/secret.hpp"

extern "C" char** environ;  // NOLINT: POSIX declares it nowhere

namespace cfy::secrets {
namespace {

using Clock = std::chrono::steady_clock;

Error command_error(std::string rule, std::string message) {
  Error error = configuration_error("command", std::move(message));
  error.rule = std::move(rule);
  return error;
}

// What posix_spawn() is told besides the words.
class SpawnPlan {
 public:
  SpawnPlan(int input, int output) {
    posix_spawn_file_actions_init(&actions_);
    posix_spawn_file_actions_adddup2(&actions_, input, STDIN_FILENO);
    posix_spawn_file_actions_adddup2(&actions_, output, STDOUT_FILENO);
    posix_spawn_file_actions_addopen(&actions_, STDERR_FILENO, "/dev/null", O_WRONLY, 0);
    posix_spawnattr_init(&attributes_);
    sigset_t none;
    sigemptyset(&none);
    sigset_t all;
    sigfillset(&all);
    posix_spawnattr_setsigmask(&attributes_, &none);
    posix_spawnattr_setsigdefault(&attributes_, &all);
    posix_spawnattr_setpgroup(&attributes_, 0);
    posix_spawnattr_setflags(&attributes_, POSIX_SPAWN_SETSIGMASK | POSIX_SPAWN_SETSIGDEF | POSIX_SPAWN_SETPGROUP);
  }
  SpawnPlan(const SpawnPlan&) = delete;
  SpawnPlan& operator=(const SpawnPlan&) = delete;
  ~SpawnPlan() {
    posix_spawnattr_destroy(&attributes_);
    posix_spawn_file_actions_destroy(&actions_);
  }

  // 0, or the number of what went wrong.
  int spawn(pid_t& child, const std::vector<std::string>& words) const {
    std::vector<char*> arguments;
    for (const std::string& word : words) arguments.push_back(const_cast<char*>(word.c_str()));  // NOLINT: not changed
    arguments.push_back(nullptr);
    return posix_spawnp(&child, arguments.front(), &actions_, &attributes_, arguments.data(), environ);
  }

 private:
  posix_spawn_file_actions_t actions_{};
  posix_spawnattr_t attributes_{};
};

// A child that is always waited for, and killed where nobody waited.
class Child {
 public:
  explicit Child(pid_t number) noexcept : number_(number) {}
  Child(const Child&) = delete;
  Child& operator=(const Child&) = delete;
  ~Child() {
    if (number_ > 0) end();
  }

  void end() noexcept {
    kill(-number_, SIGKILL);
    static_cast<void>(wait());
  }

  // Its status; nothing where the host lets the system collect its children (SIGCHLD ignored).
  std::optional<int> wait() noexcept {
    int status = 0;
    pid_t waited = 0;
    do {
      waited = waitpid(number_, &status, 0);
    } while (waited < 0 && errno == EINTR);
    number_ = -1;
    return waited < 0 ? std::nullopt : std::optional(status);
  }

 private:
  pid_t number_;
};

// How a child ended, as the end of a sentence; empty if all is well.
std::string failure_of(std::optional<int> status) {
  if (!status || (WIFEXITED(*status) && WEXITSTATUS(*status) == 0)) return {};
  if (WIFSIGNALED(*status)) return "was ended by signal " + std::to_string(WTERMSIG(*status));
  return "ended with status " + std::to_string(WEXITSTATUS(*status));
}

// The end of a pipe that holds the input already, whole: nobody has to write to a program that may not read.
Result<Descriptor> input_with(std::string_view input) {
  constexpr std::size_t kMost = std::size_t{32} << 10U;  // half of what a pipe holds
  std::array<int, 2> ends{};
  if (input.size() > kMost) return command_error("command_input", "There is more to give to the command than 32 KiB.");
  if (pipe2(ends.data(), O_CLOEXEC) != 0) {
    return command_error("command_failed", "No pipe can be had: " + std::generic_category().message(errno) + ".");
  }
  Descriptor reading(ends[0]);
  const Descriptor writing(ends[1]);
  if (write(writing.number(), input.data(), input.size()) != static_cast<ssize_t>(input.size())) {
    return command_error("command_input", "What the command is to read can't be given to it.");
  }
  return reading;
}

enum class ReadEnd { done, late, too_much, broken };

// Fills the buffer, whose size is one byte more than what is allowed, until the program closes its output.
ReadEnd read_output(int descriptor, std::string& buffer, std::size_t& length, Clock::time_point deadline) {
  while (true) {
    const auto left = std::chrono::ceil<std::chrono::milliseconds>(deadline - Clock::now());
    if (left.count() <= 0) return ReadEnd::late;
    pollfd waiting{descriptor, POLLIN, 0};
    const int ready = poll(&waiting, 1, static_cast<int>(left.count()));
    if (ready < 0 && errno != EINTR) return ReadEnd::broken;
    if (ready <= 0) continue;
    const ssize_t count = read(descriptor, buffer.data() + length, buffer.size() - length);
    if (count < 0 && errno == EINTR) continue;
    if (count < 0) return ReadEnd::broken;
    if (count == 0) return ReadEnd::done;
    length += static_cast<std::size_t>(count);
    if (length == buffer.size()) return ReadEnd::too_much;
  }
}

Error read_error(const std::string& program, ReadEnd end, const CommandLimits& limits) {
  if (end == ReadEnd::late) {
    return command_error("command_timeout", program + " did not end within " + std::to_string(limits.patience.count()) +
                                                " ms and was stopped: run it by hand to see what it waits for.");
  }
  if (end == ReadEnd::too_much) {
    return command_error("command_output",
                         program + " wrote more than " + std::to_string(limits.output) + " bytes: that is no secret.");
  }
  return command_error("command_failed", "What " + program + " wrote can't be read.");
}

bool is_space(char c) { return c == ' ' || c == '\t' || c == '\n' || c == '\r'; }

}  // namespace

Result<std::vector<std::string>> split_command_line(std::string_view text) {
  std::vector<std::string> words;
  bool inside = false;  // of a word, which may be empty where it is quoted
  char quote = '\0';
  for (std::size_t i = 0; i < text.size(); ++i) {
    const char c = text[i];
    const bool escapes = c == '\\' && quote != '\'' && i + 1 < text.size() &&
                         std::string_view(quote == '"' ? "\"\\" : "\"'\\ ").find(text[i + 1]) != std::string_view::npos;
    if (quote == '\0' && is_space(c)) {
      inside = false;
      continue;
    }
    if (!inside) words.emplace_back();
    inside = true;
    if (escapes) {
      words.back() += text[++i];
    } else if (c == quote) {
      quote = '\0';
    } else if (quote == '\0' && (c == '"' || c == '\'')) {
      quote = c;
    } else {
      words.back() += c;
    }
  }
  if (quote != '\0') return command_error("command_line", "The command line has a quote that is not closed.");
  if (words.empty()) return command_error("command_line", "The command line names no program.");
  return words;
}

Result<PrivateText> run_command(const std::vector<std::string>& words, const CommandLimits& limits,
                                std::string_view input) {
  const std::string& program = words.front();
  auto given = input_with(input);
  if (!given) return std::move(given).error();
  std::array<int, 2> ends{};
  if (pipe2(ends.data(), O_CLOEXEC) != 0) {
    return command_error("command_failed", "No pipe can be had: " + std::generic_category().message(errno) + ".");
  }
  const Descriptor reading(ends[0]);
  Descriptor writing(ends[1]);

  pid_t number = -1;
  if (const int problem = SpawnPlan(given->number(), writing.number()).spawn(number, words); problem != 0) {
    return command_error("command_missing",
                         program + " can't be run: " + std::generic_category().message(problem) + ".");
  }
  writing.close_now();
  Child child(number);

  std::string buffer(limits.output + 1, '\0');
  std::size_t length = 0;
  const ReadEnd end = read_output(reading.number(), buffer, length, Clock::now() + limits.patience);
  std::string failure;
  if (end == ReadEnd::done) {
    failure = failure_of(child.wait());
  } else {
    child.end();
  }
  buffer.resize(length);
  PrivateText output(std::move(buffer));
  if (end != ReadEnd::done) return read_error(program, end, limits);
  if (!failure.empty()) {
    return command_error("command_failed", program + " " + failure + ": run it by hand to see why.");
  }
  return output;
}

StartedCommand::~StartedCommand() {
  if (process_ > 0) waitpid(process_, nullptr, WNOHANG);
}

Result<StartedCommand> start_command(const std::vector<std::string>& words) {
  const Descriptor nowhere(open("/dev/null", O_RDWR | O_CLOEXEC));
  if (nowhere.number() < 0) {
    return command_error("command_failed",
                         "/dev/null can't be opened: " + std::generic_category().message(errno) + ".");
  }
  pid_t number = -1;
  if (const int problem = SpawnPlan(nowhere.number(), nowhere.number()).spawn(number, words); problem != 0) {
    return command_error("command_missing",
                         words.front() + " can't be run: " + std::generic_category().message(problem) + ".");
  }
  return StartedCommand(number);
}

}  // namespace cfy::secrets
