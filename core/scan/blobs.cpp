#include "scan/blobs.hpp"

#include <algorithm>
#include <condition_variable>
#include <deque>
#include <exception>
#include <map>
#include <mutex>
#include <optional>
#include <set>
#include <thread>
#include <tuple>
#include <utility>
#include <vector>

#include "scan/document.hpp"
#include "scan/files.hpp"
#include "scan/git.hpp"

namespace cfy::scan {
namespace {

constexpr std::uint64_t kLargest = std::uint64_t{4} << 20U;  // that is held whole; larger ones are scanned as they come
constexpr std::size_t kMostWaiting = 32;

// The findings of each blob, by its index.
using Found = std::map<std::size_t, DocumentFindings>;

// Threads that scan what one other thread reads.
class Scanners {
 public:
  Scanners(const std::vector<Blob>& blobs, const ScanOptions& options) : blobs_(blobs), options_(options) {
    for (unsigned i = 0; i < thread_count(options); ++i) {
      threads_.emplace_back([this] { work(); });
    }
  }
  ~Scanners() { end(true); }
  Scanners(const Scanners&) = delete;
  Scanners& operator=(const Scanners&) = delete;

  // Waits while too many wait already.
  Result<void> push(std::size_t index, std::string content) {
    std::unique_lock lock(mutex_);
    changed_.wait(lock, [this] { return waiting_.size() < kMostWaiting || failed_ || thrown_; });
    if (failed_) return *failed_;
    waiting_.emplace_back(index, std::move(content));
    lock.unlock();
    changed_.notify_all();
    return {};
  }

  void add(std::size_t index, DocumentFindings found) {
    const std::lock_guard lock(mutex_);
    if (!found.findings.empty() || found.allowed > 0) found_.emplace(index, std::move(found));
  }

  Result<Found> finish() {
    end(false);
    if (thrown_) std::rethrow_exception(thrown_);
    if (failed_) return *std::move(failed_);
    return std::move(found_);
  }

 private:
  void work() noexcept {
    try {
      DocumentScanner scanner(RuleSet::standard(), options_.test_credentials);
      for (std::pair<std::size_t, std::string> next; pop(next);) {
        scanner.begin(blobs_[next.first].file);
        Result<DocumentFindings> found = scanner.finish(next.second);
        if (!found) return fail(std::move(found).error());
        add(next.first, *std::move(found));
      }
    } catch (...) {
      const std::lock_guard lock(mutex_);
      thrown_ = std::current_exception();
      changed_.notify_all();
    }
  }

  void fail(Error error) {
    const std::lock_guard lock(mutex_);
    failed_ = std::move(error);
    changed_.notify_all();
  }

  bool pop(std::pair<std::size_t, std::string>& next) {
    std::unique_lock lock(mutex_);
    changed_.wait(lock, [this] { return ended_ || !waiting_.empty() || failed_ || thrown_; });
    if (waiting_.empty() || failed_ || thrown_) return false;
    next = std::move(waiting_.front());
    waiting_.pop_front();
    lock.unlock();
    changed_.notify_all();
    return true;
  }

  void end(bool discard) {
    {
      const std::lock_guard lock(mutex_);
      ended_ = true;
      if (discard) waiting_.clear();
    }
    changed_.notify_all();
    threads_.clear();  // joins them
  }

  const std::vector<Blob>& blobs_;
  const ScanOptions& options_;
  std::mutex mutex_;
  std::condition_variable changed_;
  std::deque<std::pair<std::size_t, std::string>> waiting_;
  Found found_;
  std::optional<Error> failed_;
  std::exception_ptr thrown_;
  bool ended_ = false;
  std::vector<std::jthread> threads_;
};

// Reads and scans all blobs; counts them in the report, and tells there which are not to be had.
Result<Found> scan_blobs(const Repository& repository, const std::vector<Blob>& blobs, const ScanOptions& options,
                         Progress& progress, Report& report) {
  std::vector<std::string> ids;
  ids.reserve(blobs.size());
  for (const Blob& blob : blobs) ids.push_back(blob.id);

  Scanners scanners(blobs, options);
  DocumentScanner large(RuleSet::standard(), options.test_credentials);
  bool held = true;
  std::string content;
  Repository::Reader reader;
  reader.begin = [&](std::size_t index, std::uint64_t size) -> Result<void> {
    if (auto stopped = progress.stopped()) return *std::move(stopped);
    held = size <= kLargest;
    if (!held) large.begin(blobs[index].file);
    content.clear();
    report.bytes += size;
    ++report.files;
    return {};
  };
  reader.piece = [&](std::string_view bytes) -> Result<void> {
    progress.bytes.fetch_add(bytes.size(), std::memory_order_relaxed);
    if (!held) return large.feed(bytes);
    content += bytes;
    return {};
  };
  reader.end = [&](std::size_t index) -> Result<void> {
    progress.files.fetch_add(1, std::memory_order_relaxed);
    if (held) return scanners.push(index, std::exchange(content, {}));
    Result<DocumentFindings> found = large.finish();
    if (!found) return std::move(found).error();
    scanners.add(index, *std::move(found));
    return {};
  };
  reader.missing = [&](std::size_t index) -> Result<void> {
    report.unread.push_back({blobs[index].file, "the repository does not have its version " + blobs[index].id});
    return {};
  };
  if (auto done = repository.read(ids, reader); !done) return std::move(done).error();
  return scanners.finish();
}

}  // namespace

Result<Report> scan_history_of(const Repository& repository, const ScanOptions& options, Progress& progress) {
  const Result<std::vector<Blob>> blobs = repository.history();
  if (!blobs) return blobs.error();
  Report report;
  Result<Found> found = scan_blobs(repository, *blobs, options, progress, report);
  if (!found) return std::move(found).error();
  // Later versions of a file have what the earlier ones had.
  std::set<std::tuple<std::string, std::string, std::string>> known;
  for (auto& [index, of_blob] : *found) {
    report.ignored += of_blob.allowed;
    if (of_blob.cut) report.unread.push_back(cut_short((*blobs)[index].file));
    for (Finding& finding : of_blob.findings) {
      if (!known.emplace(finding.file, finding.rule, finding.fingerprint).second) continue;
      finding.commit = (*blobs)[index].commit;
      report.findings.push_back(std::move(finding));
    }
  }
  return report;
}

Result<Report> scan_staged_of(const Repository& repository, const ScanOptions& options, Progress& progress) {
  const Result<std::vector<Blob>> staged = repository.staged();
  if (!staged) return staged.error();
  Report report;
  Result<Found> found = scan_blobs(repository, *staged, options, progress, report);
  if (!found) return std::move(found).error();

  // What those replace that hold something.
  std::vector<Blob> before;
  for (const auto& [index, of_blob] : *found) {
    const Blob& blob = (*staged)[index];
    if (!blob.replaces.empty()) before.push_back({blob.replaces, blob.file, {}, {}});
  }
  Report unused;
  Result<Found> old = scan_blobs(repository, before, options, progress, unused);
  if (!old) return std::move(old).error();
  std::set<std::tuple<std::string, std::string, std::string>> known;
  for (const auto& [index, of_blob] : *old) {
    for (const Finding& finding : of_blob.findings) known.emplace(finding.file, finding.rule, finding.fingerprint);
  }
  for (auto& [index, of_blob] : *found) {
    report.ignored += of_blob.allowed;
    if (of_blob.cut) report.unread.push_back(cut_short((*staged)[index].file));
    for (Finding& finding : of_blob.findings) {
      if (known.contains({finding.file, finding.rule, finding.fingerprint})) continue;
      report.findings.push_back(std::move(finding));
    }
  }
  return report;
}

}  // namespace cfy::scan
