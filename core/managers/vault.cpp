#include "managers/vault.hpp"

#include <algorithm>

#include "managers/fields.hpp"
#include "managers/secret_text.hpp"
#include "sanitize/date_time.hpp"

namespace cfy::managers {
namespace {

constexpr std::string_view kStagePrefix = "stage-";

std::optional<Time> vault_time_of(std::string_view text) {
  const auto seconds = sanitize::unix_seconds_of(text);
  if (!seconds) return std::nullopt;
  return Time(std::chrono::seconds(*seconds));
}

// The metadata of one version, as both of Vault's answers that have it write it.
Version read_vault_version(std::string id, Json metadata) {
  Version version;
  version.id = std::move(id);
  version.created_at = vault_time_of(SecretJson::text(metadata, {"created_time"}));
  version.expires_at = vault_time_of(SecretJson::text(metadata, {"deletion_time"}));
  const auto destroyed = SecretJson::at(metadata, {"destroyed"});
  version.enabled = !(destroyed && destroyed->is_bool() && destroyed->get_bool().value_unsafe());
  return version;
}

bool holds_stage(std::string_view name, Json value, std::string_view version) {
  return name.starts_with(kStagePrefix) && value.is_string() && value.get_string().value_unsafe() == version;
}

void read_stages(Version& version, std::optional<Json> custom) {
  if (!custom || !custom->is_object()) return;
  for (const auto member : members_of(*custom)) {
    if (holds_stage(member.key, member.value, version.id)) {
      version.stages.emplace_back(member.key.substr(kStagePrefix.size()));
    }
  }
}

// What Vault says of a condition that does not hold; it has no code for it.
bool is_check_and_set(const Answer& answer) {
  const auto errors = answer.json.at({"errors"});
  if (answer.status != 400 || !errors || !errors->is_array()) return false;
  const auto array = items_of(*errors);
  return std::any_of(array.begin(), array.end(), [](Json text) {
    return text.is_string() && text.get_string().value_unsafe().find("check-and-set") != std::string_view::npos;
  });
}

Error refused_by_vault(const Answer& answer) {
  if (!is_check_and_set(answer)) return refusal(answer, kVault, {});
  Error error = version_conflict(kVault);
  error.http_status = answer.status;
  return error;
}

Result<void> done(const Result<Answer>& answer) {
  if (!answer) return answer.error();
  if (!answer->good()) return refused_by_vault(*answer);
  return {};
}

}  // namespace

// 403 is Vault's answer to a token that has ended, too: one more login tells which of the two it is.
Result<Answer> Vault::send(const std::string& method, const std::string& path, const VaultBody& body) {
  Result<secrets::Secret> token = login_.token();
  if (!token) return std::move(token).error();
  for (int attempt = 1;; ++attempt) {
    Result<Call> call = login_.call(method, path, *token);
    if (!call) return std::move(call).error();
    call->body = body.text;
    call->content_type = body.content_type;
    call->repeatable = body.repeatable;
    Result<Answer> answer = channel_.send(*std::move(call));
    if (!answer || answer->status != 403 || attempt == 2) return answer;
    login_.refused(*token);
    token = login_.token();
    if (!token) return std::move(token).error();
  }
}

// Of a version that was deleted, Vault sends the metadata with status 404.
Result<Answer> Vault::read_data(const std::string& name, const std::string& version) {
  return send("GET", mount_ + "/data/" + name + (version.empty() ? "" : "?version=" + version));
}

Result<std::string> Vault::version_of_stage(const std::string& name, const std::string& stage) {
  Result<Answer> answer = send("GET", mount_ + "/metadata/" + name);
  if (Result<void> good = done(answer); !good) return std::move(good).error();
  const std::string entry = std::string(kStagePrefix) + stage;
  const std::string_view version = answer->json.text({"data", "custom_metadata", entry});
  if (!count_of(version)) return make_error(ErrorCode::not_found, "No version of the secret is marked " + stage + ".");
  return std::string(version);
}

Result<Value> Vault::do_read(const SecretName& secret, const VersionChoice& choice) {
  std::string version = choice.version;
  if (!choice.stage.empty()) {
    Result<std::string> marked = version_of_stage(secret.name, choice.stage);
    if (!marked) return std::move(marked).error();
    version = *std::move(marked);
  }
  Result<Answer> answer = read_data(secret.name, version);
  if (Result<void> good = done(answer); !good) return std::move(good).error();
  const auto fields = answer->json.at({"data", "data"});
  const auto number = answer->json.number({"data", "metadata", "version"});
  if (!fields || !number) return broken_answer(kVault, "the data and metadata of the key-value engine, version 2,");
  Result<secrets::Secret> field = read_field(*fields, secret.field);
  if (!field) return std::move(field).error();
  Value value{
      *std::move(field), read_vault_version(std::to_string(*number), *answer->json.at({"data", "metadata"})), {}};
  read_stages(value.version, answer->json.at({"data", "metadata", "custom_metadata"}));
  const auto lease = answer->json.number({"lease_duration"});
  if (lease && *lease > 0) value.lease = std::chrono::seconds(*lease);
  return value;
}

Result<std::vector<Version>> Vault::do_versions(const std::string& name) {
  Result<Answer> answer = send("GET", mount_ + "/metadata/" + name);
  if (Result<void> good = done(answer); !good) return std::move(good).error();
  const auto listed = answer->json.at({"data", "versions"});
  if (!listed || !listed->is_object()) return broken_answer(kVault, "versions");
  std::vector<Version> versions;
  for (const auto member : members_of(*listed)) {
    if (!count_of(member.key)) return broken_answer(kVault, "numbers of versions");
    Version version = read_vault_version(std::string(member.key), member.value);
    const bool deleted = version.expires_at && *version.expires_at <= channel_.clock().wall_now();
    version.enabled &= !deleted;
    read_stages(version, answer->json.at({"data", "custom_metadata"}));
    versions.push_back(std::move(version));
  }
  std::sort(versions.begin(), versions.end(),
            [](const Version& a, const Version& b) { return *count_of(a.id) > *count_of(b.id); });
  return versions;
}

// Every write bears a condition, since it also carries the other fields as they were read.
Result<Version> Vault::do_write(const SecretName& secret, const secrets::Secret& value, const Expected& expected) {
  constexpr int kMostAttempts = 5;
  for (int attempt = 1;; ++attempt) {
    Result<Version> written = write_once(secret, value, expected);
    const bool overtaken = !written && written.error().rule == "version_conflict";
    if (!overtaken || expected || attempt == kMostAttempts) return written;
  }
}

Result<Version> Vault::write_once(const SecretName& secret, const secrets::Secret& value, const Expected& expected) {
  Result<Answer> present = read_data(secret.name, "");
  if (!present) return std::move(present).error();
  if (!present->good() && present->status != 404) return refused_by_vault(*present);
  const std::int64_t number = present->json.number({"data", "metadata", "version"}).value_or(0);
  const std::string id = number == 0 ? "" : std::to_string(number);
  if (expected && *expected != id) return version_conflict(kVault);

  const Result<secrets::Secret> fields = with_field(present->json.at({"data", "data"}), secret.field, value);
  if (!fields) return fields.error();
  SecretText body;
  body.add(R"({"options":{"cas":)").add(std::to_string(number)).add(R"(},"data":)").add(fields->reveal()).add("}");
  Result<secrets::Secret> text = body.finish();
  if (!text) return std::move(text).error();
  Result<Answer> answer =
      send("POST", mount_ + "/data/" + secret.name, VaultBody{.text = *std::move(text), .repeatable = false});
  if (Result<void> good = done(answer); !good) return std::move(good).error();
  const auto metadata = answer->json.at({"data"});
  const auto written = answer->json.number({"data", "version"});
  if (!metadata || !written) return broken_answer(kVault, "the new version");
  return read_vault_version(std::to_string(*written), *metadata);
}

Result<void> Vault::do_mark(const std::string& name, const std::string& version, const std::string& stage) {
  if (!count_of(version)) return validation_error("version", "version_name", "Vault's versions are numbers.");
  SecretText body;
  body.add(R"({"custom_metadata":{)").add_json(std::string(kStagePrefix) + stage).add(":").add_json(version).add("}}");
  Result<secrets::Secret> text = body.finish();
  if (!text) return std::move(text).error();
  // A merge patch (RFC 7396), so that all other entries stay as they are.
  return done(send("PATCH", mount_ + "/metadata/" + name,
                   VaultBody{.text = *std::move(text), .content_type = "application/merge-patch+json"}));
}

Result<void> Vault::do_disable(const std::string& name, const std::string& version) {
  if (!count_of(version)) return validation_error("version", "version_name", "Vault's versions are numbers.");
  Result<secrets::Secret> text = secrets::Secret::copy_of(R"({"versions":[)" + version + "]}");
  if (!text) return std::move(text).error();
  return done(send("POST", mount_ + "/delete/" + name, VaultBody{.text = *std::move(text)}));
}

}  // namespace cfy::managers
