#include <nlohmann/json.hpp>

#include "privilege/posture.hpp"
#include "sanitize/date_time.hpp"

namespace cfy::privilege {
namespace {

using Json = nlohmann::ordered_json;

Json time_json(const std::optional<Time>& time) {
  if (!time) return nullptr;
  return sanitize::date_time_text(std::chrono::system_clock::to_time_t(*time));
}

template <class Value>
Json or_null(const std::optional<Value>& value) {
  return value ? Json(*value) : Json(nullptr);
}

Json text_or_null(const std::string& text) { return text.empty() ? Json(nullptr) : Json(text); }

Json counts_json(const PostureCounts& counts) {
  return {{"high", counts.high}, {"medium", counts.medium}, {"low", counts.low}, {"passed", counts.passed}};
}

Json finding_json(const PostureFinding& finding) {
  return {{"practice", practice_name(finding.practice)},
          {"severity", severity_name(finding.severity)},
          {"rule", finding.rule},
          {"subject", finding.subject},
          {"message", finding.message},
          {"cure", text_or_null(finding.cure)}};
}

Json secret_json(const SecretFact& secret) {
  return {{"name", secret.name},
          {"source", secret.source},
          {"detail", text_or_null(secret.detail)},
          {"referenced", secret.referenced},
          {"age_days", or_null(secret.age_days)},
          {"days_left", or_null(secret.days_left)},
          {"health", text_or_null(secret.health)}};
}

Json endpoint_json(const EndpointFact& endpoint) {
  Json rules = Json::array();
  for (const EndpointRule& rule : endpoint.rules) {
    rules.push_back({{"rule", rule.rule}, {"passed", rule.passed}, {"message", text_or_null(rule.message)}});
  }
  return {{"host", endpoint.host},
          {"problem", text_or_null(endpoint.problem)},
          {"version", text_or_null(endpoint.version)},
          {"cipher", text_or_null(endpoint.cipher)},
          {"group", text_or_null(endpoint.group)},
          {"days_left", endpoint.problem.empty() ? Json(endpoint.days_left) : Json(nullptr)},
          {"rules", std::move(rules)}};
}

Json scan_json(const ScanFact& scan) {
  return {{"path", scan.path},
          {"files", scan.files},
          {"ignored", scan.ignored},
          {"unread", scan.unread},
          {"found", scan.found}};
}

Json audit_json(const AuditFact& audit) {
  return {{"events", audit.events}, {"last", time_json(audit.last)}, {"problem", text_or_null(audit.problem)}};
}

Json grant_json(const GrantFact& grant) {
  Json scopes = Json::array();
  for (const ScopeFinding& scope : grant.review.scopes) {
    scopes.push_back({{"scope", scope.scope},
                      {"granted", scope.granted},
                      {"state", scope_state_name(scope.state)},
                      {"succeeded", scope.counts.succeeded},
                      {"refused", scope.counts.refused},
                      {"suggested", scope.suggested}});
  }
  return {{"granted", grant.granted.names()},
          {"suggested", grant.review.suggested},
          {"confidence", confidence_name(grant.review.confidence)},
          {"observed_days", grant.review.observed_days},
          {"scopes", std::move(scopes)},
          {"last_reviewer", text_or_null(grant.last_reviewer)},
          {"last_reviewed", time_json(grant.last_reviewed)},
          {"due", time_json(grant.due)},
          {"overdue", grant.overdue}};
}

}  // namespace

std::string posture_json(const Posture& posture) {
  const PostureFacts& facts = posture.facts;
  Json practices = Json::array();
  for (std::size_t i = 0; i < kPractices; ++i) {
    const auto practice = static_cast<Practice>(i);
    practices.push_back({{"practice", practice_name(practice)},
                         {"title", practice_title(practice)},
                         {"worst", severity_name(posture.worst(practice))}});
  }
  Json findings = Json::array();
  for (const PostureFinding& finding : posture.findings) findings.push_back(finding_json(finding));
  Json secrets = Json::array();
  for (const SecretFact& secret : facts.secrets) secrets.push_back(secret_json(secret));
  Json runs = Json::array();
  for (const PostureRun& run : posture.runs) {
    Json entry = {{"at", time_json(run.at)}};
    entry.update(counts_json(run.counts));
    runs.push_back(std::move(entry));
  }
  const Json document = {{"healthy", posture.healthy()},
                         {"at", time_json(facts.at)},
                         {"version", facts.version},
                         {"environment", facts.environment},
                         {"counts", counts_json(posture.counts())},
                         {"practices", std::move(practices)},
                         {"findings", std::move(findings)},
                         {"secrets", std::move(secrets)},
                         {"endpoint", facts.endpoint ? endpoint_json(*facts.endpoint) : Json(nullptr)},
                         {"scan", facts.scan ? scan_json(*facts.scan) : Json(nullptr)},
                         {"audit", facts.audit ? audit_json(*facts.audit) : Json(nullptr)},
                         {"grant", facts.grant ? grant_json(*facts.grant) : Json(nullptr)},
                         {"runs", std::move(runs)}};
  return document.dump(-1, ' ', false, Json::error_handler_t::replace);
}

}  // namespace cfy::privilege
