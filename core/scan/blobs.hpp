#pragma once

#include <string>

#include "base/result.hpp"
#include "scan/finding.hpp"
#include "scan/scan.hpp"

namespace cfy::scan {

class Repository;

Result<Report> scan_history_of(const Repository& repository, const ScanOptions& options, Progress& progress);
Result<Report> scan_staged_of(const Repository& repository, const ScanOptions& options, Progress& progress);

}  // namespace cfy::scan
