#pragma once

#include <atomic>
#include <memory>
#include <mutex>
#include <string>
#include <vector>

#include "privilege/usage.hpp"

namespace cfy::privilege {

// Counts what one credential is used for, and adds it to a folder that processes share. Counting is two atomic
// additions; saving is left to save(), which is cheap and rare. Any number of threads may use one.
//
// In the folder each process takes the first file that no other has taken (a lock that the system takes back from a dead
// one) and adds to what is there, so that there are never more files than processes at once.
class UsageRecorder {
 public:
  // `operations` are the names that record() numbers. Without a folder nothing is saved.
  UsageRecorder(std::string folder, std::string fingerprint, std::vector<std::string> operations);
  ~UsageRecorder();
  UsageRecorder(const UsageRecorder&) = delete;
  UsageRecorder& operator=(const UsageRecorder&) = delete;

  // That the operation was done, or refused for want of a scope.
  void record(std::size_t operation, bool refused) noexcept;

  // What was counted since the last save, as of today.
  [[nodiscard]] UsageBook unsaved() const;

  // Adds what was counted to the folder. Days before the last kKeptDays are dropped there. What can't be saved is kept
  // for the next time, and so is all of it while another thread saves. Errors (configuration): usage_folder.
  Result<void> save();
  // The same if the last time is longer ago than kSavePause, or never; its errors are left for the next time.
  void save_now_and_then() noexcept;

  static constexpr std::chrono::seconds kSavePause{60};
  static constexpr std::chrono::days kKeptDays{400};

 private:
  struct Slot;
  struct Tally {
    std::atomic<std::uint64_t> succeeded{0};
    std::atomic<std::uint64_t> refused{0};
  };

  Result<void> take_slot();
  void forget_parents() noexcept;

  const std::string folder_;
  const std::string fingerprint_;
  const std::vector<std::string> operations_;
  const std::unique_ptr<Tally[]> tallies_;  // NOLINT: a vector can't hold what doesn't move
  std::atomic<std::uint64_t> generation_;   // of the process that counts
  std::atomic<std::int64_t> next_save_{0};  // seconds of the steady clock
  std::mutex mutex_;                        // of the slot
  std::unique_ptr<Slot> slot_;
};

}  // namespace cfy::privilege
