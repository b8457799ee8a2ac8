#pragma once

#include <chrono>
#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "privilege/review.hpp"

namespace cfy::privilege {

using Time = std::chrono::system_clock::time_point;

// The six practices that the library stands for.
enum class Practice : std::uint8_t { credentials, transport, checking, oauth, rotation, privilege };
constexpr std::size_t kPractices = 6;
// credentials, transport, checking, oauth, rotation, privilege.
std::string_view practice_name(Practice practice) noexcept;
std::string_view practice_title(Practice practice) noexcept;

enum class Severity : std::uint8_t { passed, low, medium, high };
// passed, low, medium, high.
std::string_view severity_name(Severity severity) noexcept;

// What was seen, and what to do about it. Holds no part of a secret.
struct PostureFinding {
  Practice practice{};
  Severity severity{};
  std::string rule;     // a stable name
  std::string subject;  // the setting, host, scope or file that it is about
  std::string message;
  std::string cure;  // empty where it passed
};

// Where a secret comes from, and how old it is.
struct SecretFact {
  std::string name;         // of the setting
  std::string source;       // a stable name, such as env_file
  std::string detail;       // the variable or file
  bool referenced = false;  // that names where the secret is kept, and does not hold it
  std::optional<std::int64_t> age_days;
  std::optional<std::int64_t> days_left;
  std::string health;  // fresh, aging, due, unhealthy; empty if unknown
};

// The days from which a secret is called aging, due and unhealthy.
struct AgeLimits {
  std::int64_t aging = 0;
  std::int64_t due = 0;
  std::int64_t unhealthy = 0;
};

struct EndpointRule {
  std::string rule;
  bool passed = false;
  std::string message;
};

// What a connection to the platform met.
struct EndpointFact {
  std::string host;     // with its port
  std::string problem;  // why there was no connection to look at; empty if there was one
  std::string version;
  std::string cipher;
  std::string group;
  std::int64_t days_left = 0;  // of the certificate
  std::vector<EndpointRule> rules;
};

// What the scanner found, by rule; never where or what.
struct ScanFact {
  std::string path;
  std::uint64_t files = 0;
  std::uint64_t ignored = 0;
  std::uint64_t unread = 0;
  std::map<std::string, unsigned> found;
};

struct AuditFact {
  std::uint64_t events = 0;
  std::optional<Time> last;
  std::string problem;  // why it can't be relied on; empty if it can
};

// What is granted, against what is used.
struct GrantFact {
  ScopeSet granted;
  Review review;
  std::string last_reviewer;
  std::optional<Time> last_reviewed;
  std::optional<Time> due;
  bool overdue = false;
};

struct SettingProblem {
  std::string setting;
  std::string message;
};

// What a posture is judged by. An absent fact was not looked at.
struct PostureFacts {
  Time at;
  std::string version;  // of the library
  std::string environment;
  bool debug = false;
  std::string tls_min_version;
  bool pinned = false;
  std::string client_id;
  std::string redirect_uri;
  bool check_scopes = true;
  bool record_usage = true;
  AgeLimits limits;
  std::vector<SettingProblem> problems;
  std::vector<SecretFact> secrets;
  std::optional<EndpointFact> endpoint;
  std::optional<ScanFact> scan;
  std::optional<AuditFact> audit;
  std::optional<GrantFact> grant;
  std::string grant_problem;  // why the grant was not looked at
};

struct PostureCounts {
  unsigned high = 0;
  unsigned medium = 0;
  unsigned low = 0;
  unsigned passed = 0;
};

// How a report went that was made before.
struct PostureRun {
  Time at;
  PostureCounts counts;
};

struct Posture {
  PostureFacts facts;
  std::vector<PostureFinding> findings;  // the worst first
  std::vector<PostureRun> runs;          // this one is the last

  [[nodiscard]] PostureCounts counts() const noexcept;
  // Nothing of high or medium severity was found.
  [[nodiscard]] bool healthy() const noexcept;
  // The worst that was found about one practice; passed where nothing is to be done.
  [[nodiscard]] Severity worst(Practice practice) const noexcept;
};

// Judges the facts. The run of today is added to the former ones.
Posture judge_posture(PostureFacts facts, std::vector<PostureRun> former);

// The same in the forms in which it is handed on. All text in them is encoded for its place.
std::string posture_json(const Posture& posture);
std::string posture_sarif(const Posture& posture);  // SARIF 2.1.0
std::string posture_html(const Posture& posture);   // one file that needs no other

}  // namespace cfy::privilege
