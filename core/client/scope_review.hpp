#pragma once

#include <chrono>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.hpp"
#include "client/client.hpp"
#include "privilege/review.hpp"

namespace cfy::client {

// What is to be reviewed, and how.
struct ScopeReviewRequest {
  std::string
      granted;  // scopes; empty: what the login's token says, else the setting `scope`, else those of the key `key_id`
  std::string key_id;             // which of the account's keys this credential is; empty: nobody says
  std::string reviewer;           // who takes responsibility for it, which is written down; empty: nobody
  bool every_credential = false;  // the use of former keys counts too, as after a rotation
  bool offline = false;           // the platform is not asked for keys and grants
  std::chrono::days window{90};

  // Sets one of them by its name; fails (validation) for another name, with the nearest known one, or a value that will
  // not do.
  Result<void> set(std::string_view name, std::string_view value);
};

// One step on the way to the smaller grant: an operation of the platform, as it would be called, or `login` with the scope
// to ask for.
struct ReviewStep {
  std::string operation;
  std::string arguments;  // JSON
  std::string why;
  bool automatic = false;  // whether it can be taken at once, with nothing left broken
};

struct ScopeReview {
  privilege::Review review;
  privilege::ScopeSet granted;
  std::string granted_from;  // request, login, setting, key
  std::string fingerprint;   // of the credential
  std::chrono::days window{};
  std::vector<ReviewStep> steps;
  std::vector<std::string> remarks;  // what could not be looked at, and why
  std::string last_reviewer;         // of this very grant; empty: it never was reviewed
  std::optional<std::chrono::system_clock::time_point> last_reviewed;
  std::optional<std::chrono::system_clock::time_point> due;  // unknown where nothing was counted yet
  bool overdue = false;
};

// Compares what is granted to the client's credential with what it was used for. Fails with configuration (field
// granted, rule granted_unknown: nobody says what is granted; the record of usage or of reviews can't be read), or as
// the calls do that ask the platform.
Result<ScopeReview> review_scopes(Client& client, const ScopeReviewRequest& request);

// {"credential","granted","granted_from","window_days","observed_days","confidence","exact","excessive","scopes":
// [{"scope","granted","state","succeeded","refused","last_used","operations","suggested"}…],"suggested","scope_parameter",
// "steps":[{"operation","arguments","why","automatic"}…],"unknown_operations","remarks","last_reviewed","last_reviewer",
// "due","overdue"}
std::string scope_review_json(const ScopeReview& review);

}  // namespace cfy::client
