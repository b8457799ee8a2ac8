#include "managers/google_secret_manager.hpp"

#include <algorithm>
#include <map>

#include "managers/crc32c.hpp"
#include "managers/fields.hpp"
#include "managers/secret_text.hpp"
#include "sanitize/date_time.hpp"
#include "sanitize/uri_encoding.hpp"

namespace cfy::managers {
namespace {

constexpr std::string_view kGoogle = "Google Secret Manager";

Error refused_by_google(const Answer& answer) {
  const std::string_view status = answer.json.text({"error", "status"});
  Error error = refusal(answer, kGoogle, status);
  // An etag that is not the present one, or a write that another one overtook.
  if (status == "ABORTED" || status == "FAILED_PRECONDITION") error.code = ErrorCode::conflict;
  return error;
}

Result<Answer> checked(Result<Answer> answer) {
  if (answer && !answer->good()) return refused_by_google(*answer);
  return answer;
}

// projects/123/secrets/name/versions/5
std::string id_of(std::string_view resource) { return std::string(resource.substr(resource.rfind('/') + 1)); }

Version read_google_version(Json from) {
  Version version;
  version.id = id_of(SecretJson::text(from, {"name"}));
  version.enabled = SecretJson::text(from, {"state"}) == "ENABLED";
  const auto created = sanitize::unix_seconds_of(SecretJson::text(from, {"createTime"}));
  if (created) version.created_at = Time(std::chrono::seconds(*created));
  return version;
}

// Alias and number of a version. int64 is a string in Google's JSON.
std::map<std::string, std::string> read_aliases(const SecretJson& secret) {
  std::map<std::string, std::string> aliases;
  const auto listed = secret.at({"versionAliases"});
  if (!listed || !listed->is_object()) return aliases;
  for (const auto member : members_of(*listed)) {
    aliases.emplace(member.key, SecretJson::text(member.value, {}));
  }
  return aliases;
}

}  // namespace

GoogleSecretManager::GoogleSecretManager(std::string endpoint, std::string project, GoogleLogin login,
                                         const Channel& channel)
    : base_(std::move(endpoint) + "/v1/projects/" + std::move(project) + "/secrets"),
      login_([login = std::move(login)](const Channel& by) { return login.log_in(by); }, channel) {}

Result<std::string> GoogleSecretManager::endpoint_from(const Variables& variables) {
  const char* const name = "CLOUDSDK_API_ENDPOINT_OVERRIDES_SECRETMANAGER";
  return https_address(name, variables(name).value_or("https://secretmanager.googleapis.com"));
}

Result<Answer> GoogleSecretManager::send(const std::string& method, const std::string& path,
                                         const secrets::Secret& body, bool repeatable) {
  Call call{.method = method, .url = base_ + path};
  call.body = body;
  call.repeatable = repeatable;
  return checked(login_.send(call));
}

Result<Answer> GoogleSecretManager::send(const std::string& method, const std::string& path, std::string_view body,
                                         bool repeatable) {
  const Result<secrets::Secret> kept = secrets::Secret::copy_of(body);
  if (!kept) return kept.error();
  return send(method, path, *kept, repeatable);
}

Result<Value> GoogleSecretManager::read_whole(const std::string& name, const std::string& version) {
  const Result<Answer> answer = send("GET", "/" + name + "/versions/" + version + ":access");
  if (!answer) return answer.error();
  Result<secrets::Secret> data = decode_base64(answer->json.text({"payload", "data"}));
  if (!data) return std::move(data).error();
  const std::string_view sum = answer->json.text({"payload", "dataCrc32c"});
  if (!sum.empty() && count_of(sum) != crc32c(data->reveal())) {
    return broken_answer(kGoogle, "the value that its checksum was made of");
  }
  Value value{*std::move(data), read_google_version(*answer->json.at({})), {}};
  value.version.enabled = true;
  if (value.value.empty() || !count_of(value.version.id)) return broken_answer(kGoogle, "a value and its version");
  return value;
}

Result<Value> GoogleSecretManager::do_read(const SecretName& secret, const VersionChoice& choice) {
  const std::string& wanted = choice.stage.empty() ? choice.version : choice.stage;
  Result<Value> whole = read_whole(secret.name, wanted.empty() ? "latest" : wanted);
  if (!whole || secret.field.empty()) return whole;
  Result<secrets::Secret> field = read_field(whole->value, secret.field);
  if (!field) return std::move(field).error();
  whole->value = *std::move(field);
  return whole;
}

Result<std::vector<Version>> GoogleSecretManager::do_versions(const std::string& name) {
  constexpr int kMostPages = 100;
  const Result<Answer> secret = send("GET", "/" + name);
  if (!secret) return secret.error();
  const auto aliases = read_aliases(secret->json);
  std::vector<Version> versions;
  std::string next;
  for (int page = 0; page < kMostPages; ++page) {
    std::string path = "/" + name + "/versions?pageSize=100";
    if (!next.empty()) {
      path += "&pageToken=";
      sanitize::uri::append_encoded(path, next, sanitize::uri::Keep::unreserved);
    }
    const Result<Answer> answer = send("GET", path);
    if (!answer) return answer.error();
    const auto listed = answer->json.at({"versions"});
    if (listed && listed->is_array()) {
      for (const Json item : items_of(*listed)) {
        versions.push_back(read_google_version(item));
        for (const auto& [alias, number] : aliases) {
          if (number == versions.back().id) versions.back().stages.push_back(alias);
        }
      }
    }
    next = answer->json.text({"nextPageToken"});
    if (!next.empty()) continue;
    std::sort(versions.begin(), versions.end(),
              [](const Version& a, const Version& b) { return count_of(a.id) > count_of(b.id); });
    return versions;
  }
  return broken_answer(kGoogle, "an end to its list");
}

Result<Version> GoogleSecretManager::do_write(const SecretName& secret, const secrets::Secret& value,
                                              const Expected& expected) {
  constexpr int kMostAttempts = 5;
  for (int attempt = 1;; ++attempt) {
    Result<Version> written = write_once(secret, value, expected);
    const bool overtaken = !written && written.error().rule == "version_conflict";
    if (!overtaken || expected || attempt == kMostAttempts) return written;
  }
}

Result<Version> GoogleSecretManager::write_once(const SecretName& secret, const secrets::Secret& value,
                                                const Expected& expected) {
  const Result<std::vector<Version>> known = do_versions(secret.name);
  const bool absent = !known && known.error().code == ErrorCode::not_found;
  if (!known && !absent) return known.error();
  const std::string newest = absent || known->empty() ? "" : known->front().id;
  if (expected && *expected != newest) return version_conflict(kGoogle);
  secrets::Secret whole = value;
  if (!secret.field.empty()) {
    secrets::Secret present;
    if (!newest.empty()) {
      Result<Value> read = read_whole(secret.name, newest);
      if (!read) return std::move(read).error();
      present = std::move(read->value);
    }
    Result<secrets::Secret> changed = with_field(present, secret.field, value);
    if (!changed) return std::move(changed).error();
    whole = *std::move(changed);
  }
  if (absent) {
    if (Result<void> created = create(secret.name); !created) return std::move(created).error();
  }
  Result<Version> added = add(secret.name, whole);
  const bool conditional = expected || !secret.field.empty();
  if (!added || !conditional) return added;
  // Numbers are given out one after the other.
  if (*count_of(added->id) == count_of(newest).value_or(0) + 1) return added;
  if (Result<void> disabled = do_disable(secret.name, added->id); !disabled) return std::move(disabled).error();
  return version_conflict(kGoogle);
}

Result<void> GoogleSecretManager::create(const std::string& name) {
  const Result<Answer> answer = send("POST", "?secretId=" + name, R"({"replication":{"automatic":{}}})", false);
  if (answer) return {};
  if (answer.error().code == ErrorCode::conflict) return version_conflict(kGoogle);
  return answer.error();
}

// Not repeated: each would be one more version.
Result<Version> GoogleSecretManager::add(const std::string& name, const secrets::Secret& whole) {
  SecretText body;
  body.add(R"({"payload":{"dataCrc32c":")").add(std::to_string(crc32c(whole.reveal()))).add(R"(","data":")");
  const Result<secrets::Secret> text = body.add_base64(whole.reveal()).add(R"("}})").finish();
  if (!text) return text.error();
  const Result<Answer> answer = send("POST", "/" + name + ":addVersion", *text, false);
  if (!answer) return answer.error();
  Version version = read_google_version(*answer->json.at({}));
  if (!count_of(version.id)) return broken_answer(kGoogle, "the new version");
  return version;
}

// The secret's etag says that the aliases are still those that were read.
Result<void> GoogleSecretManager::do_mark(const std::string& name, const std::string& version,
                                          const std::string& stage) {
  if (!count_of(version)) return validation_error("version", "version_name", "Google's versions are numbers.");
  const Result<Answer> secret = send("GET", "/" + name);
  if (!secret) return secret.error();
  auto aliases = read_aliases(secret->json);
  aliases[stage] = version;
  SecretText body;
  body.add(R"({"etag":)").add_json(secret->json.text({"etag"})).add(R"(,"versionAliases":{)");
  const char* separator = "";
  for (const auto& [alias, number] : aliases) {
    body.add(separator).add_json(alias).add(":").add_json(number);
    separator = ",";
  }
  body.add("}}");
  const Result<Answer> answer = send("PATCH", "/" + name + "?updateMask=versionAliases", body.view());
  if (!answer) return answer.error();
  return {};
}

Result<void> GoogleSecretManager::do_disable(const std::string& name, const std::string& version) {
  if (!count_of(version)) return validation_error("version", "version_name", "Google's versions are numbers.");
  const Result<Answer> answer = send("POST", "/" + name + "/versions/" + version + ":disable", "{}");
  if (!answer) return answer.error();
  return {};
}

}  // namespace cfy::managers
