#include <iomanip>
#include <memory>
#include <optional>
#include <sstream>
#include <string>

#include "commands.hpp"
#include "printable.hpp"
#include "progress.hpp"
#include "scan_report.hpp"

namespace cfy::cli {
namespace {

constexpr int kClean = 0;
constexpr int kFound = 1;
constexpr int kNotScanned = 2;

constexpr const char* kScanFooter =
    R"(A finding is told by its rule, its place and a fingerprint; its value is never shown. A line that holds
`connectify:allow` lets its findings pass, and so does the file .connectify-scan-ignore where the scan
begins: one fingerprint a line, or `path:FILE RULE` for one rule's findings in a file (or in a folder,
with a slash at its end), remarks behind a #. Credentials of a sandbox (with the mark test_) are
no findings unless --test-credentials is given.

Exit status: 0 nothing was found; 1 something was found; 2 wrong use, or something could not be scanned.)";

struct ScanArguments {
  std::string path = ".";
  bool history = false;
  bool staged = false;
  bool sarif = false;
  bool test_credentials = false;
  std::optional<std::string> ignore_file;
  std::optional<std::string> threads;
};

std::string in_megabytes(std::int64_t bytes) {
  std::ostringstream text;
  text << std::fixed << std::setprecision(1) << static_cast<double>(bytes) / 1e6 << " MB";
  return text.str();
}

Json run_scan(const ScanArguments& arguments) {
  connectify::Scan scan;
  if (arguments.test_credentials) scan.set("test_credentials", "true");
  if (arguments.ignore_file) scan.set("ignore_file", *arguments.ignore_file);
  if (arguments.threads) scan.set("threads", *arguments.threads);
  const Progress progress([&scan] {
    const auto now = scan.progress();
    return std::to_string(now.files) + " files, " + in_megabytes(now.bytes);
  });
  if (arguments.history) return Json::parse(scan.history(arguments.path));
  if (arguments.staged) return Json::parse(scan.staged(arguments.path));
  return Json::parse(scan.path(arguments.path));
}

// "3 findings in 120 files (1.2 MB); 1 let pass."
std::string summary(const Json& report) {
  const auto counted = [](std::int64_t count, const char* noun) {
    return std::to_string(count) + " " + noun + (count == 1 ? "" : "s");
  };
  const std::size_t found = report.at("findings").size();
  const auto ignored = report.at("ignored").get<std::int64_t>();
  return (found == 0 ? "Nothing found" : counted(static_cast<std::int64_t>(found), "finding")) + " in " +
         counted(report.at("files").get<std::int64_t>(), "file") + " (" +
         in_megabytes(report.at("bytes").get<std::int64_t>()) + ")" +
         (ignored == 0 ? "." : "; " + std::to_string(ignored) + " let pass.");
}

int tell(const ScanArguments& arguments, const Output& output, const Json& report) {
  if (output.json()) {
    Output::document(report);
  } else if (arguments.sarif) {
    Output::document(sarif(report));
  } else {
    write_findings(output, report);
  }
  for (const Json& file : report.at("unread")) {
    output.note(printable(file.at("file").get<std::string>()) +
                " can't be read: " + printable(file.at("reason").get<std::string>()) + ".");
  }
  output.note(summary(report));
  if (!report.at("findings").empty()) return kFound;
  return report.at("unread").empty() ? kClean : kNotScanned;
}

int scan(const Globals& globals, const ScanArguments& arguments) {
  const Output output = globals.output();
  try {
    return tell(arguments, output, run_scan(arguments));
  } catch (const connectify::Error& error) {
    // Told apart from a finding, as grep does.
    output.error(error);
    return kNotScanned;
  }
}

}  // namespace

void add_scan_command(const Context& context) {
  const auto arguments = std::make_shared<ScanArguments>();
  const Globals& globals = context.globals;
  Action& chosen = context.chosen;
  CLI::App* command = context.app.add_subcommand("scan", "Look for credentials that slipped out");
  command->footer(kScanFooter);
  command->add_option("path", arguments->path, "A file or folder; with --git or --staged, where the repository is (.)");
  CLI::Option* history =
      command->add_flag("--git", arguments->history, "Scan the whole history: all branches, tags and stashes");
  CLI::Option* staged = command->add_flag("--staged", arguments->staged, "Scan what is staged, as a commit hook does");
  staged->excludes(history);
  command->add_flag("--sarif", arguments->sarif, "Write SARIF 2.1.0, which code hosts and editors show");
  command->add_flag("--test-credentials", arguments->test_credentials, "Take a sandbox's credentials as findings too");
  command->add_option("--ignore-file", arguments->ignore_file, "The file of fingerprints to let pass");
  command->add_option("--threads", arguments->threads, "How many threads to use; one a processor otherwise");
  command->callback([&, arguments] {
    if (arguments->sarif && globals.json)
      throw CLI::ValidationError("--sarif excludes --json", CLI::ExitCodes::ExcludesError);
    chosen = [&, arguments] { return scan(globals, *arguments); };
  });
}

}  // namespace cfy::cli
