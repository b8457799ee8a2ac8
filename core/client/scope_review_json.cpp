#include <nlohmann/json.hpp>

#include "client/scope_review.hpp"
#include "sanitize/date_time.hpp"

namespace cfy::client {
namespace {

using Json = nlohmann::ordered_json;

Json time_json(const std::optional<std::chrono::system_clock::time_point>& time) {
  if (!time) return nullptr;
  return sanitize::date_time_text(std::chrono::system_clock::to_time_t(*time));
}

Json finding_json(const privilege::ScopeFinding& finding) {
  Json day = nullptr;
  if (finding.last_used) day = time_json(*finding.last_used).get<std::string>().substr(0, 10);
  return {{"scope", finding.scope},
          {"granted", finding.granted},
          {"state", scope_state_name(finding.state)},
          {"succeeded", finding.counts.succeeded},
          {"refused", finding.counts.refused},
          {"last_used", std::move(day)},
          {"operations", finding.operations},
          {"suggested", finding.suggested}};
}

}  // namespace

std::string scope_review_json(const ScopeReview& result) {
  const privilege::Review& review = result.review;
  Json scopes = Json::array();
  for (const auto& finding : review.scopes) scopes.push_back(finding_json(finding));
  Json steps = Json::array();
  for (const ReviewStep& step : result.steps) {
    steps.push_back({{"operation", step.operation},
                     {"arguments", Json::parse(step.arguments)},
                     {"why", step.why},
                     {"automatic", step.automatic}});
  }
  const Json document = {{"credential", result.fingerprint},
                         {"granted", result.granted.names()},
                         {"granted_from", result.granted_from},
                         {"window_days", result.window.count()},
                         {"observed_days", review.observed_days},
                         {"confidence", confidence_name(review.confidence)},
                         {"exact", review.exact},
                         {"excessive", review.excessive()},
                         {"scopes", std::move(scopes)},
                         {"suggested", review.suggested},
                         {"scope_parameter", privilege::ScopeSet(review.suggested).text()},
                         {"steps", std::move(steps)},
                         {"unknown_operations", review.unknown_operations},
                         {"remarks", result.remarks},
                         {"last_reviewed", time_json(result.last_reviewed)},
                         {"last_reviewer", result.last_reviewer},
                         {"due", time_json(result.due)},
                         {"overdue", result.overdue}};
  return document.dump(-1, ' ', false, Json::error_handler_t::replace);
}

}  // namespace cfy::client
