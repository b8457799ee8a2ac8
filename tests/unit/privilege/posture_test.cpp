#include "privilege/posture.hpp"

#include <gtest/gtest.h>

#include <nlohmann/json.hpp>

#include "privilege/markup.hpp"
#include "privilege/posture_runs.hpp"
#include "support/temporary_folder.hpp"

namespace cfy::privilege {
namespace {

using nlohmann::json;
using namespace std::chrono_literals;

const Time kNow = std::chrono::sys_days{2026y / 11 / 24};

SecretFact secret(std::optional<std::int64_t> age, const char* health, const char* source = "mounted_file") {
  return {"api_key", source, "/run/secrets/connectify_api_key", false, age, std::nullopt, health};
}

// Nothing to be done.
PostureFacts good_facts() {
  PostureFacts facts;
  facts.at = kNow;
  facts.version = "1.0.0";
  facts.environment = "production";
  facts.tls_min_version = "1.2";
  facts.limits = {30, 45, 60};
  facts.secrets = {secret(3, "fresh")};
  facts.endpoint = EndpointFact{"api.example.com:443",
                                "",
                                "TLSv1.3",
                                "TLS_AES_256_GCM_SHA384",
                                "X25519",
                                80,
                                {{"version", true, ""}, {"host_name", true, ""}}};
  facts.scan = ScanFact{".", 12, 0, 0, {}};
  facts.audit = AuditFact{4, kNow, ""};
  GrantFact grant;
  grant.granted = ScopeSet({"devices:read"});
  grant.review.scopes = {{"devices:read", true, ScopeState::used, {7, 0}, {}, {"devices.list"}, true}};
  grant.review.suggested = {"devices:read"};
  grant.review.confidence = Confidence::high;
  grant.review.observed_days = 90;
  facts.grant = grant;
  return facts;
}

const PostureFinding* find(const Posture& posture, std::string_view rule) {
  for (const PostureFinding& finding : posture.findings) {
    if (finding.rule == rule) return &finding;
  }
  return nullptr;
}

// Expects that the rule finds something once the facts are changed, and did not before.
template <class Change>
void expect_found(std::string_view rule, Severity severity, Change change) {
  EXPECT_EQ(find(judge_posture(good_facts(), {}), rule), nullptr) << rule;
  PostureFacts facts = good_facts();
  change(facts);
  const Posture posture = judge_posture(std::move(facts), {});
  const PostureFinding* found = find(posture, rule);
  ASSERT_NE(found, nullptr) << rule;
  EXPECT_EQ(found->severity, severity) << rule;
  EXPECT_FALSE(found->cure.empty()) << rule;
  EXPECT_EQ(posture.healthy(), severity < Severity::medium) << rule;
}

TEST(Posture, OfGoodFactsIsHealthyInAllPractices) {
  const Posture posture = judge_posture(good_facts(), {});
  EXPECT_TRUE(posture.healthy());
  for (std::size_t i = 0; i < kPractices; ++i) {
    const auto practice = static_cast<Practice>(i);
    EXPECT_EQ(posture.worst(practice), Severity::passed) << practice_name(practice);
    EXPECT_TRUE(std::any_of(posture.findings.begin(), posture.findings.end(), [&](const PostureFinding& one) {
      return one.practice == practice;
    })) << practice_name(practice);
  }
}

TEST(Posture, JudgesSecretsByWhereTheyAre) {
  expect_found("secret_in_file", Severity::low, [](PostureFacts& facts) { facts.secrets[0].source = "env_file"; });
  expect_found("secret_in_environment", Severity::low,
               [](PostureFacts& facts) { facts.secrets[0].source = "environment_variable"; });
  expect_found("secret_from_program", Severity::low, [](PostureFacts& facts) { facts.secrets[0].source = "argument"; });
  PostureFacts referenced = good_facts();
  referenced.secrets[0].source = "env_file";
  referenced.secrets[0].referenced = true;
  EXPECT_EQ(find(judge_posture(referenced, {}), "secret_in_file"), nullptr);
  expect_found("bad_setting", Severity::high, [](PostureFacts& facts) { facts.problems = {{"timeout", "is bad"}}; });
}

TEST(Posture, JudgesSecretsByTheirAge) {
  expect_found("secret_aging", Severity::low, [](PostureFacts& facts) { facts.secrets[0] = secret(31, "aging"); });
  expect_found("secret_due", Severity::medium, [](PostureFacts& facts) { facts.secrets[0] = secret(46, "due"); });
  expect_found("secret_too_old", Severity::high,
               [](PostureFacts& facts) { facts.secrets[0] = secret(61, "unhealthy"); });
  expect_found("age_unknown", Severity::low, [](PostureFacts& facts) { facts.secrets[0].age_days = std::nullopt; });
  expect_found("secret_ends", Severity::high, [](PostureFacts& facts) { facts.secrets[0].days_left = 7; });
  PostureFacts later = good_facts();
  later.secrets[0].days_left = 8;
  EXPECT_TRUE(judge_posture(later, {}).healthy());
}

TEST(Posture, JudgesTheConnection) {
  expect_found("tls_host_name", Severity::high, [](PostureFacts& facts) {
    facts.endpoint->rules[1] = {"host_name", false, "The certificate is for another host."};
  });
  expect_found("endpoint_not_reached", Severity::medium,
               [](PostureFacts& facts) { facts.endpoint->problem = "No connection."; });
  expect_found("certificate_ends", Severity::low, [](PostureFacts& facts) { facts.endpoint->days_left = 30; });
  expect_found("certificate_ends", Severity::medium, [](PostureFacts& facts) { facts.endpoint->days_left = 7; });
}

TEST(Posture, JudgesFilesAndTheAuditLog) {
  expect_found("credentials_in_files", Severity::high, [](PostureFacts& facts) {
    facts.scan->found = {{"connectify-api-key", 2}};
  });
  expect_found("files_not_scanned", Severity::low, [](PostureFacts& facts) { facts.scan->unread = 1; });
  expect_found("audit_broken", Severity::high, [](PostureFacts& facts) { facts.audit->problem = "It was changed."; });
}

TEST(Posture, JudgesSettings) {
  expect_found("debug_in_production", Severity::low, [](PostureFacts& facts) { facts.debug = true; });
  expect_found("open_redirect_uri", Severity::medium,
               [](PostureFacts& facts) { facts.redirect_uri = "http://example.com/back"; });
  expect_found("scopes_not_checked", Severity::low, [](PostureFacts& facts) { facts.check_scopes = false; });
  expect_found("usage_not_recorded", Severity::low, [](PostureFacts& facts) { facts.record_usage = false; });
  PostureFacts loopback = good_facts();
  loopback.redirect_uri = "http://127.0.0.1:8000/back";
  EXPECT_TRUE(judge_posture(loopback, {}).healthy());
}

TEST(Posture, JudgesTheGrant) {
  const auto add = [](const char* scope) {
    return [scope](PostureFacts& facts) {
      facts.grant->review.scopes.push_back({scope, true, ScopeState::never_used, {}, {}, {}, false});
    };
  };
  expect_found("scopes_not_needed", Severity::medium, add("events:read"));
  expect_found("scopes_not_needed", Severity::high, add("keys:admin"));
  expect_found("scopes_not_needed", Severity::low, [&](PostureFacts& facts) {
    add("keys:admin")(facts);
    facts.grant->review.confidence = Confidence::low;
  });
  expect_found("review_overdue", Severity::medium, [](PostureFacts& facts) { facts.grant->overdue = true; });
  expect_found("grant_unknown", Severity::low, [](PostureFacts& facts) { facts.grant = std::nullopt; });
}

TEST(Posture, TellsTheWorstFirst) {
  PostureFacts facts = good_facts();
  facts.secrets = {secret(31, "aging"), secret(61, "unhealthy"), secret(46, "due")};
  const Posture posture = judge_posture(std::move(facts), {});
  EXPECT_TRUE(std::is_sorted(posture.findings.begin(), posture.findings.end(),
                             [](const auto& a, const auto& b) { return a.severity > b.severity; }));
  EXPECT_EQ(posture.findings.front().rule, "secret_too_old");
  EXPECT_EQ(posture.counts().high, 1U);
  EXPECT_EQ(posture.counts().medium, 1U);
}

TEST(Markup, EncodesForThePlace) {
  EXPECT_EQ(Markup().raw("<b>").text("<i>&").page(), "<b>&lt;i&gt;&amp;");
  const std::string value = Markup().attribute("\" onload='x' <").page();
  EXPECT_EQ(value.find_first_of("\"'<"), std::string::npos) << value;
}

// Whatever gets into the facts stays a text in the page.
TEST(Posture, ThePageEncodesAllText) {
  const std::string evil = "<script>alert(1)</script>&\xFF";
  const auto is_clean = [](const Posture& posture) {
    const std::string page = posture_html(posture);
    return page.find("<script") == std::string::npos && page.find('\xFF') == std::string::npos &&
           page.find("&lt;script&gt;") != std::string::npos;
  };
  PostureFacts facts = good_facts();
  facts.environment = evil;
  facts.version = evil;
  facts.problems = {{evil, evil}};
  facts.secrets.push_back({evil, evil, evil, false, 5, 5, evil});
  facts.endpoint->host = evil;
  facts.endpoint->rules.push_back({evil, false, evil});
  facts.scan->path = evil;
  facts.scan->found[evil] = 1;
  facts.grant->last_reviewer = evil;
  facts.grant->last_reviewed = kNow;
  facts.grant->review.scopes.push_back({evil, true, ScopeState::never_used, {}, {}, {}, false});
  facts.grant_problem = evil;
  const Posture posture = judge_posture(facts, {});
  EXPECT_TRUE(is_clean(posture));
  EXPECT_FALSE(json::parse(posture_json(posture), nullptr, false).is_discarded());
  EXPECT_FALSE(json::parse(posture_sarif(posture), nullptr, false).is_discarded());
  facts.grant = std::nullopt;
  facts.endpoint->problem = evil;
  EXPECT_TRUE(is_clean(judge_posture(facts, {})));
}

TEST(Posture, ThePageFetchesAndRunsNothing) {
  const std::string page = posture_html(judge_posture(good_facts(), {}));
  for (const char* part : {"<script", "<link", "<img", "<iframe", "@import", "url(", "src=", "http://", "https://"}) {
    EXPECT_EQ(page.find(part), std::string::npos) << part;
  }
  EXPECT_NE(page.find("default-src 'none'"), std::string::npos);
}

TEST(Posture, AsSarifHasALevelForEachFinding) {
  PostureFacts facts = good_facts();
  facts.secrets = {secret(31, "aging"), secret(61, "unhealthy"), secret(46, "due")};
  const json sarif = json::parse(posture_sarif(judge_posture(std::move(facts), {})));
  std::map<std::string, std::string> levels;
  for (const json& result : sarif["runs"][0]["results"]) levels[result["ruleId"]] = result["level"];
  EXPECT_EQ(levels["secret_too_old"], "error");
  EXPECT_EQ(levels["secret_due"], "warning");
  EXPECT_EQ(levels["secret_aging"], "note");
  EXPECT_EQ(levels["always_verified"], "none");
}

TEST(PostureRuns, AreKeptTheNewestOnes) {
  const test::TemporaryFolder folder;
  const std::string path = folder.path() + "/new/runs.json";
  EXPECT_TRUE(load_posture_runs(path)->empty());
  std::vector<PostureRun> runs;
  for (unsigned i = 0; i < kKeptRuns + 5; ++i) runs.push_back({kNow + std::chrono::hours(i), {i, 1, 2, 3}});
  ASSERT_TRUE(save_posture_runs(path, runs).ok());
  const auto loaded = load_posture_runs(path);
  ASSERT_EQ(loaded->size(), kKeptRuns);
  EXPECT_EQ(loaded->front().counts.high, 5U);
  EXPECT_EQ(loaded->back().at, runs.back().at);
  EXPECT_EQ(loaded->back().counts.passed, 3U);
}

TEST(PostureRuns, ThatWereDamagedAreTold) {
  const test::TemporaryFolder folder;
  for (const char* text :
       {"", "{", "[]", R"({"version":2,"runs":[]})", R"({"version":1,"runs":[{}]})",
        R"({"version":1,"runs":[{"at":"x","high":1,"medium":1,"low":1,"passed":1}]})",
        R"({"version":1,"runs":[{"at":"2026-01-01T00:00:00Z","high":-1,"medium":1,"low":1,"passed":1}]})"}) {
    EXPECT_EQ(load_posture_runs(folder.write("runs.json", text)).error().rule, "posture_runs") << text;
  }
}

}  // namespace
}  // namespace cfy::privilege
