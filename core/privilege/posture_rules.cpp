#include "privilege/posture_rules.hpp"

#include <algorithm>
#include <utility>

namespace cfy::privilege {
namespace {

// A certificate is renewed with a third of its life left, which is 30 days of 90.
constexpr std::int64_t kCertificateLow = 30;
constexpr std::int64_t kCertificateMedium = 7;
constexpr std::int64_t kSecretLeaving = 7;  // days before a secret's own end

std::string in_days(std::int64_t days) { return std::to_string(days) + (days == 1 ? " day" : " days"); }

// Collects what the rules of one practice find.
class Findings {
 public:
  Findings(std::vector<PostureFinding>& all, Practice practice) : all_(all), practice_(practice), before_(all.size()) {}

  void add(Severity severity, std::string rule, std::string subject, std::string message, std::string cure) {
    all_.push_back({practice_, severity, std::move(rule), std::move(subject), std::move(message), std::move(cure)});
  }
  void pass(std::string rule, std::string subject, std::string message) {
    add(Severity::passed, std::move(rule), std::move(subject), std::move(message), {});
  }
  [[nodiscard]] bool none() const noexcept { return all_.size() == before_; }

 private:
  std::vector<PostureFinding>& all_;
  Practice practice_;
  std::size_t before_;
};

void judge_source(const SecretFact& secret, Findings& findings) {
  const bool in_file = secret.source == "env_file" || secret.source == "json_file";
  if (secret.referenced || secret.source == "mounted_file") {
    findings.pass("secret_kept_apart", secret.name, secret.name + " is kept where only its reader can get at it.");
  } else if (secret.source == "sandbox_file") {
    findings.pass("sandbox_secret", secret.name, secret.name + " is a sandbox's, and good for nothing else.");
  } else if (in_file) {
    findings.add(Severity::low, "secret_in_file", secret.name,
                 secret.name + " stands in " + secret.detail + ", which backups and commits carry along.",
                 "Write a reference in its place, such as secret-service://connectify/" + secret.name +
                     " or file:/run/secrets/connectify_" + secret.name + ".");
  } else if (secret.source == "environment_variable") {
    findings.add(Severity::low, "secret_in_environment", secret.name,
                 secret.name + " is in the environment variable " + secret.detail +
                     ", which every child process inherits and no program can wipe.",
                 "Let the variable hold a reference, such as file:/run/secrets/connectify_" + secret.name + ".");
  } else {
    findings.add(Severity::low, "secret_from_program", secret.name,
                 secret.name + " is given by the program; where that has it from can't be seen here.",
                 "Leave the argument out and let the library read the secret: it then never lies in the program's "
                 "own memory.");
  }
}

void judge_credentials(const PostureFacts& facts, std::vector<PostureFinding>& all) {
  Findings findings(all, Practice::credentials);
  for (const SettingProblem& problem : facts.problems) {
    findings.add(Severity::high, "bad_setting", problem.setting, problem.message, "Correct the setting as it says.");
  }
  for (const SecretFact& secret : facts.secrets) judge_source(secret, findings);
  if (facts.scan) {
    unsigned found = 0;
    for (const auto& [rule, count] : facts.scan->found) found += count;
    if (found > 0) {
      findings.add(Severity::high, "credentials_in_files", facts.scan->path,
                   std::to_string(found) + (found == 1 ? " credential lies" : " credentials lie") +
                       " open in the files that were scanned.",
                   "Run connectify scan to see where, revoke what was found, then take it out.");
    } else {
      findings.pass(
          "no_credentials_in_files", facts.scan->path,
          "No credential lies open in the " + std::to_string(facts.scan->files) + " files that were scanned.");
    }
    if (facts.scan->unread > 0) {
      findings.add(Severity::low, "files_not_scanned", facts.scan->path,
                   std::to_string(facts.scan->unread) + (facts.scan->unread == 1 ? " file" : " files") +
                       " could not be read by the scanner.",
                   "Run connectify scan to see which, and make them readable for whoever scans.");
    }
  }
  if (findings.none()) findings.pass("no_secrets", "settings", "No secret is set, so none can slip out.");
}

void judge_endpoint(const EndpointFact& endpoint, Findings& findings) {
  if (!endpoint.problem.empty()) {
    findings.add(Severity::medium, "endpoint_not_reached", endpoint.host,
                 "The platform's TLS could not be looked at: " + endpoint.problem,
                 "See that the platform can be reached, then make the report again.");
    return;
  }
  for (const EndpointRule& rule : endpoint.rules) {
    if (rule.passed) continue;
    findings.add(Severity::high, "tls_" + rule.rule, endpoint.host, rule.message,
                 "Have whoever runs the platform put it right; until then no call gets through.");
  }
  if (endpoint.days_left <= kCertificateLow) {
    findings.add(endpoint.days_left <= kCertificateMedium ? Severity::medium : Severity::low, "certificate_ends",
                 endpoint.host, "Its certificate ends in " + in_days(endpoint.days_left) + ".",
                 "Have it renewed before that.");
  }
  if (std::all_of(endpoint.rules.begin(), endpoint.rules.end(), [](const EndpointRule& one) { return one.passed; })) {
    findings.pass("tls_rules_kept", endpoint.host,
                  "All " + std::to_string(endpoint.rules.size()) + " rules of the connection are kept (" +
                      endpoint.version + ").");
  }
}

void judge_transport(const PostureFacts& facts, std::vector<PostureFinding>& all) {
  Findings findings(all, Practice::transport);
  findings.pass("always_verified", "library", "Certificates are verified; there is no switch that turns it off.");
  if (facts.endpoint) judge_endpoint(*facts.endpoint, findings);
}

void judge_checking(const PostureFacts& facts, std::vector<PostureFinding>& all) {
  Findings findings(all, Practice::checking);
  findings.pass("always_checked", "library",
                "Arguments are checked before they are sent, answers before they are handed on; there is no switch "
                "that turns it off.");
  if (facts.debug && facts.environment == "production") {
    findings.add(Severity::low, "debug_in_production", "debug",
                 "debug is on in production: logs hold more than needed.", "Set debug to false.");
  }
}

bool is_loopback(std::string_view uri) {
  return uri.starts_with("http://127.0.0.1") || uri.starts_with("http://[::1]") || uri.starts_with("http://localhost");
}

void judge_oauth(const PostureFacts& facts, std::vector<PostureFinding>& all) {
  Findings findings(all, Practice::oauth);
  if (!facts.redirect_uri.empty() && !facts.redirect_uri.starts_with("https://") && !is_loopback(facts.redirect_uri)) {
    findings.add(Severity::medium, "open_redirect_uri", "redirect_uri",
                 "The redirect URI is neither https nor this machine: others can read the code that comes there.",
                 "Use an https URI, or http://127.0.0.1 for a program on the user's machine (RFC 8252).");
  }
  if (findings.none()) {
    findings.pass("oauth_by_default", facts.client_id.empty() ? "not used" : "client_id",
                  facts.client_id.empty()
                      ? "OAuth is not used: no client_id is set."
                      : "PKCE, state and issuer are checked; there is no switch that turns it off.");
  }
}

void judge_age(const SecretFact& secret, const AgeLimits& limits, Findings& findings) {
  const std::string cure = "Rotate it: connectify rotate.";
  if (secret.days_left && *secret.days_left <= kSecretLeaving) {
    findings.add(
        Severity::high, "secret_ends", secret.name,
        secret.name + (*secret.days_left <= 0 ? " has ended." : " ends in " + in_days(*secret.days_left) + "."), cure);
  }
  if (!secret.age_days) {
    findings.add(Severity::low, "age_unknown", secret.name, "Nobody says how old " + secret.name + " is.",
                 "Keep it in a file or a manager, which know when it was written.");
    return;
  }
  const std::string age = secret.name + " is " + in_days(*secret.age_days) + " old";
  if (secret.health == "unhealthy") {
    findings.add(Severity::high, "secret_too_old", secret.name,
                 age + ": past the " + in_days(limits.unhealthy) + " that it may be used.", cure);
  } else if (secret.health == "due") {
    findings.add(Severity::medium, "secret_due", secret.name,
                 age + ": it was to be rotated by day " + std::to_string(limits.due) + ".", cure);
  } else if (secret.health == "aging") {
    findings.add(Severity::low, "secret_aging", secret.name,
                 age + ": it is to be rotated by day " + std::to_string(limits.due) + ".", cure);
  } else {
    findings.pass("secret_fresh", secret.name, age + ".");
  }
}

void judge_rotation(const PostureFacts& facts, std::vector<PostureFinding>& all) {
  Findings findings(all, Practice::rotation);
  for (const SecretFact& secret : facts.secrets) {
    if (secret.source != "sandbox_file") judge_age(secret, facts.limits, findings);
  }
  if (facts.audit && !facts.audit->problem.empty()) {
    findings.add(Severity::high, "audit_broken", "audit log", facts.audit->problem,
                 "Keep the file, find out who changed it, and begin another.");
  } else if (facts.audit && facts.audit->events > 0) {
    findings.pass("audit_whole", "audit log",
                  "The audit log is whole: " + std::to_string(facts.audit->events) + " events.");
  }
  if (findings.none()) findings.pass("nothing_to_rotate", "settings", "No secret of yours is set, so none grows old.");
}

void judge_grant(const GrantFact& grant, Findings& findings) {
  std::vector<std::string> idle;
  bool administers = false;
  for (const ScopeFinding& scope : grant.review.scopes) {
    if (!scope.granted || scope.suggested) continue;
    idle.push_back(scope.scope);
    administers = administers || scope.scope.ends_with(":admin");
  }
  if (idle.empty()) {
    findings.pass("grant_is_least", "scopes", "All that is granted is used.");
  } else {
    // What was watched for too short a time may yet be needed.
    const bool sure = grant.review.confidence != Confidence::low;
    const Severity severity = !sure ? Severity::low : administers ? Severity::high : Severity::medium;
    findings.add(
        severity, "scopes_not_needed", with_commas(idle),
        "Granted, and not needed in " + in_days(grant.review.observed_days) + " of use: " + with_commas(idle) + ".",
        "Run connectify review, and connectify review --apply where you agree.");
  }
  if (grant.overdue) {
    findings.add(Severity::medium, "review_overdue", "review", "The review of the grants is overdue.",
                 "Run connectify review --reviewer YOUR-NAME.");
  } else if (grant.last_reviewed) {
    findings.pass("review_done", "review", "The grants were reviewed by " + grant.last_reviewer + ".");
  }
}

void judge_privilege(const PostureFacts& facts, std::vector<PostureFinding>& all) {
  Findings findings(all, Practice::privilege);
  if (facts.grant) {
    judge_grant(*facts.grant, findings);
  } else {
    findings.add(Severity::low, "grant_unknown", "scope",
                 "Whether too much is granted can't be told. " + facts.grant_problem,
                 "Set scope to what is granted to this credential.");
  }
  if (!facts.check_scopes) {
    findings.add(Severity::low, "scopes_not_checked", "check_scopes",
                 "Calls without their scope are sent for the platform to refuse.", "Set check_scopes to true.");
  }
  if (!facts.record_usage) {
    findings.add(Severity::low, "usage_not_recorded", "record_usage",
                 "It is not counted what the credential is used for, so no review can tell what is needed.",
                 "Set record_usage to true.");
  }
}

}  // namespace

std::vector<PostureFinding> apply_posture_rules(const PostureFacts& facts) {
  std::vector<PostureFinding> findings;
  judge_credentials(facts, findings);
  judge_transport(facts, findings);
  judge_checking(facts, findings);
  judge_oauth(facts, findings);
  judge_rotation(facts, findings);
  judge_privilege(facts, findings);
  return findings;
}

}  // namespace cfy::privilege
