#include <sys/stat.h>
#include <unistd.h>

#include <cstdlib>
#include <fstream>

#include "harness.hpp"
#include "sandbox/state_file.hpp"

namespace cfy::sandbox {
namespace {

using ::testing::HasSubstr;

mode_t mode_of(const std::string& path) {
  struct stat status {};
  return ::stat(path.c_str(), &status) == 0 ? status.st_mode & 07777U : 0;
}

nlohmann::json read_json(const std::string& path) {
  std::ifstream file(path);
  return nlohmann::json::parse(file);
}

class State : public SandboxTest {};

TEST_F(State, FileTellsClientsAllTheyNeed) {
  Sandbox& sandbox = start({.keys = {{"read-only", {"read"}}}});
  const nlohmann::json state = read_json(sandbox.state_file());
  EXPECT_EQ(state.at("base_url"), sandbox.base_url());
  EXPECT_EQ(state.at("ca_file"), sandbox.ca_file());
  EXPECT_EQ(state.at("api_key"), sandbox.api_key().reveal());
  EXPECT_EQ(state.at("api_secret"), sandbox.api_secret().reveal());
  EXPECT_EQ(state.at("keys").at("read-only"), sandbox.key("read-only")->reveal());
  EXPECT_EQ(state.at("pid"), ::getpid());
  for (const char* const name : {"issuer", "client_id", "clients", "users"}) {
    EXPECT_EQ(state.at(name), sandbox.oauth().at(name)) << name;
  }
}

TEST_F(State, FilesAreTheirOwnersAlone) {
  Sandbox& sandbox = start({.state_file = folder_.file("new/deep/sandbox.json"), .database = folder_.file("state.db")});
  EXPECT_EQ(mode_of(sandbox.state_file()), 0600U);
  EXPECT_EQ(mode_of(folder_.file("new/deep")), 0700U);
  EXPECT_EQ(mode_of(folder_.file("new")), 0700U);
  EXPECT_EQ(mode_of(folder_.file("state.db")), 0600U);
}

TEST_F(State, FilesGoWhenItStops) {
  Sandbox& sandbox = start();
  const std::string state_file = sandbox.state_file();
  const std::string ca_file = sandbox.ca_file();
  ASSERT_EQ(::access(ca_file.c_str(), F_OK), 0);
  sandbox.stop();
  EXPECT_NE(::access(state_file.c_str(), F_OK), 0);
  EXPECT_NE(::access(ca_file.c_str(), F_OK), 0);
}

TEST_F(State, ASecondSandboxOnTheSameFileIsToldOfTheFirst) {
  Sandbox& sandbox = start();
  const auto second = Sandbox::start({.state_file = sandbox.state_file()});
  ASSERT_FALSE(second.ok());
  EXPECT_EQ(second.error().field, "state_file");
  EXPECT_THAT(second.error().message, HasSubstr("running already (process " + std::to_string(::getpid()) + ")"));
  EXPECT_THAT(second.error().message, HasSubstr("CONNECTIFY_SANDBOX_FILE"));
  EXPECT_EQ(client().get("/status").status, 200) << "the first goes on";
}

TEST_F(State, TwoWithFilesOfTheirOwnWorkSideBySide) {
  start();
  auto second = Sandbox::start({.state_file = folder_.file("second.json")});
  ASSERT_TRUE(second.ok()) << second.error().message;
  Client other(second->base_url(), second->ca_file(), std::string(second->api_key().reveal()));
  EXPECT_EQ(other.get("/status").status, 200);
  EXPECT_EQ(client().get("/status").status, 200);
}

TEST_F(State, AStaleFileIsReplaced) {
  const std::string path = folder_.file("sandbox.json");
  std::ofstream(path) << R"({"pid":1,"base_url":"https://127.0.0.1:1/v1"})";
  EXPECT_EQ(read_json(start({.state_file = path}).state_file()).at("pid"), ::getpid());
}

TEST_F(State, AFailedStartLeavesNothingBehind) {
  EXPECT_FALSE(Sandbox::start({.state_file = folder_.file("s.json"), .keys = {{"x", {"nonsense"}}}}).ok());
  EXPECT_NE(::access(folder_.file("s.json").c_str(), F_OK), 0);
  EXPECT_TRUE(Sandbox::start({.state_file = folder_.file("s.json")}).ok());
}

TEST_F(State, FileIsWhereTheEnvironmentSays) {
  // GoogleTest runs tests in one thread, so that the environment may be changed.
  ::unsetenv("CONNECTIFY_SANDBOX_FILE");
  ::setenv("HOME", "/home/someone", 1);
  ::setenv("XDG_STATE_HOME", "relative", 1);
  EXPECT_EQ(*default_state_file(), "/home/someone/.local/state/connectify/sandbox.json");
  ::setenv("XDG_STATE_HOME", "/state", 1);
  EXPECT_EQ(*default_state_file(), "/state/connectify/sandbox.json");
  ::setenv("CONNECTIFY_SANDBOX_FILE", "/elsewhere.json", 1);
  EXPECT_EQ(*default_state_file(), "/elsewhere.json");
}

TEST_F(State, OnlyLoopbackIsListenedOn) {
  const auto started = Sandbox::start({.host = "0.0.0.0", .state_file = folder_.file("s.json")});
  ASSERT_FALSE(started.ok());
  EXPECT_EQ(started.error().field, "host");
}

TEST_F(State, APortInUseIsAnErrorNotShared) {
  Sandbox& sandbox = start();
  const std::string& url = sandbox.base_url();
  const auto port = static_cast<std::uint16_t>(std::stoi(url.substr(url.rfind(':') + 1)));
  const auto second = Sandbox::start({.port = port, .state_file = folder_.file("second.json")});
  ASSERT_FALSE(second.ok());
  EXPECT_EQ(second.error().field, "port");
}

TEST_F(State, ADatabaseThatIsNoneIsAnError) {
  std::ofstream(folder_.file("text.db")) << std::string(4096, 'x');
  const auto started = Sandbox::start({.state_file = folder_.file("s.json"), .database = folder_.file("text.db")});
  ASSERT_FALSE(started.ok());
  EXPECT_EQ(started.error().field, "database");
}

}  // namespace
}  // namespace cfy::sandbox
