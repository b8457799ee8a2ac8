#include "secrets/secret.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cstdint>
#include <cstdlib>
#include <fstream>
#include <sstream>
#include <string>
#include <utility>

namespace cfy::secrets {
namespace {

using ::testing::HasSubstr;
using ::testing::Not;

Secret secret_of(std::string_view value) {
  auto secret = Secret::copy_of(value);
  EXPECT_TRUE(secret.ok());
  return *std::move(secret);
}

// What the kernel says about the mapping that holds `address`: its line in smaps and those below it.
std::string mapping_of(const void* address) {
  std::ifstream smaps("/proc/self/smaps");
  const auto wanted = reinterpret_cast<std::uintptr_t>(address);
  std::string found;
  for (std::string line; std::getline(smaps, line);) {
    std::uintptr_t begin = 0;
    std::uintptr_t end = 0;
    char dash = 0;
    if (std::istringstream header(line); header >> std::hex >> begin >> dash >> end && dash == '-') {
      if (!found.empty()) break;
      if (wanted < begin || wanted >= end) continue;
    } else if (found.empty()) {
      continue;
    }
    found += line + "\n";
  }
  return found;
}

// Whether smaps shows that flag, such as " lo" for locked (see proc_pid_smaps(5)), for the secret's pages.
bool has_flag(const Secret& secret, std::string_view flag) {
  const std::string mapping = mapping_of(secret.reveal().data());
  const std::size_t flags = mapping.find("VmFlags:");
  return flags != std::string::npos && mapping.find(flag, flags) != std::string::npos;
}

// AddressSanitizer turns mlock into nothing.
#ifdef __SANITIZE_ADDRESS__
constexpr bool kCanLock = false;
#else
constexpr bool kCanLock = true;
#endif

char read_byte(const char* address) { return *static_cast<const volatile char*>(address); }
void write_byte(const char* address) { *const_cast<volatile char*>(address) = 'x'; }

TEST(Secret, GivesBackWhatItWasMadeOf) {
  const std::string value("one\0two", 7);
  const Secret secret = secret_of(value);
  EXPECT_EQ(secret.reveal(), value);
  EXPECT_EQ(secret.size(), 7U);
  EXPECT_FALSE(secret.empty());
}

TEST(Secret, HoldsValuesOfAnySize) {
  for (const std::size_t size : {1U, 4095U, 4096U, 4097U, 100000U}) {
    const std::string value(size, 's');
    EXPECT_EQ(secret_of(value).reveal(), value) << size;
  }
}

TEST(Secret, MayBeEmpty) {
  for (const Secret& secret : {Secret(), secret_of("")}) {
    EXPECT_TRUE(secret.empty());
    EXPECT_EQ(secret.reveal(), "");
    EXPECT_EQ(secret.describe(), "Secret(empty)");
    EXPECT_FALSE(secret.locked());
  }
}

TEST(Secret, CopiesShareThePagesAndOutliveTheFirst) {
  Secret first = secret_of("shared");
  const Secret copy = first;
  EXPECT_EQ(copy.reveal().data(), first.reveal().data());
  first = Secret();
  EXPECT_EQ(copy.reveal(), "shared");
}

TEST(Secret, DescribesItselfWithoutItsValue) {
  // SHA-256("abc") begins with ba 78.
  EXPECT_EQ(secret_of("abc").describe(), "Secret(****, 3 bytes, sha256:ba78…)");
  EXPECT_THAT(secret_of("much longer").describe(), Not(HasSubstr("longer")));
}

TEST(Secret, ComparesByValue) {
  EXPECT_TRUE(secret_of("same").equals(secret_of("same")));
  EXPECT_FALSE(secret_of("same").equals(secret_of("samf")));
  EXPECT_FALSE(secret_of("same").equals(secret_of("same longer")));
  EXPECT_TRUE(Secret().equals(Secret()));
  EXPECT_FALSE(Secret().equals(secret_of("x")));
}

TEST(Secret, StaysOutOfCoreDumps) { EXPECT_TRUE(has_flag(secret_of("dump"), " dd")); }

TEST(Secret, IsLockedInMemoryWhenItSaysSo) {
  if (!kCanLock) GTEST_SKIP() << "memory can't be locked in this build";
  const Secret secret = secret_of("lock");
  EXPECT_EQ(secret.locked(), has_flag(secret, " lo"));
  EXPECT_TRUE(secret.locked()) << "the tests need a memory-lock limit above 0";
}

TEST(Secret, AdmitsThatItCouldNotBeLocked) {
  if (!kCanLock) GTEST_SKIP() << "memory can't be locked in this build";
  const auto try_without_limit = [] {
    const rlimit none{0, 0};
    setrlimit(RLIMIT_MEMLOCK, &none);
    if (geteuid() == 0 && setresuid(65534, 65534, 65534) != 0) std::_Exit(2);  // root may lock without limit
    const auto secret = Secret::copy_of("unlocked");
    std::_Exit(secret.ok() && secret->reveal() == "unlocked" && !secret->locked() ? 0 : 1);
  };
  EXPECT_EXIT(try_without_limit(), ::testing::ExitedWithCode(0), "");
}

TEST(Secret, IsLockedAgainInTheChildOfAFork) {
  if (!kCanLock) GTEST_SKIP() << "memory can't be locked in this build";
  const Secret secret = secret_of("forked");
  ASSERT_TRUE(secret.locked());
  const pid_t child = fork();
  ASSERT_GE(child, 0);
  if (child == 0) {
    const bool held = secret.reveal() == "forked";
    const bool locked = has_flag(secret, " lo");
    std::_Exit(held && locked ? 0 : 1);
  }
  int status = 0;
  ASSERT_EQ(waitpid(child, &status, 0), child);
  EXPECT_TRUE(WIFEXITED(status) && WEXITSTATUS(status) == 0);
}

using SecretDeathTest = ::testing::Test;

TEST(SecretDeathTest, FaultsWhenReadPastItsEnd) {
  const Secret secret = secret_of("guarded");
  EXPECT_DEATH(read_byte(secret.reveal().data() + secret.size()), "");
}

TEST(SecretDeathTest, FaultsWhenReadBeforeItsPages) {
  const Secret secret = secret_of(std::string(static_cast<std::size_t>(sysconf(_SC_PAGESIZE)), 's'));
  EXPECT_DEATH(read_byte(secret.reveal().data() - 1), "");
}

TEST(SecretDeathTest, FaultsWhenWritten) {
  const Secret secret = secret_of("fixed");
  EXPECT_DEATH(write_byte(secret.reveal().data()), "");
}

TEST(SecretDeathTest, LeavesNoPagesWhenTheLastOwnerLetsGo) {
  const auto read_after = [] {
    const char* where = nullptr;
    {
      const Secret secret = secret_of("gone");
      where = secret.reveal().data();
    }
    read_byte(where);
  };
  EXPECT_DEATH(read_after(), "");
}

TEST(Wipe, LeavesNothingBehind) {
  std::string text = "a value that is longer than the small-string buffer";
  const std::size_t size = text.size();
  text.resize(20);  // what was cut off has to go as well
  wipe(text);
  EXPECT_TRUE(text.empty());
  ASSERT_GE(text.capacity(), size) << "still the same memory";
  EXPECT_EQ(std::string(text.data(), size), std::string(size, '\0'));
}

}  // namespace
}  // namespace cfy::secrets
