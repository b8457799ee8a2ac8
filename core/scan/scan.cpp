#include "scan/scan.hpp"

#include <sys/stat.h>

#include <utility>

#include "base/process.hpp"
#include "scan/blobs.hpp"
#include "scan/document.hpp"
#include "scan/files.hpp"
#include "scan/git.hpp"
#include "scan/ignore_list.hpp"

namespace cfy::scan {
namespace {

Result<IgnoreList> ignore_list(const ScanOptions& options, const std::string& folder) {
  if (options.ignore_file) return IgnoreList::read(*options.ignore_file);
  return folder.empty() ? IgnoreList() : IgnoreList::of_folder(folder);
}

// Where the ignore file of a path lies: in the folder, or beside the file.
std::string folder_of(const std::string& path) {
  struct stat status {};
  if (stat(path.c_str(), &status) == 0 && S_ISDIR(status.st_mode)) return path;
  const std::size_t slash = path.rfind('/');
  return slash == std::string::npos ? "." : path.substr(0, slash + 1);
}

// `begin` is what the names of files begin with before their place in the folder of the ignore file.
Result<Report> with(const IgnoreList& ignored, std::string_view begin, Result<Report> report) {
  if (!report) return report;
  ignored.apply(*report, begin);
  report->sort();
  return report;
}

}  // namespace

std::optional<Error> Progress::stopped() const {
  if (shutting_down()) return ending_error();
  if (!stop.load(std::memory_order_relaxed)) return std::nullopt;
  return make_error(ErrorCode::cancelled, "The scan was stopped.");
}

Result<Report> scan_text(std::string_view name, std::string_view text, const ScanOptions& options) {
  const Result<IgnoreList> ignored = ignore_list(options, {});
  if (!ignored) return ignored.error();
  DocumentScanner scanner(RuleSet::standard(), options.test_credentials);
  scanner.begin(name);
  Result<DocumentFindings> found = scanner.finish(text);
  if (!found) return std::move(found).error();
  Report report;
  report.findings = std::move(found->findings);
  report.ignored = found->allowed;
  if (found->cut) report.unread.push_back(cut_short(std::string(name)));
  report.files = 1;
  report.bytes = text.size();
  return with(*ignored, {}, std::move(report));
}

Result<Report> scan_path(const std::string& path, const ScanOptions& options, Progress& progress) {
  const Result<IgnoreList> ignored = ignore_list(options, folder_of(path));
  if (!ignored) return ignored.error();
  const std::string folder = folder_of(path);
  // Below "." files are told by their bare names.
  const bool here = folder == "." || folder == "./";
  const std::string begin = here ? "" : folder.ends_with('/') ? folder : folder + "/";
  return with(*ignored, begin, scan_files(path, options, progress));
}

Result<Report> scan_history(const std::string& path, const ScanOptions& options, Progress& progress) {
  const Result<Repository> repository = Repository::open(path);
  if (!repository) return repository.error();
  const Result<IgnoreList> ignored = ignore_list(options, repository->top());
  if (!ignored) return ignored.error();
  return with(*ignored, {}, scan_history_of(*repository, options, progress));
}

Result<Report> scan_staged(const std::string& path, const ScanOptions& options, Progress& progress) {
  const Result<Repository> repository = Repository::open(path);
  if (!repository) return repository.error();
  const Result<IgnoreList> ignored = ignore_list(options, repository->top());
  if (!ignored) return ignored.error();
  return with(*ignored, {}, scan_staged_of(*repository, options, progress));
}

}  // namespace cfy::scan
