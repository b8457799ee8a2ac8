#include "privilege/usage.hpp"

#include <gtest/gtest.h>
#include <sys/stat.h>

#include "support/temporary_folder.hpp"

namespace cfy::privilege {
namespace {

using std::chrono::sys_days;
using namespace std::chrono_literals;

constexpr Day kMonday{2026y / 11 / 23};
constexpr Day kTuesday{2026y / 11 / 24};

UsageBook book_of(Day day, const char* operation, std::uint64_t succeeded, std::uint64_t refused) {
  UsageBook book;
  book["sha256:1a2b"].add(day, operation, {succeeded, refused});
  return book;
}

TEST(Usage, AddsUp) {
  Usage usage;
  usage.add(kMonday, "devices.list", {1, 0});
  usage.add(kMonday, "devices.list", {2, 1});
  usage.add(kTuesday, "devices.get", {1, 0});
  EXPECT_EQ(usage.days().at(kMonday).at("devices.list").succeeded, 3U);
  EXPECT_EQ(usage.days().at(kMonday).at("devices.list").refused, 1U);
  EXPECT_EQ(usage.days().size(), 2U);
}

TEST(Usage, IsTheSameAfterWritingAndReading) {
  const std::string text = write_usage(book_of(kMonday, "devices.list", 3, 1));
  EXPECT_EQ(text, "{\"credentials\":{\"sha256:1a2b\":{\"2026-11-23\":{\"devices.list\":[3,1]}}},\"version\":1}\n");
  const auto read = read_usage(text);
  ASSERT_TRUE(read.ok());
  EXPECT_EQ(write_usage(*read), text);
}

TEST(Usage, RefusesWhatIsNoRecord) {
  for (const char* text : {"", "{}", "[]", R"({"version":2,"credentials":{}})", R"({"version":1})",
                           R"({"version":1,"credentials":{"a":{"2026-13-01":{}}}})",
                           R"({"version":1,"credentials":{"a":{"2026-1-01":{}}}})",
                           R"({"version":1,"credentials":{"a":{"2026-11-01":{"x":[-1,0]}}}})",
                           R"({"version":1,"credentials":{"a":{"2026-11-01":{"x":[1]}}}})"}) {
    const auto read = read_usage(text);
    ASSERT_FALSE(read.ok()) << text;
    EXPECT_EQ(read.error().rule, "invalid_usage");
  }
}

TEST(UsageFolder, AddsUpWhatProcessesWrote) {
  const test::TemporaryFolder folder;
  const std::string path = folder.path() + "/connectify/usage";
  EXPECT_TRUE(load_usage(path)->book.empty());
  ASSERT_TRUE(save_usage(path, "one", book_of(kMonday, "devices.list", 3, 0)).ok());
  ASSERT_TRUE(save_usage(path, "two", book_of(kMonday, "devices.list", 4, 1)).ok());
  ASSERT_TRUE(save_usage(path, "two", book_of(kMonday, "devices.list", 5, 2)).ok());  // in the place of its former one
  const auto loaded = load_usage(path);
  ASSERT_TRUE(loaded.ok());
  const Counts& counts = loaded->book.at("sha256:1a2b").days().at(kMonday).at("devices.list");
  EXPECT_EQ(counts.succeeded, 8U);
  EXPECT_EQ(counts.refused, 2U);
  struct stat status {};
  ASSERT_EQ(stat((path + "/one.usage.json").c_str(), &status), 0);
  EXPECT_EQ(status.st_mode & 0777U, 0600U);
}

TEST(UsageFolder, NamesABrokenFileAndGoesOn) {
  const test::TemporaryFolder folder;
  ASSERT_TRUE(save_usage(folder.path(), "one", book_of(kMonday, "devices.list", 3, 0)).ok());
  const std::string broken = folder.write("two.usage.json", "{");
  static_cast<void>(folder.write("notes.txt", "{"));
  const auto loaded = load_usage(folder.path());
  ASSERT_TRUE(loaded.ok());
  EXPECT_EQ(loaded->skipped, std::vector{broken});
  EXPECT_EQ(loaded->book.size(), 1U);
}

TEST(UsageFolder, ThatCannotBeMadeIsAnError) {
  const auto saved = save_usage("/proc/nobody/usage", "one", {});
  ASSERT_FALSE(saved.ok());
  EXPECT_EQ(saved.error().rule, "usage_folder");
}

}  // namespace
}  // namespace cfy::privilege
