// Clients that call all the time while their key is rotated: not one call fails. CONNECTIFY_LOAD_CLIENTS sets how many
// there are.
#include <sys/stat.h>

#include <atomic>
#include <chrono>
#include <cstdlib>
#include <fstream>
#include <iostream>
#include <memory>
#include <string>
#include <thread>
#include <vector>

#include <gtest/gtest.h>
#include <connectify/connectify.hpp>

#include "sandbox_process.hpp"

namespace {

using namespace std::chrono_literals;
using cfy::conformance::Json;
using cfy::conformance::SandboxProcess;
using Clock = std::chrono::steady_clock;

constexpr int kRotations = 10;
constexpr auto kBetweenCalls = 200ms;

int clients() {
  const char* const given = std::getenv("CONNECTIFY_LOAD_CLIENTS");
  return given == nullptr ? 200 : std::atoi(given);
}

// A sandbox, and its key in a file of its own.
class RotationLoad : public ::testing::Test {
 protected:
  void SetUp() override {
    ASSERT_NE(mkdtemp(folder_.data()), nullptr);
    std::ofstream(key_file()) << sandbox_.state().at("api_key").get<std::string>();
    ASSERT_EQ(chmod(key_file().c_str(), 0600), 0);
  }
  [[nodiscard]] std::string key_file() const { return folder_ + "/key"; }
  [[nodiscard]] connectify::Config config(const std::string& api_key) const {
    connectify::Config made;
    made.set("environment", "sandbox").set("api_key", api_key);
    for (const char* const name : {"base_url", "ca_file", "api_secret"}) {
      made.set(name, sandbox_.state().at(name).get<std::string>());
    }
    return made;
  }
  [[nodiscard]] connectify::Rotation rotation(const connectify::Config& with) const {
    connectify::Rotation made(with.get());
    made.set("state", folder_ + "/state").set("overlap", "0").set("target", "file:" + key_file());
    return made;
  }
  [[nodiscard]] std::string reference() const { return "file:" + key_file(); }

  const SandboxProcess sandbox_;
  std::string folder_ = ::testing::TempDir() + "/cfy-rotation-XXXXXX";
};

TEST_F(RotationLoad, NoCallFails) {
  std::atomic<bool> done{false};
  std::atomic<int> calls{0};
  std::atomic<int> failures{0};
  std::vector<std::thread> threads;
  for (int i = 0; i < clients(); ++i) {
    threads.emplace_back([&, own = std::make_unique<connectify::Client>(config(reference()))] {
      while (!done) {
        try {
          own->call("devices.get", connectify::Params().set("id", "dev_0001"));
        } catch (const connectify::Error& error) {
          if (failures++ == 0) std::cerr << "The first failure: " << error.what() << '\n';
        }
        ++calls;
        std::this_thread::sleep_for(kBetweenCalls);
      }
    });
  }
  const connectify::Config with = config(reference());
  connectify::Rotation rotating = rotation(with);
  for (int i = 0; i < kRotations; ++i) {
    std::this_thread::sleep_for(300ms);
    const Json report = Json::parse(rotating.run("now"));
    EXPECT_EQ(report.at("outcome"), "rotated");
  }
  std::this_thread::sleep_for(300ms);
  done = true;
  for (std::thread& thread : threads) thread.join();
  std::cerr << clients() << " clients, " << kRotations << " rotations: " << calls << " calls, " << failures
            << " failures\n";
  EXPECT_GT(calls.load(), clients() * 5);
  EXPECT_EQ(failures.load(), 0);
}

// The same for calls whose answers come by a queue.
TEST_F(RotationLoad, NoSubmittedCallFails) {
  connectify::Client client(config(reference()));
  connectify::Queue queue;
  const connectify::Config with = config(reference());
  connectify::Rotation rotating = rotation(with);
  for (int i = 0; i < 3; ++i) {
    for (int each = 0; each < 20; ++each) client.submit("status.get", {}, queue);
    rotating.run("now");
    for (int each = 0; each < 20; ++each) client.submit("status.get", {}, queue);
    for (int each = 0; each < 40; ++each) {
      auto completion = queue.next(20s);
      ASSERT_TRUE(completion);
      EXPECT_NO_THROW(completion->take());
    }
  }
}

TEST_F(RotationLoad, AKeyThatGotOutIsRefusedAtOnce) {
  const std::string old = sandbox_.state().at("api_key").get<std::string>();
  connectify::Client thief(config(old));
  thief.call("status.get");
  const connectify::Config with = config(reference());
  connectify::Rotation rotating = rotation(with);
  const auto begin = Clock::now();
  rotating.run("compromised_create_first");
  EXPECT_THROW(thief.call("status.get"), connectify::AuthenticationError);
  const auto took = std::chrono::duration_cast<std::chrono::milliseconds>(Clock::now() - begin);
  std::cerr << "Refused after " << took.count() << " ms\n";
  EXPECT_LE(took.count(), 1000);
}

}  // namespace
