#include "client/scope_review.hpp"

#include <algorithm>
#include <array>
#include <charconv>
#include <filesystem>
#include <system_error>
#include <utility>

#include <nlohmann/json.hpp>

#include "base/clock.hpp"
#include "base/closest.hpp"
#include "base/private_folder.hpp"
#include "client/credential_identity.hpp"
#include "client/pages.hpp"
#include "client/state_files.hpp"
#include "rotation/audit_log.hpp"

namespace cfy::client {
namespace {

using nlohmann::json;
using Time = std::chrono::system_clock::time_point;
using privilege::ScopeSet;

constexpr int kMostDays = 400;  // for which usage is kept

// The library's own calls are no use of the credential: they would keep `grants:admin` in use for ever.
CallOptions uncounted() {
  CallOptions options;
  options.counted = false;
  return options;
}

Result<json> list_all(Client& client, const char* operation) {
  auto pages = Pages::make(client.shared_from_this(), operation, R"({"limit":100})", uncounted());
  if (!pages) return std::move(pages).error();
  json all = json::array();
  while (true) {
    auto page = (*pages)->next();
    if (!page) return std::move(page).error();
    if (!*page) return all;
    const json data = json::parse((*page)->json());
    for (const json& item : data.at((*pages)->collection())) all.push_back(item);
  }
}

ScopeSet scopes_of(const json& owner) { return ScopeSet(owner.at("scopes").get<std::vector<std::string>>()); }

Error granted_unknown(std::string message) {
  Error error = configuration_error("granted", std::move(message));
  error.rule = "granted_unknown";
  return error;
}

// What is granted, and who says so.
Result<void> find_granted(Client& client, const ScopeReviewRequest& request, ScopeReview& result) {
  auto by_login = client.granted_to_login();
  if (!by_login) return std::move(by_login).error();
  if (request.granted.empty() && *by_login) {
    result.granted = **std::move(by_login);
    result.granted_from = "login";
    return {};
  }
  const std::string& said = request.granted.empty() ? client.settings().scope : request.granted;
  if (!said.empty()) {
    auto granted = ScopeSet::parse(said);
    if (!granted) return std::move(granted).error();
    result.granted = *std::move(granted);
    result.granted_from = request.granted.empty() ? "setting" : "request";
    return {};
  }
  if (request.key_id.empty() || request.offline) {
    return granted_unknown(
        "It is not known what is granted to this credential: say it (granted, or the setting scope), or which key of "
        "keys.list it is (key_id).");
  }
  const auto keys = list_all(client, "keys.list");
  if (!keys) return keys.error();
  for (const json& key : *keys) {
    if (key.at("id") != request.key_id) continue;
    result.granted = scopes_of(key);
    result.granted_from = "key";
    return {};
  }
  return granted_unknown("There is no key of the id that key_id says; `connectify keys list` shows them.");
}

Result<privilege::Usage> find_usage(Client& client, const ScopeReviewRequest& request, ScopeReview& result) {
  // What this process counted is part of it.
  if (auto saved = client.usage().save(); !saved) result.remarks.push_back(saved.error().message);
  auto loaded = privilege::load_usage(usage_folder(client.settings()));
  if (!loaded) return std::move(loaded).error();
  for (const std::string& path : loaded->skipped) result.remarks.push_back(path + " is no record of usage.");
  privilege::Usage usage;
  for (const auto& [fingerprint, part] : loaded->book) {
    if (request.every_credential || fingerprint == result.fingerprint) usage.merge(part);
  }
  return usage;
}

privilege::Requirements requirements_of(const Catalog& catalog) {
  privilege::Requirements requirements;
  for (const auto& operation : *catalog.guarded()) requirements.emplace(operation.name, operation.requirement);
  return requirements;
}

// A grant that nothing needs goes; one that is needed in part has to be asked for again, with less.
void add_grant_steps(Client& client, const ScopeSet& suggested, ScopeReview& result) {
  const auto grants = list_all(client, "grants.list");
  if (!grants) {
    result.remarks.push_back("The grants were not looked at: " + grants.error().message);
    return;
  }
  for (const json& grant : *grants) {
    const ScopeSet scopes = scopes_of(grant);
    const std::vector<std::string>& names = scopes.names();
    const bool needed =
        std::any_of(names.begin(), names.end(), [&](const std::string& name) { return suggested.has(name); });
    if (needed) continue;
    result.steps.push_back(
        {"grants.revoke", json{{"id", grant.at("id")}}.dump(), "nothing that was used needs " + scopes.text(), true});
  }
}

void add_steps(Client& client, const ScopeReviewRequest& request, ScopeReview& result) {
  if (!result.review.excessive()) return;
  const ScopeSet suggested(result.review.suggested);
  if (!request.offline) add_grant_steps(client, suggested, result);
  if (result.granted_from == "login") {
    result.steps.push_back({"login", json{{"scope", suggested.text()}}.dump(),
                            "a login for what was used, in the old one's place; revoke that one first", false});
    return;
  }
  if (!suggested.empty()) {
    const json draft = {{"name", "least privilege"}, {"scopes", suggested.names()}};
    result.steps.push_back(
        {"keys.create", draft.dump(), "a key with what was used, to put in the old one's place", true});
  }
  if (!request.key_id.empty()) {
    result.steps.push_back(
        {"keys.revoke", json{{"id", request.key_id}}.dump(), "the old key, once nothing uses it any more", false});
  }
}

Result<void> write_review_down(const std::string& path, const ScopeReviewRequest& request, const ScopeReview& result,
                               Time now) {
  if (path.empty())
    return configuration_error("state_folder", "state_folder is not set: there is no place to write it.");
  const std::error_code problem = make_private_folder(std::filesystem::path(path).parent_path().string());
  if (problem)
    return configuration_error("state_folder", "The folder of " + path + " can't be made: " + problem.message() + ".");
  return rotation::AuditLog(path).append({now,
                                          result.fingerprint,
                                          "reviewed",
                                          {{"reviewer", request.reviewer},
                                           {"granted", result.granted.text()},
                                           {"suggested", ScopeSet(result.review.suggested).text()},
                                           {"confidence", std::string(confidence_name(result.review.confidence))}}});
}

// A review holds for the grant that was looked at, whatever the key is.
Result<void> find_last_review(const std::string& path, const privilege::Usage& usage, Time now, ScopeReview& result) {
  std::optional<Time> from;
  if (!usage.empty()) from = usage.days().begin()->first;
  if (!path.empty()) {
    const auto history = rotation::AuditLog(path).read();
    if (!history) return history.error();
    for (const rotation::AuditEvent& event : history->events) {
      const auto granted = event.details.find("granted");
      if (granted == event.details.end() || granted->second != result.granted.text()) continue;
      const auto reviewer = event.details.find("reviewer");
      result.last_reviewer = reviewer == event.details.end() ? std::string() : reviewer->second;
      result.last_reviewed = from = event.at;
    }
  }
  if (from) result.due = *from + result.window;
  result.overdue = result.due && *result.due < now;
  return {};
}

Result<bool> read_flag(std::string_view name, std::string_view value) {
  if (value == "true" || value == "false") return value == "true";
  return validation_error(std::string(name), "boolean", "Say true or false.");
}

}  // namespace

Result<void> ScopeReviewRequest::set(std::string_view name, std::string_view value) {
  constexpr std::array<std::string_view, 6> kNames = {"granted",          "key_id",  "reviewer",
                                                      "every_credential", "offline", "window_days"};
  if (name == "granted") {
    const auto scopes = ScopeSet::parse(value);
    if (!scopes) return scopes.error();
    granted = value;
  } else if (name == "key_id") {
    key_id = value;
  } else if (name == "reviewer") {
    reviewer = value;
  } else if (name == "every_credential" || name == "offline") {
    const auto flag = read_flag(name, value);
    if (!flag) return flag.error();
    (name == "offline" ? offline : every_credential) = *flag;
  } else if (name == "window_days") {
    int days = 0;
    const auto [end, problem] = std::from_chars(value.data(), value.data() + value.size(), days);
    if (problem != std::errc() || end != value.data() + value.size() || days < 1 || days > kMostDays) {
      return validation_error("window_days", "number", "Give a whole number of days from 1 to 400.");
    }
    window = std::chrono::days(days);
  } else {
    return validation_error("name", "unknown_option", "There is no option of that name." + did_you_mean(name, kNames));
  }
  return {};
}

Result<ScopeReview> review_scopes(Client& client, const ScopeReviewRequest& request) {
  const Time now = system_clock().wall_now();
  const std::string path = reviews_file(client.settings());
  ScopeReview result;
  result.fingerprint = credential_fingerprint(client.settings());
  result.window = request.window;
  if (auto found = find_granted(client, request, result); !found) return std::move(found).error();
  auto usage = find_usage(client, request, result);
  if (!usage) return std::move(usage).error();
  privilege::ReviewQuestion question{result.granted, *usage, std::chrono::floor<std::chrono::days>(now)};
  question.window = request.window;
  result.review = privilege::review(question, requirements_of(client.catalog()));
  add_steps(client, request, result);
  if (!request.reviewer.empty()) {
    if (auto written = write_review_down(path, request, result, now); !written) return std::move(written).error();
  }
  if (auto last = find_last_review(path, *usage, now, result); !last) return std::move(last).error();
  return result;
}

}  // namespace cfy::client
