#include "managers/azure_key_vault.hpp"

#include <algorithm>

#include "managers/fields.hpp"
#include "managers/secret_text.hpp"

namespace cfy::managers {
namespace {

constexpr std::string_view kAzure = "Azure Key Vault";
constexpr std::string_view kApiVersion = "api-version=7.4";
constexpr std::string_view kStagePrefix = "stage-";

Error refused_by_azure(const Answer& answer) {
  std::string_view code = answer.json.text({"error", "innererror", "code"});
  if (code.empty()) code = answer.json.text({"error", "code"});
  Error error = refusal(answer, kAzure, code);
  if (code == "SecretDisabled") {
    error.code = ErrorCode::not_found;
    error.message = "The version of the secret in Azure Key Vault is disabled: ask for another one.";
  }
  return error;
}

std::optional<Time> azure_time_of(Json from, std::string_view name) {
  const auto seconds = SecretJson::number(from, {"attributes", name});
  if (!seconds) return std::nullopt;
  return Time(std::chrono::seconds(*seconds));
}

// A secret or an item of a list: its `id` is https://VAULT/secrets/NAME/VERSION.
Version read_azure_version(Json from) {
  Version version;
  const std::string_view id = SecretJson::text(from, {"id"});
  version.id = id.substr(id.rfind('/') + 1);
  const auto enabled = SecretJson::at(from, {"attributes", "enabled"});
  version.enabled = !enabled || !enabled->is_bool() || enabled->get_bool().value_unsafe();
  version.created_at = azure_time_of(from, "created");
  version.expires_at = azure_time_of(from, "exp");
  const auto tags = SecretJson::at(from, {"tags"});
  if (tags && tags->is_object()) {
    for (const auto tag : members_of(*tags)) {
      if (tag.key.starts_with(kStagePrefix)) version.stages.emplace_back(tag.key.substr(kStagePrefix.size()));
    }
  }
  return version;
}

bool has_stage(const Version& version, const std::string& stage) {
  return std::find(version.stages.begin(), version.stages.end(), stage) != version.stages.end();
}

}  // namespace

AzureKeyVault::AzureKeyVault(std::string vault, AzureLogin login, const Channel& channel)
    : vault_(std::move(vault)),
      login_([login = std::move(login)](const Channel& by) { return login.log_in(by); }, channel) {}

Result<std::string> AzureKeyVault::address_of(const Variables& variables, const std::string& vault) {
  const char* const name = "AZURE_KEY_VAULT_SUFFIX";
  return https_address(name, "https://" + vault + variables(name).value_or(".vault.azure.net"));
}

std::string AzureKeyVault::url_of(const std::string& path) const {
  return vault_ + "/secrets/" + path + "?" + std::string(kApiVersion);
}

Result<Answer> AzureKeyVault::send(const std::string& method, const std::string& url, const secrets::Secret& body,
                                   bool repeatable) {
  Call call{.method = method, .url = url};
  call.body = body;
  call.repeatable = repeatable;
  Result<Answer> answer = login_.send(call);
  if (answer && !answer->good()) return refused_by_azure(*answer);
  return answer;
}

Result<Value> AzureKeyVault::read_whole(const std::string& name, const std::string& version) {
  const Result<Answer> answer = send("GET", url_of(name + (version.empty() ? "" : "/" + version)));
  if (!answer) return answer.error();
  Result<secrets::Secret> text = secrets::Secret::copy_of(answer->json.text({"value"}));
  if (!text) return std::move(text).error();
  Value value{*std::move(text), read_azure_version(*answer->json.at({})), {}};
  if (value.value.empty() || value.version.id.empty()) return broken_answer(kAzure, "a value and its version");
  return value;
}

Result<Value> AzureKeyVault::do_read(const SecretName& secret, const VersionChoice& choice) {
  std::string version = choice.version;
  if (!choice.stage.empty()) {
    const Result<std::vector<Version>> known = do_versions(secret.name);
    if (!known) return known.error();
    const auto marked = std::find_if(known->begin(), known->end(), [&](const Version& candidate) {
      return candidate.enabled && has_stage(candidate, choice.stage);
    });
    if (marked == known->end()) {
      return make_error(ErrorCode::not_found, "No version of the secret is marked " + choice.stage + ".");
    }
    version = marked->id;
  }
  Result<Value> whole = read_whole(secret.name, version);
  if (!whole || secret.field.empty()) return whole;
  Result<secrets::Secret> field = read_field(whole->value, secret.field);
  if (!field) return std::move(field).error();
  whole->value = *std::move(field);
  return whole;
}

Result<std::vector<Version>> AzureKeyVault::do_versions(const std::string& name) {
  constexpr int kMostPages = 100;
  std::vector<Version> versions;
  std::string url = url_of(name + "/versions") + "&maxresults=25";
  for (int page = 0; page < kMostPages; ++page) {
    const Result<Answer> answer = send("GET", url);
    if (!answer) return answer.error();
    const auto listed = answer->json.at({"value"});
    if (!listed || !listed->is_array()) return broken_answer(kAzure, "versions");
    for (const Json item : items_of(*listed)) versions.push_back(read_azure_version(item));
    url = answer->json.text({"nextLink"});
    if (url.empty()) {
      std::stable_sort(versions.begin(), versions.end(),
                       [](const Version& a, const Version& b) { return a.created_at > b.created_at; });
      if (versions.empty()) return make_error(ErrorCode::not_found, "There is no such secret in Azure Key Vault.");
      return versions;
    }
    // The token goes along: to the vault and nowhere else.
    if (!url.starts_with(vault_ + "/")) return broken_answer(kAzure, "a next page of its own");
  }
  return broken_answer(kAzure, "an end to its list");
}

Result<Version> AzureKeyVault::do_write(const SecretName& secret, const secrets::Secret& value,
                                        const Expected& expected) {
  secrets::Secret whole = value;
  if (expected || !secret.field.empty()) {
    const Result<Value> present = read_whole(secret.name, "");
    const bool absent = !present && present.error().code == ErrorCode::not_found;
    if (!present && !absent) return present.error();
    if (expected && *expected != (absent ? "" : present->version.id)) return version_conflict(kAzure);
    if (!secret.field.empty()) {
      Result<secrets::Secret> changed = with_field(absent ? secrets::Secret() : present->value, secret.field, value);
      if (!changed) return std::move(changed).error();
      whole = *std::move(changed);
    }
  }
  SecretText body;
  const Result<secrets::Secret> text = body.add(R"({"value":)").add_json(whole.reveal()).add("}").finish();
  if (!text) return text.error();
  // Not repeated: each would be one more version.
  const Result<Answer> answer = send("PUT", url_of(secret.name), *text, false);
  if (!answer) return answer.error();
  Version version = read_azure_version(*answer->json.at({}));
  if (version.id.empty()) return broken_answer(kAzure, "the new version");
  return version;
}

// A version's tags are set as a whole: those that are none of ours are read and sent along.
Result<void> AzureKeyVault::set_tag(const std::string& name, const std::string& version, const std::string& stage,
                                    bool present) {
  const std::string url = url_of(name + "/" + version);
  const Result<Answer> read = send("GET", url);
  if (!read) return read.error();
  const std::string tag = std::string(kStagePrefix) + stage;
  SecretText body;
  body.add(R"({"tags":{)");
  const char* separator = "";
  const auto tags = read->json.at({"tags"});
  if (tags && tags->is_object()) {
    for (const auto member : members_of(*tags)) {
      if (member.key == tag) continue;
      body.add(separator).add_json(member.key).add(":").add_json(SecretJson::text(member.value, {}));
      separator = ",";
    }
  }
  if (present) body.add(separator).add_json(tag).add(R"(:"true")");
  const Result<secrets::Secret> text = body.add("}}").finish();
  if (!text) return text.error();
  const Result<Answer> answer = send("PATCH", url, *text);
  if (!answer) return answer.error();
  return {};
}

// First on the new one, so that a stage is never nowhere; of two that have it, the newer is read.
Result<void> AzureKeyVault::do_mark(const std::string& name, const std::string& version, const std::string& stage) {
  const Result<std::vector<Version>> known = do_versions(name);
  if (!known) return known.error();
  const auto target =
      std::find_if(known->begin(), known->end(), [&](const Version& candidate) { return candidate.id == version; });
  if (target == known->end()) return make_error(ErrorCode::not_found, "The secret has no such version.");
  if (!has_stage(*target, stage)) {
    if (Result<void> set = set_tag(name, version, stage, true); !set) return set;
  }
  for (const Version& other : *known) {
    if (other.id == version || !has_stage(other, stage)) continue;
    if (Result<void> taken = set_tag(name, other.id, stage, false); !taken) return taken;
  }
  return {};
}

Result<void> AzureKeyVault::do_disable(const std::string& name, const std::string& version) {
  const Result<secrets::Secret> text = secrets::Secret::copy_of(R"({"attributes":{"enabled":false}})");
  if (!text) return text.error();
  const Result<Answer> answer = send("PATCH", url_of(name + "/" + version), *text);
  if (!answer) return answer.error();
  return {};
}

}  // namespace cfy::managers
