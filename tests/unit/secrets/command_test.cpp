#include "secrets/command.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <csignal>
#include <string>
#include <vector>

namespace cfy::secrets {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using std::chrono_literals::operator""ms;

std::vector<std::string> split(std::string_view text) {
  const auto words = split_command_line(text);
  EXPECT_TRUE(words.ok()) << text;
  return words ? *words : std::vector<std::string>();
}

std::string rule_of(const std::vector<std::string>& words, const CommandLimits& limits = {}) {
  const auto output = run_command(words, limits);
  return output ? "" : output.error().rule;
}

TEST(CommandLine, IsSplitAtWhiteSpace) {
  EXPECT_THAT(split(" /usr/bin/pass  show\tconnectify\n"), ElementsAre("/usr/bin/pass", "show", "connectify"));
}

TEST(CommandLine, KeepsWhatIsQuoted) {
  EXPECT_THAT(split(R"(a 'b c' "d \"e\" \\" f\ g '' "h"i'j' '\n')"),
              ElementsAre("a", "b c", "d \"e\" \\", "f g", "", "hij", "\\n"));
}

TEST(CommandLine, TakesNothingElseFromAShell) {
  EXPECT_THAT(split("echo $HOME `id` $(id) a;b|c>d *"), ElementsAre("echo", "$HOME", "`id`", "$(id)", "a;b|c>d", "*"));
}

TEST(CommandLine, RefusesAnOpenQuoteAndNothing) {
  for (const char* text : {"a 'b", "a \"b", "a \"b\\\"", "", "  "}) {
    const auto words = split_command_line(text);
    ASSERT_FALSE(words.ok()) << text;
    EXPECT_EQ(words.error().rule, "command_line");
  }
}

TEST(Command, AnswersWithWhatItWrote) {
  const auto output = run_command({"/bin/echo", "-n", "a;b $HOME"});
  ASSERT_TRUE(output.ok()) << output.error().message;
  EXPECT_EQ(output->view(), "a;b $HOME");
}

TEST(Command, IsFoundInThePath) { EXPECT_EQ(rule_of({"true"}), ""); }

TEST(Command, HasAnEmptyInput) {
  const auto output = run_command({"/bin/cat"});
  ASSERT_TRUE(output.ok());
  EXPECT_EQ(output->view(), "");
}

TEST(Command, StartsWithTheSignalsOfANewProgram) {
  sigset_t blocked;
  sigemptyset(&blocked);
  sigaddset(&blocked, SIGTERM);
  sigset_t before;
  pthread_sigmask(SIG_BLOCK, &blocked, &before);
  const auto blocked_there = run_command({"/bin/grep", "-E", "^SigBlk", "/proc/self/status"});
  pthread_sigmask(SIG_SETMASK, &before, nullptr);
  ASSERT_TRUE(blocked_there.ok());
  EXPECT_EQ(blocked_there->view(), "SigBlk:\t0000000000000000\n");

  auto* const handler = signal(SIGPIPE, SIG_IGN);
  const auto ignored_there = run_command({"/bin/sh", "-c", "kill -PIPE $$"});
  signal(SIGPIPE, handler);
  ASSERT_FALSE(ignored_there.ok());
  EXPECT_THAT(ignored_there.error().message, HasSubstr("signal 13"));
}

TEST(Command, TellsWhyThereIsNoAnswer) {
  EXPECT_EQ(rule_of({"/nonexistent/program"}), "command_missing");
  const auto failed = run_command({"/bin/sh", "-c", "echo value; echo hint >&2; exit 3"});
  ASSERT_FALSE(failed.ok());
  EXPECT_EQ(failed.error().rule, "command_failed");
  EXPECT_THAT(failed.error().message, HasSubstr("ended with status 3"));
  EXPECT_THAT(failed.error().message, ::testing::Not(HasSubstr("value")));
  EXPECT_THAT(run_command({"/bin/sh", "-c", "kill -TERM $$"}).error().message, HasSubstr("signal 15"));
}

TEST(Command, IsStoppedPastItsTimeWithWhatItStarted) {
  const auto begun = std::chrono::steady_clock::now();
  EXPECT_EQ(rule_of({"/bin/sh", "-c", "sleep 30 & sleep 30"}, {100ms, 1000}), "command_timeout");
  EXPECT_LT(std::chrono::steady_clock::now() - begun, 5000ms);
}

TEST(Command, IsStoppedPastItsSize) {
  EXPECT_EQ(rule_of({"/bin/echo", "-n", "1234"}, {5000ms, 4}), "");
  EXPECT_EQ(rule_of({"/bin/echo", "-n", "12345"}, {5000ms, 4}), "command_output");
  EXPECT_EQ(rule_of({"/usr/bin/yes"}, {5000ms, 1000}), "command_output");
}

TEST(Command, ReadsWhatItIsGiven) {
  EXPECT_EQ(run_command({"cat"}, {}, "a secret")->view(), "a secret");
  EXPECT_EQ(run_command({"cat"})->view(), "");
  // One that reads nothing is no failure, and no signal.
  EXPECT_EQ(run_command({"true"}, {}, std::string(32U << 10U, 'x'))->view(), "");
  EXPECT_EQ(run_command({"cat"}, {}, std::string((32U << 10U) + 1, 'x')).error().rule, "command_input");
}

}  // namespace
}  // namespace cfy::secrets
