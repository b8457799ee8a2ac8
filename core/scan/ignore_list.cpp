#include "scan/ignore_list.hpp"

#include <algorithm>
#include <cerrno>
#include <fstream>
#include <iterator>
#include <system_error>

namespace cfy::scan {
namespace {

constexpr std::string_view kSpace = " \t\r";
constexpr std::string_view kPath = "path:";

// The line's next word, which is taken from it; empty at its end.
std::string_view next_word(std::string_view& line) {
  line.remove_prefix(std::min(line.find_first_not_of(kSpace), line.size()));
  const std::string_view word = line.substr(0, line.find_first_of(kSpace));
  line.remove_prefix(word.size());
  return word;
}

Error unreadable(const std::string& file) {
  const int reason = errno;
  Error error = configuration_error(file, file + " can't be read: " + std::generic_category().message(reason) + ".");
  error.rule = "unreadable_file";
  return error;
}

}  // namespace

Result<void> IgnoreList::add_line(std::string_view line, const std::string& where) {
  const std::string_view first = next_word(line);
  if (first.empty()) return {};
  if (is_fingerprint(first)) {
    fingerprints_.emplace(first);
    return {};
  }
  const std::string_view path = first.starts_with(kPath) ? first.substr(kPath.size()) : std::string_view();
  const std::string_view rule = next_word(line);
  if (!path.empty() && !path.starts_with('/') && !rule.empty()) {
    places_.push_back({std::string(path), std::string(rule)});
    return {};
  }
  Error error = configuration_error(
      "", where +
              " is no fingerprint, nor `path:FILE RULE`; copy what `connectify scan` shows, one a line, with "
              "remarks behind a #.");
  error.rule = "fingerprint";
  return error;
}

Result<IgnoreList> IgnoreList::parse(std::string_view text, const std::string& file) {
  IgnoreList list;
  std::size_t number = 0;
  while (!text.empty()) {
    ++number;
    const std::size_t end = text.find('\n');
    std::string_view line = text.substr(0, end);
    text.remove_prefix(end == std::string_view::npos ? text.size() : end + 1);
    const std::string where = "Line " + std::to_string(number) + " of " + file;
    if (auto added = list.add_line(line.substr(0, line.find('#')), where); !added) {
      Error error = std::move(added).error();
      error.field = file;
      return error;
    }
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

bool IgnoreList::lets_pass(const Finding& finding, std::string_view begin) const {
  if (fingerprints_.contains(finding.fingerprint)) return true;
  std::string_view file = finding.file;
  if (file.starts_with(begin)) file.remove_prefix(begin.size());
  return std::any_of(places_.begin(), places_.end(), [&](const Place& place) {
    return place.rule == finding.rule &&
           (place.path.ends_with('/') ? file.starts_with(place.path) : file == place.path);
  });
}

void IgnoreList::apply(Report& report, std::string_view begin) const {
  report.ignored += std::erase_if(report.findings, [&](const Finding& finding) { return lets_pass(finding, begin); });
}

}  // namespace cfy::scan
