#include "scan/program.hpp"

#include <fcntl.h>
#include <signal.h>
#include <spawn.h>
#include <sys/wait.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <system_error>
#include <utility>

namespace cfy::scan {
namespace {

constexpr std::size_t kOutputBuffer = std::size_t{256} << 10U;
constexpr std::size_t kErrorsKept = 4096;

Error system_error(const std::string& what, int reason) {
  return make_error(ErrorCode::internal, what + ": " + std::generic_category().message(reason) + ".");
}

std::vector<char*> pointers(const std::vector<std::string>& texts) {
  std::vector<char*> list;
  list.reserve(texts.size() + 1);
  for (const std::string& text : texts) list.push_back(const_cast<char*>(text.c_str()));  // NOLINT: exec's own type
  list.push_back(nullptr);
  return list;
}

// What the child begins with: its three descriptors, no blocked signal, and the default for those that we may ignore.
class Setup {
 public:
  Setup() {
    posix_spawn_file_actions_init(&actions_);
    posix_spawnattr_init(&attributes_);
    sigset_t signals;
    sigemptyset(&signals);
    posix_spawnattr_setsigmask(&attributes_, &signals);
    sigaddset(&signals, SIGPIPE);
    posix_spawnattr_setsigdefault(&attributes_, &signals);
    posix_spawnattr_setflags(&attributes_, POSIX_SPAWN_SETSIGMASK | POSIX_SPAWN_SETSIGDEF);
  }
  ~Setup() {
    posix_spawn_file_actions_destroy(&actions_);
    posix_spawnattr_destroy(&attributes_);
  }
  Setup(const Setup&) = delete;
  Setup& operator=(const Setup&) = delete;

  void input(int descriptor) {
    if (descriptor >= 0) {
      give(descriptor, STDIN_FILENO);
    } else {
      posix_spawn_file_actions_addopen(&actions_, STDIN_FILENO, "/dev/null", O_RDONLY, 0);
    }
  }
  void give(int descriptor, int as) { posix_spawn_file_actions_adddup2(&actions_, descriptor, as); }

  int spawn(pid_t& process, const std::vector<std::string>& arguments, const std::vector<std::string>& environment) {
    return posix_spawnp(&process, arguments.front().c_str(), &actions_, &attributes_, pointers(arguments).data(),
                        pointers(environment).data());
  }

 private:
  posix_spawn_file_actions_t actions_{};
  posix_spawnattr_t attributes_{};
};

}  // namespace

Result<Scratch> Scratch::make() {
  Scratch scratch;
  scratch.file_.reset(std::tmpfile());
  if (!scratch.file_) return system_error("A temporary file can't be made", errno);
  fcntl(fileno(scratch.file_.get()), F_SETFD, FD_CLOEXEC);
  return scratch;
}

Result<void> Scratch::write(std::string_view text) {
  if (std::fwrite(text.data(), 1, text.size(), file_.get()) == text.size()) return {};
  return system_error("A temporary file can't be written to", errno);
}

Result<int> Scratch::rewind() {
  const int descriptor = fileno(file_.get());
  if (std::fflush(file_.get()) != 0 || lseek(descriptor, 0, SEEK_SET) != 0) {
    return system_error("A temporary file can't be written to", errno);
  }
  return descriptor;
}

std::string Scratch::read_all(std::size_t most) const {
  std::string text(most, '\0');
  const ssize_t got = pread(fileno(file_.get()), text.data(), text.size(), 0);
  text.resize(got > 0 ? static_cast<std::size_t>(got) : 0);
  return text;
}

Program::Program(pid_t process, int output, Scratch errors)
    : process_(process), output_(output), errors_(std::move(errors)), buffer_(kOutputBuffer, '\0') {}

Program::Program(Program&& other) noexcept
    : process_(std::exchange(other.process_, -1)),
      output_(std::exchange(other.output_, -1)),
      errors_(std::move(other.errors_)),
      buffer_(std::move(other.buffer_)) {}

Program::~Program() {
  if (output_ >= 0) close(output_);
  if (process_ <= 0) return;
  kill(process_, SIGKILL);
  while (waitpid(process_, nullptr, 0) < 0 && errno == EINTR) continue;
}

Result<Program> Program::start(const std::vector<std::string>& arguments, const std::vector<std::string>& environment,
                               int input) {
  Result<Scratch> errors = Scratch::make();
  if (!errors) return std::move(errors).error();
  const Result<int> errors_descriptor = errors->rewind();
  if (!errors_descriptor) return errors_descriptor.error();
  std::array<int, 2> ends{};
  if (pipe2(ends.data(), O_CLOEXEC) != 0) return system_error("A pipe can't be made", errno);

  Setup setup;
  setup.input(input);
  setup.give(ends[1], STDOUT_FILENO);
  setup.give(*errors_descriptor, STDERR_FILENO);
  pid_t process = -1;
  const int failed = setup.spawn(process, arguments, environment);
  close(ends[1]);
  if (failed == 0) return Program(process, ends[0], *std::move(errors));
  close(ends[0]);
  if (failed != ENOENT) return system_error(arguments.front() + " can't be started", failed);
  Error error = make_error(ErrorCode::configuration,
                           "The program " + arguments.front() + " is not in PATH; install it, or scan without it.");
  error.rule = "missing_program";
  return error;
}

Result<std::string_view> Program::read() {
  while (true) {
    const ssize_t got = ::read(output_, buffer_.data(), buffer_.size());
    if (got >= 0) return std::string_view(buffer_.data(), static_cast<std::size_t>(got));
    if (errno != EINTR) return system_error("The output of a program can't be read", errno);
  }
}

Result<Program::End> Program::finish() {
  close(std::exchange(output_, -1));
  const pid_t process = std::exchange(process_, -1);
  int status = 0;
  while (waitpid(process, &status, 0) < 0) {
    // Whoever set SIGCHLD to be ignored gets no status; what was read tells whether all is well.
    if (errno == ECHILD) return End{0, errors_.read_all(kErrorsKept)};
    if (errno != EINTR) return system_error("The end of a program can't be waited for", errno);
  }
  constexpr int kSignalled = 128;
  const int code = WIFEXITED(status) ? WEXITSTATUS(status) : kSignalled + WTERMSIG(status);
  return End{code, errors_.read_all(kErrorsKept)};
}

}  // namespace cfy::scan
