#include <map>
#include <nlohmann/json.hpp>

#include "privilege/posture.hpp"

namespace cfy::privilege {
namespace {

using Json = nlohmann::ordered_json;

const char* level_of(Severity severity) noexcept {
  switch (severity) {
    case Severity::high: return "error";
    case Severity::medium: return "warning";
    case Severity::low: return "note";
    default: return "none";
  }
}

Json result_of(const PostureFinding& finding, std::size_t rule) {
  const std::string cure = finding.cure.empty() ? "" : " " + finding.cure;
  const Json place = {{"name", finding.subject}, {"kind", practice_name(finding.practice)}};
  return {{"ruleId", finding.rule},
          {"ruleIndex", rule},
          {"kind", finding.severity == Severity::passed ? "pass" : "fail"},
          {"level", level_of(finding.severity)},
          {"message", {{"text", finding.message + cure}}},
          {"locations", Json::array({Json{{"logicalLocations", Json::array({place})}}})}};
}

}  // namespace

std::string posture_sarif(const Posture& posture) {
  Json rules = Json::array();
  Json results = Json::array();
  std::map<std::string, std::size_t> known;
  for (const PostureFinding& finding : posture.findings) {
    const auto [rule, added] = known.emplace(finding.rule, rules.size());
    if (added) {
      rules.push_back({{"id", finding.rule}, {"shortDescription", {{"text", practice_title(finding.practice)}}}});
    }
    results.push_back(result_of(finding, rule->second));
  }
  Json driver = {{"name", "connectify report"}, {"version", posture.facts.version}, {"rules", std::move(rules)}};
  Json run = {{"tool", {{"driver", std::move(driver)}}}, {"results", std::move(results)}};
  const Json document = {{"$schema", "https://json.schemastore.org/sarif-2.1.0.json"},
                         {"version", "2.1.0"},
                         {"runs", Json::array({std::move(run)})}};
  return document.dump(-1, ' ', false, Json::error_handler_t::replace);
}

}  // namespace cfy::privilege
