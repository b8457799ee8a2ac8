#include <csignal>
#include <thread>

#include "harness.hpp"

namespace cfy::sandbox {
namespace {

class Run : public SandboxTest {};

TEST_F(Run, EndsWithASignalAndTakesItsFilesAway) {
  for (const int signal : {SIGINT, SIGTERM, SIGHUP}) {
    const std::string path = folder_.file("run.json");
    bool answered = false;
    const auto result = run({.state_file = path}, [&](const Sandbox& sandbox) {
      Client one(sandbox.base_url(), sandbox.ca_file(), std::nullopt);
      answered = one.get("/ping").status == 200;
      ::raise(signal);
    });
    EXPECT_TRUE(result.ok());
    EXPECT_TRUE(answered);
    EXPECT_FALSE(std::filesystem::exists(path));
  }
}

TEST_F(Run, TellsWhyItCannotStart) {
  Sandbox& sandbox = start();
  bool ready = false;
  const auto result = run({.state_file = sandbox.state_file()}, [&](const Sandbox&) { ready = true; });
  EXPECT_FALSE(result.ok());
  EXPECT_FALSE(ready);
}

}  // namespace
}  // namespace cfy::sandbox
