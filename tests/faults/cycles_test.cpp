// Clients that are made, used and closed leave nothing behind: no memory, no descriptor, no thread.
#include <malloc.h>
#include <unistd.h>

#include <chrono>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <string>

#include <gtest/gtest.h>
#include <connectify/connectify.hpp>

#include "sandbox_process.hpp"

namespace {

constexpr int kWarmUp = 100;
#if defined(__SANITIZE_ADDRESS__)  // which is ten times slower, and needs no slope to see a leak
constexpr int kCycles = 100;
#else
constexpr int kCycles = 1000;
#endif
// What an allocator's own bookkeeping may move; a leak of 1 KiB a cycle is twice that.
constexpr long kToleranceKiB = 512;

long entries(const char* folder) {
  const std::filesystem::directory_iterator all(folder);
  return std::distance(begin(all), end(all));
}

long resident_kib() {
  malloc_trim(0);
  std::ifstream file("/proc/self/statm");
  long size = 0;
  long resident = 0;
  file >> size >> resident;
  return resident * sysconf(_SC_PAGESIZE) / 1024;
}

TEST(Cycles, LeaveNoMemoryDescriptorOrThread) {
  const cfy::conformance::SandboxProcess sandbox;
  connectify::Config config;
  config.set("environment", "sandbox");
  for (const char* const name : {"base_url", "ca_file", "api_key"}) {
    config.set(name, sandbox.state().at(name).get<std::string>());
  }
  const auto cycle = [&] {
    connectify::Client client(config);
    connectify::Queue queue;
    client.call("devices.get", connectify::Params().set("id", "dev_0001"));
    client.submit("status.get", {}, queue);
    auto completion = queue.next(std::chrono::seconds(10));
    ASSERT_TRUE(completion);
    completion->take();
  };
  for (int i = 0; i < kWarmUp; ++i) cycle();
  const long memory = resident_kib();
  const long descriptors = entries("/proc/self/fd");
  const long threads = entries("/proc/self/task");
  for (int i = 0; i < kCycles; ++i) cycle();
#if !defined(__SANITIZE_ADDRESS__)  // which keeps freed memory for a while, and finds leaks in its own way
  EXPECT_LE(resident_kib() - memory, kToleranceKiB);
#else
  static_cast<void>(memory);
#endif
  EXPECT_EQ(entries("/proc/self/fd"), descriptors);
  EXPECT_EQ(entries("/proc/self/task"), threads);
}

}  // namespace
