#include "scan/files.hpp"

#include <dirent.h>
#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <condition_variable>
#include <exception>
#include <iterator>
#include <memory>
#include <mutex>
#include <optional>
#include <system_error>
#include <thread>
#include <utility>
#include <vector>

#include "base/descriptor.hpp"
#include "scan/document.hpp"

namespace cfy::scan {
namespace {

constexpr std::size_t kBuffer = std::size_t{1} << 20U;
constexpr std::size_t kBatch = 64;  // files that a thread takes at a time
constexpr unsigned kMostThreads = 16;

struct Folder {
  std::shared_ptr<Descriptor> descriptor;
  std::string path;  // as it is reported, with its slash
};

// A folder to list, or some files of one.
struct Task {
  Folder folder;
  std::string name;  // of the folder to list in it, if there are no files
  std::vector<std::string> files;
};

std::string message_of(int reason) { return std::generic_category().message(reason); }

// A stack of tasks that ends when it is empty and nobody is at work any more. The last task comes first, so that the
// files of a folder are done, and its descriptor closed, before the next folder is opened.
class Tasks {
 public:
  void push(Task task) {
    {
      const std::lock_guard lock(mutex_);
      waiting_.push_back(std::move(task));
    }
    changed_.notify_one();
  }

  bool pop(Task& task) {
    std::unique_lock lock(mutex_);
    if (std::exchange(task, {}).folder.descriptor) --busy_;
    if (busy_ == 0 && waiting_.empty()) changed_.notify_all();
    changed_.wait(lock, [&] { return ended_ || !waiting_.empty() || busy_ == 0; });
    if (ended_ || waiting_.empty()) return false;
    task = std::move(waiting_.back());
    waiting_.pop_back();
    ++busy_;
    return true;
  }

  void end() {
    const std::lock_guard lock(mutex_);
    ended_ = true;
    changed_.notify_all();
  }

 private:
  std::mutex mutex_;
  std::condition_variable changed_;
  std::vector<Task> waiting_;
  std::size_t busy_ = 0;
  bool ended_ = false;
};

// What one thread does.
class Worker {
 public:
  Worker(Tasks& tasks, const ScanOptions& options, Progress& progress)
      : tasks_(tasks),
        progress_(progress),
        scanner_(RuleSet::standard(), options.test_credentials),
        buffer_(std::make_unique_for_overwrite<char[]>(kBuffer)) {}

  Result<Report> run() {
    for (Task task; tasks_.pop(task);) {
      Result<void> done = task.files.empty() ? list(task.folder, task.name) : scan(task);
      if (!done) return std::move(done).error();
    }
    return std::move(report_);
  }

  [[nodiscard]] Report take_report() { return std::move(report_); }

  Result<void> scan_one(const Folder& folder, const std::string& name) {
    // A pipe must not be waited for, nor a terminal be taken over.
    const Descriptor file(
        openat(folder.descriptor->number(), name.c_str(), O_RDONLY | O_NOFOLLOW | O_NONBLOCK | O_NOCTTY | O_CLOEXEC));
    if (file.number() < 0) {
      if (errno != ELOOP && errno != ENXIO) unread(folder.path + name, errno);
      return {};
    }
    struct stat status {};
    if (fstat(file.number(), &status) != 0) {
      unread(folder.path + name, errno);
      return {};
    }
    if (!S_ISREG(status.st_mode)) return {};
    return read(file.number(), folder.path + name);
  }

  // Files that change while they are read are taken as they come.
  Result<void> read(int file, const std::string& path) {
    scanner_.begin(path);
    std::size_t held = 0;
    std::uint64_t size = 0;
    while (true) {
      const ssize_t got = ::read(file, buffer_.get() + held, kBuffer - held);
      if (got < 0 && errno == EINTR) continue;
      if (got < 0) {
        unread(path, errno);
        break;  // what came before is looked at all the same
      }
      if (got == 0) break;
      held += static_cast<std::size_t>(got);
      size += static_cast<std::uint64_t>(got);
      if (held < kBuffer) continue;
      if (auto stopped = progress_.stopped()) return *std::move(stopped);
      if (auto fed = scanner_.feed({buffer_.get(), held}); !fed) return fed;
      held = 0;
    }
    Result<DocumentFindings> found = scanner_.finish({buffer_.get(), held});
    if (!found) return std::move(found).error();
    std::move(found->findings.begin(), found->findings.end(), std::back_inserter(report_.findings));
    report_.ignored += found->allowed;
    if (found->cut) report_.unread.push_back(cut_short(path));
    ++report_.files;
    report_.bytes += size;
    progress_.files.fetch_add(1, std::memory_order_relaxed);
    progress_.bytes.fetch_add(size, std::memory_order_relaxed);
    return {};
  }

 private:
  Result<void> scan(const Task& task) {
    for (const std::string& name : task.files) {
      if (auto stopped = progress_.stopped()) return *std::move(stopped);
      if (auto scanned = scan_one(task.folder, name); !scanned) return scanned;
    }
    return {};
  }

  Result<void> list(const Folder& parent, const std::string& name) {
    if (auto stopped = progress_.stopped()) return *std::move(stopped);
    const std::string path = name == "." ? parent.path : parent.path + name + "/";
    // Opened from the parent's own descriptor: no link that was put in its place meanwhile is followed.
    Descriptor opened(
        openat(parent.descriptor->number(), name.c_str(), O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC));
    if (opened.number() < 0) {
      if (errno != ELOOP && errno != ENOTDIR) unread(path, errno);
      return {};
    }
    const int copy = fcntl(opened.number(), F_DUPFD_CLOEXEC, 0);
    DIR* const stream = copy < 0 ? nullptr : fdopendir(copy);
    if (stream == nullptr) {
      unread(path, errno);
      if (copy >= 0) close(copy);
      return {};
    }
    const std::unique_ptr<DIR, int (*)(DIR*)> closing(stream, closedir);
    list_entries(stream, {std::make_shared<Descriptor>(opened.release()), path});
    return {};
  }

  void list_entries(DIR* stream, const Folder& folder) {
    std::vector<std::string> folders;
    std::vector<std::string> files;
    while (true) {
      errno = 0;
      const dirent* const entry = readdir(stream);
      if (entry == nullptr) break;
      const std::string_view name = entry->d_name;
      if (name == "." || name == "..") continue;
      switch (kind_of(folder, *entry)) {
        case DT_DIR:
          if (name != ".git") folders.emplace_back(name);
          break;
        case DT_REG: files.emplace_back(name); break;
        default: break;
      }
    }
    if (errno != 0) unread(folder.path, errno);
    for (std::string& name : folders) tasks_.push({folder, std::move(name), {}});
    for (std::size_t at = 0; at < files.size(); at += kBatch) {
      const auto begin = files.begin() + static_cast<std::ptrdiff_t>(at);
      const auto end = files.begin() + static_cast<std::ptrdiff_t>(std::min(files.size(), at + kBatch));
      tasks_.push({folder, {}, {std::make_move_iterator(begin), std::make_move_iterator(end)}});
    }
  }

  // Some file systems leave the kind to a second question.
  static unsigned char kind_of(const Folder& folder, const dirent& entry) noexcept {
    if (entry.d_type != DT_UNKNOWN) return entry.d_type;
    struct stat status {};
    if (fstatat(folder.descriptor->number(), entry.d_name, &status, AT_SYMLINK_NOFOLLOW) != 0) return DT_REG;
    return S_ISDIR(status.st_mode) ? DT_DIR : S_ISREG(status.st_mode) ? DT_REG : DT_UNKNOWN;
  }

  void unread(const std::string& path, int reason) { report_.unread.push_back({path, message_of(reason)}); }

  Tasks& tasks_;
  Progress& progress_;
  Report report_;
  DocumentScanner scanner_;
  std::unique_ptr<char[]> buffer_;
};

void append(Report& whole, Report part) {
  std::move(part.findings.begin(), part.findings.end(), std::back_inserter(whole.findings));
  std::move(part.unread.begin(), part.unread.end(), std::back_inserter(whole.unread));
  whole.files += part.files;
  whole.bytes += part.bytes;
  whole.ignored += part.ignored;
}

Result<Report> scan_folder(const std::string& path, const ScanOptions& options, Progress& progress, int folder) {
  Tasks tasks;
  tasks.push(
      {{std::make_shared<Descriptor>(folder), path.empty() || path.ends_with('/') ? path : path + "/"}, ".", {}});
  Report whole;
  std::optional<Error> failed;
  std::exception_ptr thrown;
  std::mutex mutex;
  const auto work = [&]() noexcept {
    try {
      Result<Report> part = Worker(tasks, options, progress).run();
      const std::lock_guard lock(mutex);
      if (part) {
        append(whole, *std::move(part));
        return;
      }
      failed = std::move(part).error();
    } catch (...) {
      const std::lock_guard lock(mutex);
      thrown = std::current_exception();
    }
    tasks.end();
  };
  {
    std::vector<std::jthread> others;
    for (unsigned i = 1; i < thread_count(options); ++i) others.emplace_back(work);
    work();
  }
  if (thrown) std::rethrow_exception(thrown);
  if (failed) return *std::move(failed);
  return whole;
}

Error cannot_open(const std::string& path, int reason) {
  Error error = make_error(reason == ENOENT ? ErrorCode::not_found : ErrorCode::configuration,
                           path + " can't be scanned: " + message_of(reason) + ".");
  error.field = "path";
  error.rule = reason == ENOENT ? "no_such_file" : "unreadable_file";
  return error;
}

}  // namespace

unsigned thread_count(const ScanOptions& options) noexcept {
  const unsigned wanted = options.threads != 0 ? options.threads : std::thread::hardware_concurrency();
  return std::clamp(wanted, 1U, kMostThreads);
}

Result<Report> scan_files(const std::string& path, const ScanOptions& options, Progress& progress) {
  // What the caller names may be a link: the caller chose where the tree begins.
  Descriptor root(open(path.c_str(), O_RDONLY | O_NONBLOCK | O_NOCTTY | O_CLOEXEC));
  struct stat status {};
  if (root.number() < 0 || fstat(root.number(), &status) != 0) return cannot_open(path, errno);
  if (S_ISDIR(status.st_mode)) {
    const std::string shown = path == "." || path == "./" ? "" : path;
    return scan_folder(shown, options, progress, root.release());
  }
  if (!S_ISREG(status.st_mode)) {
    return validation_error("path", "not_a_file", path + " is neither a file nor a folder; name one.");
  }
  Tasks none;
  Worker worker(none, options, progress);
  if (auto scanned = worker.read(root.number(), path); !scanned) return std::move(scanned).error();
  return worker.take_report();
}

}  // namespace cfy::scan
