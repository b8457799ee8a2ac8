#pragma once

#include <atomic>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "base/result.hpp"
#include "scan/finding.hpp"

namespace cfy::scan {

struct ScanOptions {
  bool test_credentials = false;           // whether those that a sandbox made are findings
  std::optional<std::string> ignore_file;  // else `.connectify-scan-ignore` where the scan begins, if there is one
  unsigned threads = 0;                    // 0: one a processor
};

// How far a scan is; may be read, and the scan stopped, from any thread.
struct Progress {
  std::atomic<std::uint64_t> files{0};
  std::atomic<std::uint64_t> bytes{0};
  std::atomic<bool> stop{false};

  // The error of a scan that was told to stop, or that the end of the process overtakes.
  [[nodiscard]] std::optional<Error> stopped() const;
};

// Each answers with what was found, sorted by place; what could not be read is told in the report.

// One text; `name` is its file's name, whose ending tells the language.
Result<Report> scan_text(std::string_view name, std::string_view text, const ScanOptions& options);

// A file, or all files below a folder, without `.git` folders, links, and what is not a regular file.
Result<Report> scan_path(const std::string& path, const ScanOptions& options, Progress& progress);

// Every version of every file in the history of the repository at `path`: all branches, tags, stashes and HEAD.
Result<Report> scan_history(const std::string& path, const ScanOptions& options, Progress& progress);

// What the index of the repository at `path` adds to HEAD: findings that HEAD's version of the file has as well are
// not told again.
Result<Report> scan_staged(const std::string& path, const ScanOptions& options, Progress& progress);

}  // namespace cfy::scan
