#pragma once

#include <string>

#include "base/result.hpp"
#include "scan/finding.hpp"
#include "scan/scan.hpp"

namespace cfy::scan {

// Scans a file, or all files below a folder, with several threads. Names in the report begin with `path`.
//
// Nothing leads out of the folder: links are not followed, and every file is opened by its name in the folder that was
// opened before. Pipes, sockets and devices are passed over.
Result<Report> scan_files(const std::string& path, const ScanOptions& options, Progress& progress);

// How many threads the options ask for.
unsigned thread_count(const ScanOptions& options) noexcept;

}  // namespace cfy::scan
