#include "client/posture_facts.hpp"

#include <algorithm>
#include <charconv>
#include <cstdint>
#include <utility>

#include "client/settings_table.hpp"
#include "client/state_files.hpp"
#include "client/tls_settings.hpp"
#include "client/version.hpp"
#include "rotation/audit_log.hpp"
#include "rotation/policy.hpp"
#include "scan/scan.hpp"
#include "tls/probe.hpp"

namespace cfy::client {
namespace {

using privilege::PostureFacts;
using privilege::Time;
using std::chrono::days;

constexpr std::uint16_t kHttpsPort = 443;

std::vector<privilege::SecretFact> secret_facts(const std::vector<SettingOrigin>& origins, Time now) {
  std::vector<privilege::SecretFact> facts;
  for (const SettingOrigin& origin : origins) {
    if (!find_setting(origin.name)->secret || origin.source == Source::none) continue;
    privilege::SecretFact fact;
    fact.name = origin.name;
    fact.source = source_name(origin.source);
    fact.detail = origin.detail;
    fact.referenced = !origin.reference.empty();
    if (origin.changed_at) fact.age_days = rotation::age_of(*origin.changed_at, now).count();
    if (origin.expires_at) fact.days_left = std::chrono::floor<days>(*origin.expires_at - now).count();
    if (origin.health) fact.health = health_name(*origin.health);
    facts.push_back(std::move(fact));
  }
  return facts;
}

struct Place {
  std::string host;
  std::uint16_t port = kHttpsPort;
};

// Of a base URL, which was checked: https://host[:port][/path].
Place place_of(std::string_view base_url) {
  std::string_view authority = base_url.substr(base_url.find("://") + 3);
  authority = authority.substr(0, authority.find('/'));
  Place place;
  const std::size_t bracket = authority.rfind(']');
  const std::size_t colon = authority.rfind(':');
  const bool has_port = colon != std::string_view::npos && (bracket == std::string_view::npos || colon > bracket);
  if (has_port) {
    const std::string_view digits = authority.substr(colon + 1);
    std::from_chars(digits.data(), digits.data() + digits.size(), place.port);
    authority = authority.substr(0, colon);
  }
  if (authority.starts_with('[')) authority = authority.substr(1, authority.size() - 2);
  place.host = authority;
  return place;
}

privilege::EndpointFact endpoint_fact(const Settings& settings) {
  const Place place = place_of(settings.base_url);
  privilege::EndpointFact fact;
  fact.host = place.host + ":" + std::to_string(place.port);
  const auto policy = make_tls_policy(settings);
  if (!policy) {
    fact.problem = policy.error().message;
    return fact;
  }
  auto probe = tls::probe(place.host, place.port, *policy, settings.timeout);
  if (!probe) {
    fact.problem = probe.error().message;
    return fact;
  }
  fact.version = std::move(probe->version);
  fact.cipher = std::move(probe->cipher);
  fact.group = std::move(probe->group);
  fact.days_left = probe->days_left;
  for (const tls::ProbedRule& rule : probe->rules) fact.rules.push_back({rule.rule, rule.passed, rule.message});
  return fact;
}

Result<privilege::ScanFact> scan_fact(const std::string& path) {
  scan::Progress progress;
  const auto report = scan::scan_path(path, {}, progress);
  if (!report) return report.error();
  privilege::ScanFact fact{path, report->files, report->ignored, report->unread.size(), {}};
  for (const scan::Finding& finding : report->findings) ++fact.found[finding.rule];
  return fact;
}

privilege::AuditFact audit_fact(const std::string& path) {
  const auto history = rotation::AuditLog(path).read();
  if (!history) return {0, std::nullopt, history.error().message};
  privilege::AuditFact fact{history->events.size(), std::nullopt, {}};
  if (!history->events.empty()) fact.last = history->events.back().at;
  return fact;
}

void add_grant(Settings settings, ScopeReviewRequest request, bool offline, PostureFacts& facts) {
  if (settings.api_key.empty()) {
    facts.grant_problem = "No credential is set.";
    return;
  }
  request.offline = request.offline || offline;
  const auto client = Client::make(std::move(settings));
  auto review = client ? review_scopes(**client, request) : Result<ScopeReview>(client.error());
  if (!review) {
    facts.grant_problem = review.error().message;
    return;
  }
  facts.grant = privilege::GrantFact{std::move(review->granted),
                                     std::move(review->review),
                                     std::move(review->last_reviewer),
                                     review->last_reviewed,
                                     review->due,
                                     review->overdue};
}

}  // namespace

Result<PostureFacts> gather_posture_facts(Diagnosis diagnosis, const PostureRequest& request, Time now) {
  const Settings& settings = diagnosis.settings;
  constexpr rotation::Policy kPolicy;
  PostureFacts facts;
  facts.at = now;
  facts.version = kVersion;
  facts.environment = environment_name(settings.environment);
  facts.debug = settings.debug;
  facts.tls_min_version = settings.tls_min_version;
  facts.pinned = !settings.tls_pins.empty();
  facts.client_id = settings.client_id;
  facts.redirect_uri = settings.redirect_uri;
  facts.check_scopes = settings.check_scopes;
  facts.record_usage = settings.record_usage;
  facts.limits = {kPolicy.warn.count(), kPolicy.due.count(), kPolicy.unhealthy.count()};
  for (const Error& problem : diagnosis.problems) facts.problems.push_back({problem.field, problem.message});
  facts.secrets = secret_facts(diagnosis.origins, now);
  if (!audit_file(settings).empty()) facts.audit = audit_fact(audit_file(settings));
  if (!request.scan_path.empty()) {
    auto scanned = scan_fact(request.scan_path);
    if (!scanned) return std::move(scanned).error();
    facts.scan = *std::move(scanned);
  }
  if (!diagnosis.problems.empty()) {
    facts.grant_problem = "The settings come first.";
    return facts;
  }
  if (!request.offline) facts.endpoint = endpoint_fact(settings);
  add_grant(std::move(diagnosis.settings), request.review, request.offline, facts);
  return facts;
}

}  // namespace cfy::client
