#include "privilege/usage_recorder.hpp"

#include <fcntl.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <filesystem>
#include <system_error>
#include <utility>

#include "base/private_folder.hpp"
#include "base/process.hpp"

namespace cfy::privilege {
namespace {

constexpr unsigned kMostSlots = 256;

Day today() { return std::chrono::floor<std::chrono::days>(std::chrono::system_clock::now()); }

Error folder_error(const std::string& folder, const std::string& reason) {
  Error error = configuration_error(folder, folder + " can't be used for the record of usage: " + reason + ".");
  error.rule = "usage_folder";
  return error;
}

std::string slot_name(unsigned number) { return "slot-" + std::to_string(number); }

}  // namespace

// A file of the folder that is this process's own while the lock is open.
struct UsageRecorder::Slot {
  Slot(int lock_file, std::string slot, UsageBook former)
      : lock(lock_file), name(std::move(slot)), book(std::move(former)), generation(fork_generation()) {}
  Slot(const Slot&) = delete;
  Slot& operator=(const Slot&) = delete;
  // A child made by fork() shares the lock: closing its own leaves the parent's.
  ~Slot() { close(lock); }

  int lock;
  std::string name;
  UsageBook book;  // what the file holds
  std::uint64_t generation;
};

UsageRecorder::UsageRecorder(std::string folder, std::string fingerprint, std::vector<std::string> operations)
    : folder_(std::move(folder)),
      fingerprint_(std::move(fingerprint)),
      operations_(std::move(operations)),
      tallies_(new Tally[operations_.size()]),
      generation_(fork_generation()) {}

UsageRecorder::~UsageRecorder() { static_cast<void>(save()); }

void UsageRecorder::record(std::size_t operation, bool refused) noexcept {
  if (operation >= operations_.size()) return;
  forget_parents();
  Tally& tally = tallies_[operation];
  (refused ? tally.refused : tally.succeeded).fetch_add(1, std::memory_order_relaxed);
}

// What a parent had counted before fork() is the parent's to save.
void UsageRecorder::forget_parents() noexcept {
  std::uint64_t known = generation_.load(std::memory_order_relaxed);
  if (known == fork_generation() || !generation_.compare_exchange_strong(known, fork_generation())) return;
  for (std::size_t i = 0; i < operations_.size(); ++i) {
    tallies_[i].succeeded = 0;
    tallies_[i].refused = 0;
  }
}

UsageBook UsageRecorder::unsaved() const {
  UsageBook book;
  for (std::size_t i = 0; i < operations_.size(); ++i) {
    const Counts counts{tallies_[i].succeeded.load(std::memory_order_relaxed),
                        tallies_[i].refused.load(std::memory_order_relaxed)};
    if (counts.succeeded + counts.refused > 0) book[fingerprint_].add(today(), operations_[i], counts);
  }
  return book;
}

Result<void> UsageRecorder::take_slot() {
  if (slot_ && slot_->generation == fork_generation()) return {};
  slot_.reset();
  std::error_code problem = make_private_folder(folder_);
  if (problem) return folder_error(folder_, problem.message());
  for (unsigned number = 0; number < kMostSlots; ++number) {
    const std::string path = folder_ + "/" + slot_name(number) + ".lock";
    const int lock = open(path.c_str(), O_RDWR | O_CREAT | O_CLOEXEC | O_NOFOLLOW, S_IRUSR | S_IWUSR);
    if (lock < 0) return folder_error(folder_, std::generic_category().message(errno));
    if (flock(lock, LOCK_EX | LOCK_NB) != 0) {
      close(lock);
      continue;
    }
    // One that is broken is begun anew.
    auto former = load_usage_file(folder_, slot_name(number));
    slot_ = std::make_unique<Slot>(lock, slot_name(number), former ? *std::move(former) : UsageBook());
    return {};
  }
  return folder_error(folder_, "more than " + std::to_string(kMostSlots) + " processes write there");
}

Result<void> UsageRecorder::save() {
  if (folder_.empty()) return {};
  forget_parents();
  // Whoever saves now saves for all. In a child made by fork() meanwhile, that is a thread which isn't there: the child
  // then counts on in memory.
  const std::unique_lock lock(mutex_, std::try_to_lock);
  if (!lock) return {};
  const UsageBook fresh = unsaved();
  if (fresh.empty()) return {};
  if (auto taken = take_slot(); !taken) return taken;
  UsageBook book = slot_->book;
  for (const auto& [fingerprint, usage] : fresh) book[fingerprint].merge(usage);
  for (auto& [fingerprint, usage] : book) usage.forget_before(today() - kKeptDays);
  if (auto saved = save_usage(folder_, slot_->name, book); !saved) return saved;
  slot_->book = std::move(book);
  // What was counted meanwhile stays.
  for (std::size_t i = 0; i < operations_.size(); ++i) {
    const auto usage = fresh.find(fingerprint_);
    for (const auto& [day, counted] : usage->second.days()) {
      const auto counts = counted.find(operations_[i]);
      if (counts == counted.end()) continue;
      tallies_[i].succeeded.fetch_sub(counts->second.succeeded, std::memory_order_relaxed);
      tallies_[i].refused.fetch_sub(counts->second.refused, std::memory_order_relaxed);
    }
  }
  return {};
}

void UsageRecorder::save_now_and_then() noexcept {
  if (folder_.empty()) return;
  const std::int64_t now =
      std::chrono::duration_cast<std::chrono::seconds>(std::chrono::steady_clock::now().time_since_epoch()).count();
  std::int64_t due = next_save_.load(std::memory_order_relaxed);
  if (now < due || !next_save_.compare_exchange_strong(due, now + kSavePause.count())) return;
  try {
    static_cast<void>(save());
  } catch (const std::bad_alloc&) {  // the next time will do
  }
}

}  // namespace cfy::privilege
