#include "scan_report.hpp"

#include <cstddef>
#include <iostream>
#include <map>
#include <string>

#include "printable.hpp"

namespace cfy::cli {
namespace {

std::string finding_text(const Json& finding, const char* member) { return finding.at(member).get<std::string>(); }

// ", in base64 in hex": how the credential is written there, the innermost first.
std::string encodings_of(const Json& finding) {
  std::string text;
  if (!finding.contains("encodings")) return text;
  const Json& encodings = finding.at("encodings");
  for (auto encoding = encodings.rbegin(); encoding != encodings.rend(); ++encoding) {
    text += (text.empty() ? ", in " : " in ") + encoding->get<std::string>();
  }
  return text;
}

// A file's name as a URI reference: what a URI gives a meaning to, and all but ASCII, is percent-encoded.
std::string uri_of(const std::string& file) {
  constexpr std::string_view kPlain = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-._~/";
  constexpr std::string_view kDigits = "0123456789ABCDEF";
  std::string uri = file.starts_with('/') ? "file://" : "";
  for (const char c : file) {
    if (kPlain.find(c) != std::string_view::npos) {
      uri.push_back(c);
      continue;
    }
    const auto byte = static_cast<unsigned char>(c);
    uri += {'%', kDigits[byte >> 4U], kDigits[byte & 0xFU]};
  }
  return uri;
}

Json sarif_result(const Json& finding, std::size_t rule) {
  std::string message = finding_text(finding, "description") + encodings_of(finding) + ".";
  if (finding.contains("commit"))
    message += " It is in the history since commit " + finding_text(finding, "commit") + ".";
  if (finding.contains("cure")) message += " Write instead: " + finding_text(finding, "cure");
  const Json place = {{"artifactLocation", {{"uri", uri_of(finding_text(finding, "file"))}}},
                      {"region", {{"startLine", finding.at("line")}, {"startColumn", finding.at("column")}}}};
  return {{"ruleId", finding.at("rule")},
          {"ruleIndex", rule},
          {"level", "error"},
          {"message", {{"text", message}}},
          {"locations", Json::array({Json{{"physicalLocation", place}}})},
          {"partialFingerprints", {{"connectifyScan/v1", finding.at("fingerprint")}}}};
}

Json sarif_notifications(const Json& report) {
  Json notifications = Json::array();
  for (const Json& file : report.at("unread")) {
    notifications.push_back(
        {{"level", "error"},
         {"message", {{"text", finding_text(file, "file") + " can't be read: " + finding_text(file, "reason")}}}});
  }
  return notifications;
}

}  // namespace

void write_findings(const Output& output, const Json& report) {
  for (const Json& finding : report.at("findings")) {
    std::string place = printable(finding_text(finding, "file")) + ":" + std::to_string(finding.at("line").get<int>()) +
                        ":" + std::to_string(finding.at("column").get<int>());
    if (finding.contains("commit")) place = finding_text(finding, "commit").substr(0, 12) + " " + place;
    std::cout << output.paint(Colour::bold, place) << ": " << output.paint(Colour::red, finding_text(finding, "rule"))
              << ": " << finding_text(finding, "description") << encodings_of(finding) << " ["
              << finding_text(finding, "fingerprint") << "]\n";
    if (finding.contains("cure")) std::cout << "    write instead: " << finding_text(finding, "cure") << '\n';
  }
}

Json sarif(const Json& report) {
  Json rules = Json::array();
  Json results = Json::array();
  std::map<std::string, std::size_t> known;
  for (const Json& finding : report.at("findings")) {
    const auto [rule, added] = known.emplace(finding_text(finding, "rule"), rules.size());
    if (added) {
      rules.push_back({{"id", rule->first}, {"shortDescription", {{"text", finding_text(finding, "description")}}}});
    }
    results.push_back(sarif_result(finding, rule->second));
  }
  Json driver = {{"name", "connectify scan"}, {"version", cfy_version()}, {"rules", std::move(rules)}};
  Json invocation = {{"executionSuccessful", report.at("unread").empty()},
                     {"toolExecutionNotifications", sarif_notifications(report)}};
  Json run = {{"tool", {{"driver", std::move(driver)}}},
              {"invocations", Json::array({std::move(invocation)})},
              {"columnKind", "unicodeCodePoints"},
              {"results", std::move(results)}};
  return {{"$schema", "https://json.schemastore.org/sarif-2.1.0.json"},
          {"version", "2.1.0"},
          {"runs", Json::array({std::move(run)})}};
}

}  // namespace cfy::cli
