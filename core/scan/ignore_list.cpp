#include "scan/ignore_list.hpp"

#include <algorithm>
#include <cerrno>
#include <fstream>
#include <iterator>
#include <system_error>

namespace cfy::scan {
namespace {

constexpr std::string_view kSpace = " \t\r";

Error unreadable(const std::string& file) {
  const int reason = errno;
  Error error = configuration_error(file, file + " can't be read: " + std::generic_category().message(reason) + ".");
  error.rule = "unreadable_file";
  return error;
}

}  // namespace

Result<IgnoreList> IgnoreList::parse(std::string_view text, const std::string& file) {
  IgnoreList list;
  std::size_t number = 0;
  while (!text.empty()) {
    ++number;
    const std::size_t end = text.find('\n');
    std::string_view line = text.substr(0, end);
    text.remove_prefix(end == std::string_view::npos ? text.size() : end + 1);
    line = line.substr(0, line.find('#'));
    line.remove_prefix(std::min(line.find_first_not_of(kSpace), line.size()));
    const std::string_view fingerprint = line.substr(0, line.find_first_of(kSpace));
    if (fingerprint.empty()) continue;
    if (!is_fingerprint(fingerprint)) {
      Error error = configuration_error(
          file,
          "Line " + std::to_string(number) + " of " + file +
              " is no fingerprint; copy those that `connectify scan` shows, one a line, with remarks behind a #.");
      error.rule = "fingerprint";
      return error;
    }
    list.fingerprints_.emplace(fingerprint);
  }
  return list;
}

Result<IgnoreList> IgnoreList::read(const std::string& file) {
  errno = 0;
  std::ifstream stream(file, std::ios::binary);
  if (!stream) return unreadable(file);
  const std::string text{std::istreambuf_iterator<char>(stream), {}};
  if (stream.bad()) return unreadable(file);
  return parse(text, file);
}

Result<IgnoreList> IgnoreList::of_folder(const std::string& folder) {
  const std::string file = folder + (folder.ends_with('/') ? "" : "/") + std::string(kFileName);
  errno = 0;
  if (!std::ifstream(file).is_open()) {
    if (errno == ENOENT || errno == ENOTDIR) return IgnoreList();
    return unreadable(file);
  }
  return read(file);
}

void IgnoreList::apply(Report& report) const {
  report.ignored += std::erase_if(
      report.findings, [this](const Finding& finding) { return fingerprints_.contains(finding.fingerprint); });
}

}  // namespace cfy::scan
