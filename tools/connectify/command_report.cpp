#include <fstream>
#include <iostream>
#include <memory>
#include <optional>
#include <string>

#include "commands.hpp"
#include "posture_view.hpp"
#include "printable.hpp"

namespace cfy::cli {
namespace {

constexpr int kHealthy = 0;
constexpr int kActionNeeded = 1;
constexpr int kNotMade = 2;

constexpr const char* kReportFooter =
    R"(The report tells where each secret comes from and how old it is, how the platform's TLS is, which scopes are
granted and used, what the scanner found in files (--scan), and whether the audit log is whole. No secret is in it.

Each run is kept in the setting state_folder, for the trend, unless --forget is given.

Exit status: 0 nothing of medium or high severity; 1 there is something to do; 2 wrong use, or no report was made.)";

struct ReportArguments {
  std::optional<std::string> html;
  std::optional<std::string> json;
  std::optional<std::string> sarif;
  std::optional<std::string> granted;
  std::optional<std::string> key_id;
  std::optional<std::string> scan_path;
  bool offline = false;
  bool forget = false;
};

bool write_file(const std::string& path, const std::string& text, const Output& output) {
  std::ofstream file(path, std::ios::binary | std::ios::trunc);
  file << text << '\n';
  if (file.flush()) return true;
  output.error("file", "The file " + path + " cannot be written.");
  return false;
}

int report(const Globals& globals, const ReportArguments& arguments) try {
  const Output output = globals.output();
  const connectify::Config config = globals.config();
  connectify::Posture posture(config.get());
  if (arguments.granted) posture.set("granted", *arguments.granted);
  if (arguments.key_id) posture.set("key_id", *arguments.key_id);
  if (arguments.scan_path) posture.set("scan_path", *arguments.scan_path);
  if (arguments.offline) posture.set("offline", "true");
  posture.set("remember", arguments.forget ? "false" : "true");
  posture.run();

  const std::string json = posture.text("json");
  if (arguments.html && !write_file(*arguments.html, posture.text("html"), output)) return kNotMade;
  const bool json_file = arguments.json && !arguments.json->empty();
  if (json_file && !write_file(*arguments.json, json, output)) return kNotMade;
  if (arguments.sarif && !write_file(*arguments.sarif, posture.text("sarif"), output)) return kNotMade;

  const Json document = Json::parse(json);
  if (globals.json || (arguments.json && !json_file)) {
    Output::document(document);
  } else {
    show_posture(document, output);
  }
  return document.at("healthy").get<bool>() ? kHealthy : kActionNeeded;
} catch (const connectify::Error& error) {
  // Told apart from a finding, as the scanner does.
  globals.output().error(error);
  return kNotMade;
}

}  // namespace

void add_report_command(const Context& context) {
  const auto arguments = std::make_shared<ReportArguments>();
  const Globals& globals = context.globals;
  Action& chosen = context.chosen;
  CLI::App* command = context.app.add_subcommand("report", "Report how well the six practices are kept");
  command->footer(kReportFooter);
  command->add_option("--html", arguments->html, "Write a page that needs no other file and no network");
  command->add_option("--json", arguments->json, "Write the same as JSON; without a name, to standard output")
      ->expected(0, 1);
  command->add_option("--sarif", arguments->sarif, "Write the findings as SARIF 2.1.0");
  command->add_option("--granted", arguments->granted, "The scopes that are granted, as for review");
  command->add_option("--key-id", arguments->key_id, "Which of `connectify keys list` this credential is");
  command->add_option("--scan", arguments->scan_path, "A file or folder to scan for credentials");
  command->add_flag("--offline", arguments->offline, "Ask the platform nothing");
  command->add_flag("--forget", arguments->forget, "Do not keep this run for the trend");
  command->callback([&, arguments] { chosen = [&, arguments] { return report(globals, *arguments); }; });
}

}  // namespace cfy::cli
