#include <algorithm>
#include <array>
#include <string>

#include "privilege/posture_parts.hpp"
#include "sanitize/date_time.hpp"

namespace cfy::privilege {
namespace {

constexpr std::size_t kShownRuns = 8;

// `2026-11-24 12:00 UTC`.
std::string in_words(Time time) {
  std::string text = sanitize::date_time_text(std::chrono::system_clock::to_time_t(time));
  return text.replace(10, 1, " ").substr(0, 16) + " UTC";
}

// A stable name as words: `env_file` is "env file".
std::string words_of(std::string name) {
  std::replace(name.begin(), name.end(), '_', ' ');
  return name;
}

std::string days_or_dash(const std::optional<std::int64_t>& days) { return days ? std::to_string(*days) : "–"; }

void badge(Markup& page, Severity severity) {
  constexpr std::array<std::string_view, 4> kSigns = {"✓", "●", "◆", "▲"};
  constexpr std::array<std::string_view, 4> kWords = {"Passed", "Low", "Medium", "High"};
  const auto place = static_cast<std::size_t>(severity);
  page.raw("<span class=\"badge ").raw(severity_name(severity)).raw("\"><span aria-hidden=\"true\">");
  page.raw(kSigns[place]).raw("</span> ").raw(kWords[place]).raw("</span>");
}

void begin_section(Markup& page, std::string_view id, std::string_view title) {
  page.raw("<section aria-labelledby=\"").raw(id).raw("\"><h2 id=\"").raw(id).raw("\">").text(title).raw("</h2>\n");
}

void end_section(Markup& page) { page.raw("</section>\n"); }

struct Column {
  std::string_view title;
  bool number = false;
};

// A table that scrolls by itself where it is wider than the page, also by the keyboard.
void begin_table(Markup& page, std::string_view caption, std::initializer_list<Column> columns) {
  page.raw("<div class=\"wide\" role=\"region\" tabindex=\"0\" aria-label=\"")
      .attribute(caption)
      .raw("\"><table><caption>");
  page.text(caption).raw("</caption><thead><tr>");
  for (const Column& column : columns) {
    page.raw("<th scope=\"col\"").raw(column.number ? " class=\"number\">" : ">").text(column.title).raw("</th>");
  }
  page.raw("</tr></thead><tbody>\n");
}

void end_table(Markup& page) { page.raw("</tbody></table></div>\n"); }

void row_head(Markup& page, std::string_view text) {
  page.raw("<tr><th scope=\"row\"><code>").text(text).raw("</code></th>");
}

void cell(Markup& page, std::string_view text) { page.element("td", "", text); }
void number_cell(Markup& page, std::string_view text) { page.element("td", "number", text); }

void fact(Markup& page, std::string_view name, std::string_view value) {
  page.element("dt", "", name).element("dd", "", value);
}

void write_head(Markup& page, const Posture& posture) {
  page.raw("<!DOCTYPE html>\n<html lang=\"en\"><head><meta charset=\"utf-8\">\n");
  // Nothing is fetched and nothing runs, whatever should have got into the page.
  page.raw("<meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; style-src 'unsafe-inline'\">\n");
  page.raw("<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n");
  page.raw("<meta name=\"referrer\" content=\"no-referrer\">\n<title>Connectify posture, ");
  page.text(in_words(posture.facts.at)).raw("</title>\n<style>").raw(kPostureStyle).raw("</style></head>\n<body>");
  page.raw("<a class=\"skip\" href=\"#findings\">Skip to the findings</a>\n");
}

std::string verdict_of(const PostureCounts& counts) {
  if (counts.high > 0) return "Not healthy: something has to be done now.";
  if (counts.medium > 0) return "Not healthy: something has to be done soon.";
  return counts.low > 0 ? "Healthy, with something left to improve." : "Healthy.";
}

void tile(Markup& page, std::string_view style, std::string_view title, unsigned count) {
  page.raw("<div class=\"").raw(style).raw("\">").element("dt", "", title).element("dd", "", std::to_string(count));
  page.raw("</div>");
}

void write_header(Markup& page, const Posture& posture) {
  const PostureCounts counts = posture.counts();
  const Severity worst = counts.high > 0 ? Severity::high : counts.medium > 0 ? Severity::medium : Severity::passed;
  page.raw("<header>").element("h1", "", "Connectify posture").raw("<p class=\"soft\">Environment ");
  page.element("strong", "", posture.facts.environment).text(", " + in_words(posture.facts.at)).raw("</p>\n");
  page.raw("<p class=\"verdict ").raw(severity_name(worst)).raw("\">").text(verdict_of(counts)).raw("</p>\n");
  page.raw("<dl class=\"tiles\">");
  tile(page, "high", "High", counts.high);
  tile(page, "medium", "Medium", counts.medium);
  tile(page, "low", "Low", counts.low);
  tile(page, "passed", "Passed", counts.passed);
  page.raw("</dl></header>\n<main>\n");
}

void write_practices(Markup& page, const Posture& posture) {
  begin_section(page, "practices", "The six practices");
  page.raw("<ul class=\"grid\">\n");
  for (std::size_t i = 0; i < kPractices; ++i) {
    const auto practice = static_cast<Practice>(i);
    const auto count = std::count_if(posture.findings.begin(), posture.findings.end(), [&](const auto& finding) {
      return finding.practice == practice && finding.severity != Severity::passed;
    });
    page.raw("<li>").element("strong", "", practice_title(practice));
    badge(page, posture.worst(practice));
    page.element("span", "soft",
                 count == 0   ? std::string("nothing to do")
                 : count == 1 ? std::string("1 thing to do")
                              : std::to_string(count) + " things to do");
    page.raw("</li>\n");
  }
  page.raw("</ul>");
  end_section(page);
}

void write_finding(Markup& page, const PostureFinding& finding) {
  page.raw("<tr><td>");
  badge(page, finding.severity);
  page.raw("</td><th scope=\"row\"><code>").text(finding.subject).raw("</code>");
  page.element("div", "soft", practice_title(finding.practice)).raw("</th><td>").text(finding.message);
  if (!finding.cure.empty()) page.element("div", "cure", finding.cure);
  page.raw("</td></tr>\n");
}

// The worst first; what passed stands in a table of its own.
void write_findings(Markup& page, const std::vector<PostureFinding>& findings) {
  const auto passed = std::find_if(findings.begin(), findings.end(),
                                   [](const PostureFinding& finding) { return finding.severity == Severity::passed; });
  begin_section(page, "findings", "Findings");
  if (passed == findings.begin()) {
    page.element("p", "", "Nothing is to be done.");
  } else {
    begin_table(page, "What is to be done, the worst first", {{"Severity"}, {"About"}, {"What, and how"}});
    std::for_each(findings.begin(), passed, [&](const PostureFinding& finding) { write_finding(page, finding); });
    end_table(page);
  }
  if (passed != findings.end()) {
    page.element("h3", "", "In order");
    begin_table(page, "What passed", {{"Result"}, {"About"}, {"What was seen"}});
    std::for_each(passed, findings.end(), [&](const PostureFinding& finding) { write_finding(page, finding); });
    end_table(page);
  }
  end_section(page);
}

void write_secrets(Markup& page, const PostureFacts& facts) {
  begin_section(page, "secrets", "Secrets and their ages");
  if (facts.secrets.empty()) {
    page.element("p", "", "No secret is set.");
    end_section(page);
    return;
  }
  write_age_chart(page, facts);
  begin_table(page, "Where each secret comes from; its value is nowhere in this file",
              {{"Secret"}, {"Source"}, {"Place"}, {"Age in days", true}, {"Days left", true}, {"State"}});
  for (const SecretFact& secret : facts.secrets) {
    row_head(page, secret.name);
    cell(page, words_of(secret.source) + (secret.referenced ? ", a reference" : ""));
    page.raw("<td><code>").text(secret.detail).raw("</code></td>");
    number_cell(page, days_or_dash(secret.age_days));
    number_cell(page, days_or_dash(secret.days_left));
    cell(page, secret.health.empty() ? "unknown" : secret.health);
    page.raw("</tr>\n");
  }
  end_table(page);
  end_section(page);
}

void write_endpoint(Markup& page, const PostureFacts& facts) {
  begin_section(page, "tls", "TLS of the platform");
  if (!facts.endpoint || !facts.endpoint->problem.empty()) {
    page.element("p", "",
                 facts.endpoint ? "It could not be looked at: " + facts.endpoint->problem
                                : std::string("It was not looked at."));
    end_section(page);
    return;
  }
  const EndpointFact& endpoint = *facts.endpoint;
  page.raw("<dl class=\"facts\">");
  fact(page, "Host", endpoint.host);
  fact(page, "Version", endpoint.version + ", at least " + facts.tls_min_version + " is asked for");
  fact(page, "Cipher", endpoint.cipher);
  fact(page, "Key exchange", endpoint.group);
  fact(page, "Certificate", std::to_string(endpoint.days_left) + " days left");
  fact(page, "Pins", facts.pinned ? "set" : "none");
  page.raw("</dl>\n");
  begin_table(page, "Rules of the connection", {{"Rule"}, {"Result"}, {"What is wrong"}});
  for (const EndpointRule& rule : endpoint.rules) {
    row_head(page, rule.rule);
    page.raw("<td>");
    badge(page, rule.passed ? Severity::passed : Severity::high);
    page.raw("</td>");
    cell(page, rule.message);
    page.raw("</tr>\n");
  }
  end_table(page);
  end_section(page);
}

void write_scopes(Markup& page, const PostureFacts& facts) {
  begin_section(page, "scopes", "Scopes: granted and used");
  if (!facts.grant) {
    page.element("p", "", "Not looked at. " + facts.grant_problem);
    end_section(page);
    return;
  }
  const GrantFact& grant = *facts.grant;
  page.raw("<dl class=\"facts\">");
  fact(page, "Watched for",
       std::to_string(grant.review.observed_days) + " days; confidence " +
           std::string(confidence_name(grant.review.confidence)));
  fact(page, "Last review",
       grant.last_reviewed ? in_words(*grant.last_reviewed) + ", by " + grant.last_reviewer : "none");
  fact(page, "Next review", grant.due ? in_words(*grant.due) + (grant.overdue ? ", overdue" : "") : "unknown");
  page.raw("</dl>\n");
  begin_table(page, "Each scope, granted against used",
              {{"Scope"}, {"Granted"}, {"Calls that succeeded", true}, {"Refused", true}, {"Use"}, {"Needed"}});
  for (const ScopeFinding& scope : grant.review.scopes) {
    row_head(page, scope.scope);
    cell(page, scope.granted ? "✓ yes" : "– no");
    number_cell(page, std::to_string(scope.counts.succeeded));
    number_cell(page, std::to_string(scope.counts.refused));
    cell(page, words_of(std::string(scope_state_name(scope.state))));
    page.raw("<td>");
    if (scope.granted && !scope.suggested) {
      page.raw("<span class=\"badge medium\">can go</span>");
    } else {
      page.text(scope.suggested ? "✓ yes" : "– no");
    }
    page.raw("</td></tr>\n");
  }
  end_table(page);
  end_section(page);
}

void write_scan(Markup& page, const PostureFacts& facts) {
  begin_section(page, "scan", "Credentials in files");
  if (!facts.scan) {
    page.element("p", "", "No files were scanned.");
    end_section(page);
    return;
  }
  const ScanFact& scan = *facts.scan;
  page.raw("<dl class=\"facts\">");
  fact(page, "Scanned", scan.path + ", " + std::to_string(scan.files) + " files");
  fact(page, "Let pass", std::to_string(scan.ignored));
  fact(page, "Not read", std::to_string(scan.unread));
  page.raw("</dl>\n");
  if (scan.found.empty()) {
    page.element("p", "", "No credential was found.");
  } else {
    begin_table(page, "What was found, by kind; where it lies is what connectify scan shows",
                {{"Kind"}, {"How many", true}});
    for (const auto& [rule, count] : scan.found) {
      row_head(page, rule);
      number_cell(page, std::to_string(count));
      page.raw("</tr>\n");
    }
    end_table(page);
  }
  end_section(page);
}

void write_trend(Markup& page, const std::vector<PostureRun>& runs) {
  begin_section(page, "trend-title", "Trend");
  if (runs.size() > 1) write_trend_chart(page, runs);
  begin_table(page, "The last reports, the newest first",
              {{"When"}, {"High", true}, {"Medium", true}, {"Low", true}, {"Passed", true}});
  for (std::size_t i = runs.size(); i > 0 && runs.size() - i < kShownRuns; --i) {
    const PostureRun& run = runs[i - 1];
    page.raw("<tr><th scope=\"row\">").text(in_words(run.at)).raw("</th>");
    for (const unsigned count : {run.counts.high, run.counts.medium, run.counts.low, run.counts.passed}) {
      number_cell(page, std::to_string(count));
    }
    page.raw("</tr>\n");
  }
  end_table(page);
  end_section(page);
}

}  // namespace

std::string posture_html(const Posture& posture) {
  Markup page;
  write_head(page, posture);
  write_header(page, posture);
  write_practices(page, posture);
  write_findings(page, posture.findings);
  write_secrets(page, posture.facts);
  write_endpoint(page, posture.facts);
  write_scopes(page, posture.facts);
  write_scan(page, posture.facts);
  write_trend(page, posture.runs);
  page.raw("</main>\n<footer><p>Made by Connectify ").text(posture.facts.version);
  page.raw(" on the machine that it tells of. It holds no secret, and fetches nothing.</p></footer>\n</body></html>\n");
  return page.page();
}

}  // namespace cfy::privilege
