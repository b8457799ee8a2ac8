#include "connectify/scan.h"

#include <array>
#include <charconv>
#include <memory>

#include "base/closest.hpp"
#include "guard.hpp"
#include "scan/scan.hpp"

using cfy::Result;
using cfy::capi::guard;
using cfy::capi::null_error;
using cfy::capi::text_argument;
using cfy::capi::utf8_argument;

struct cfy_scan {
  cfy::scan::ScanOptions options;
  cfy::scan::Progress progress;
};

namespace {

constexpr std::array<std::string_view, 3> kOptions = {"ignore_file", "test_credentials", "threads"};

Result<void> set_option(cfy::scan::ScanOptions& options, std::string_view name, std::string_view value) {
  if (name == "ignore_file") {
    if (value.empty() || value.find('\0') != std::string_view::npos) {
      return cfy::validation_error("ignore_file", "path", "A file's name is not empty and holds no NUL.");
    }
    options.ignore_file = std::string(value);
    return {};
  }
  if (name == "test_credentials") {
    if (value != "true" && value != "false") {
      return cfy::validation_error("test_credentials", "boolean", "Say true or false.");
    }
    options.test_credentials = value == "true";
    return {};
  }
  if (name == "threads") {
    unsigned threads = 0;
    const char* const end = value.data() + value.size();
    const auto [parsed, problem] = std::from_chars(value.data(), end, threads);
    if (problem != std::errc() || parsed != end || threads == 0) {
      return cfy::validation_error("threads", "number", "Give a whole number from 1.");
    }
    options.threads = threads;
    return {};
  }
  return cfy::validation_error("name", "unknown_option",
                               "There is no option of that name." + cfy::did_you_mean(name, kOptions));
}

using ScanPath = Result<cfy::scan::Report> (*)(const std::string&, const cfy::scan::ScanOptions&, cfy::scan::Progress&);

cfy_error* scan_at(cfy_scan* scan, const char* path, cfy_buffer** out, ScanPath run) {
  return guard([&]() -> Result<void> {
    if (out == nullptr) return null_error("out");
    *out = nullptr;
    if (scan == nullptr) return null_error("scan");
    // The name of a file is whatever the system takes.
    const Result<std::string_view> argument = text_argument(path, CFY_NUL_TERMINATED, "path");
    if (!argument) return argument.error();
    scan->progress.files = 0;
    scan->progress.bytes = 0;
    const Result<cfy::scan::Report> report = run(std::string(*argument), scan->options, scan->progress);
    scan->progress.stop = false;
    if (!report) return report.error();
    *out = new cfy_buffer{report->json()};
    return {};
  });
}

}  // namespace

cfy_error* cfy_scan_new(cfy_scan** out) {
  return guard([&]() -> Result<void> {
    if (out == nullptr) return null_error("out");
    *out = nullptr;
    *out = new cfy_scan;
    return {};
  });
}

cfy_error* cfy_scan_set(cfy_scan* scan, const char* name, const char* value, size_t size) {
  return guard([&]() -> Result<void> {
    if (scan == nullptr) return null_error("scan");
    const Result<std::string_view> option = text_argument(name, CFY_NUL_TERMINATED, "name");
    if (!option) return option.error();
    const Result<std::string_view> argument = text_argument(value, size, "value");
    if (!argument) return argument.error();
    return set_option(scan->options, *option, *argument);
  });
}

cfy_error* cfy_scan_text(const cfy_scan* scan, const char* name, const char* text, size_t size, cfy_buffer** out) {
  return guard([&]() -> Result<void> {
    if (out == nullptr) return null_error("out");
    *out = nullptr;
    if (scan == nullptr) return null_error("scan");
    const Result<std::string_view> file = utf8_argument(name, CFY_NUL_TERMINATED, "name");
    if (!file) return file.error();
    const Result<std::string_view> argument = text_argument(text, size, "text");
    if (!argument) return argument.error();
    const Result<cfy::scan::Report> report = cfy::scan::scan_text(*file, *argument, scan->options);
    if (!report) return report.error();
    *out = new cfy_buffer{report->json()};
    return {};
  });
}

cfy_error* cfy_scan_path(cfy_scan* scan, const char* path, cfy_buffer** out) {
  return scan_at(scan, path, out, cfy::scan::scan_path);
}

cfy_error* cfy_scan_history(cfy_scan* scan, const char* path, cfy_buffer** out) {
  return scan_at(scan, path, out, cfy::scan::scan_history);
}

cfy_error* cfy_scan_staged(cfy_scan* scan, const char* path, cfy_buffer** out) {
  return scan_at(scan, path, out, cfy::scan::scan_staged);
}

void cfy_scan_progress(const cfy_scan* scan, int64_t* files, int64_t* bytes) {
  if (files != nullptr) *files = scan == nullptr ? 0 : static_cast<int64_t>(scan->progress.files.load());
  if (bytes != nullptr) *bytes = scan == nullptr ? 0 : static_cast<int64_t>(scan->progress.bytes.load());
}

void cfy_scan_stop(cfy_scan* scan) {
  if (scan != nullptr) scan->progress.stop = true;
}

void cfy_scan_free(cfy_scan* scan) { delete scan; }
