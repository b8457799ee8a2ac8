#include "managers/aws_secrets_manager.hpp"

#include <algorithm>
#include <array>

#include <openssl/rand.h>

#include "managers/aws_profile.hpp"
#include "managers/fields.hpp"
#include "managers/secret_text.hpp"
#include "sanitize/uri_encoding.hpp"

namespace cfy::managers {
namespace {

constexpr std::string_view kAws = "AWS Secrets Manager";
constexpr std::string_view kCurrent = "AWSCURRENT";
constexpr std::string_view kPending = "CONNECTIFYPENDING";
constexpr std::string_view kContentType = "application/x-amz-json-1.1";

// `com.amazonaws.secretsmanager#ResourceNotFoundException`, or the last part alone.
std::string_view code_of(const Answer& answer) {
  const std::string_view type = answer.json.text({"__type"});
  const std::size_t mark = type.rfind('#');
  return mark == std::string_view::npos ? type : type.substr(mark + 1);
}

// AWS answers almost everything with 400: the code says what it is.
int status_of(const Answer& answer, std::string_view code) {
  struct Meaning {
    std::string_view code;
    int status;
  };
  static constexpr std::array<Meaning, 14> kMeanings{{{"ResourceNotFoundException", 404},
                                                      {"ResourceExistsException", 409},
                                                      {"PreconditionNotMetException", 412},
                                                      {"ThrottlingException", 429},
                                                      {"Throttling", 429},
                                                      {"TooManyRequestsException", 429},
                                                      {"LimitExceededException", 429},
                                                      {"AccessDeniedException", 403},
                                                      {"ExpiredTokenException", 401},
                                                      {"UnrecognizedClientException", 401},
                                                      {"InvalidClientTokenId", 401},
                                                      {"InvalidSignatureException", 401},
                                                      {"IncompleteSignatureException", 401},
                                                      {"MissingAuthenticationTokenException", 401}}};
  const auto* const known =
      std::find_if(kMeanings.begin(), kMeanings.end(), [code](const Meaning& meaning) { return meaning.code == code; });
  return known == kMeanings.end() ? answer.status : known->status;
}

Error refused_by_aws(const Answer& answer) {
  const std::string_view code = code_of(answer);
  Answer meant;
  meant.status = status_of(answer, code);
  meant.retry_after = answer.retry_after;
  meant.attempts = answer.attempts;
  Error error = refusal(meant, kAws, code);
  error.http_status = answer.status;
  return error;
}

std::optional<Time> time_of(std::optional<std::int64_t> seconds) {
  if (!seconds) return std::nullopt;
  return Time(std::chrono::seconds(*seconds));
}

Version read_aws_version(Json from) {
  Version version;
  version.id = SecretJson::text(from, {"VersionId"});
  version.created_at = time_of(SecretJson::number(from, {"CreatedDate"}));
  const auto stages = SecretJson::at(from, {"VersionStages"});
  if (stages && stages->is_array()) {
    for (const Json stage : items_of(*stages)) version.stages.emplace_back(SecretJson::text(stage, {}));
  }
  version.enabled = !version.stages.empty();
  return version;
}

// By it AWS knows a request that is repeated, and does it once.
Result<std::string> request_token() {
  std::array<unsigned char, 16> bytes{};
  if (RAND_bytes(bytes.data(), static_cast<int>(bytes.size())) != 1) {
    return make_error(ErrorCode::internal, "The system gave no random bytes for a version's id.");
  }
  constexpr std::string_view kDigits = "0123456789abcdef";
  std::string token;
  for (const unsigned char byte : bytes) token += {kDigits[byte >> 4U], kDigits[byte & 15U]};
  return token;
}

Result<std::string> check_region(std::string_view region) {
  const bool plain = std::all_of(region.begin(), region.end(), [](char c) {
    return sanitize::uri::is_alpha(c) || sanitize::uri::is_digit(c) || c == '-';
  });
  if (!region.empty() && plain) return std::string(region);
  return login_error("missing_region", "AWS_REGION must name the region that the secret is in, such as eu-central-1.");
}

Result<std::string> find_region(const Variables& variables, std::string_view secret) {
  if (secret.starts_with("arn:")) {  // arn:aws:secretsmanager:REGION:ACCOUNT:secret:NAME
    for (int i = 0; i < 3; ++i) secret.remove_prefix(std::min(secret.find(':') + 1, secret.size()));
    return check_region(secret.substr(0, secret.find(':')));
  }
  for (const char* const name : {"AWS_REGION", "AWS_DEFAULT_REGION"}) {
    if (const auto region = variables(name)) return check_region(*region);
  }
  const Result<ProfileValues> profile = load_profile(variables);
  if (!profile) return profile.error();
  const auto region = profile->find("region");
  return check_region(region == profile->end() ? std::string_view() : region->second.view());
}

// Host and port of an https address.
std::string authority_of(const std::string& address) {
  const std::string rest = address.substr(std::string_view("https://").size());
  return rest.substr(0, rest.find('/'));
}

}  // namespace

Result<AwsSettings> AwsSettings::from(const Variables& variables, std::string_view secret) {
  Result<std::string> region = find_region(variables, secret);
  if (!region) return std::move(region).error();
  AwsSettings settings{{}, *std::move(region)};
  for (const char* const name : {"AWS_ENDPOINT_URL_SECRETS_MANAGER", "AWS_ENDPOINT_URL"}) {
    const auto address = variables(name);
    if (!address) continue;
    Result<std::string> checked = https_address(name, *address);
    if (!checked) return std::move(checked).error();
    settings.endpoint = *std::move(checked);
    return settings;
  }
  settings.endpoint = "https://secretsmanager." + settings.region + ".amazonaws.com" +
                      (settings.region.starts_with("cn-") ? ".cn" : "");
  return settings;
}

Result<Answer> AwsSecretsManager::send(std::string_view action, const secrets::Secret& body) {
  for (int attempt = 1;; ++attempt) {
    const Result<AwsCredentials> credentials = credentials_.credentials();
    if (!credentials) return credentials.error();
    Result<Answer> answer = send_once(action, body, *credentials);
    if (!answer) return answer;
    if (answer->good()) return answer;
    Error error = refused_by_aws(*answer);
    if (error.code != ErrorCode::authentication || attempt == 2) return error;
    credentials_.refused(*credentials);
  }
}

Result<Answer> AwsSecretsManager::send_once(std::string_view action, const secrets::Secret& body,
                                            const AwsCredentials& credentials) {
  Call call{.method = "POST", .url = settings_.endpoint + "/"};
  call.body = body;
  call.content_type = kContentType;
  // All others are done once however often they are sent: they read, or bear a token by which AWS knows them.
  call.repeatable = action != "UpdateSecretVersionStage";
  if (!credentials.session_token.empty()) {
    Result<secrets::Secret> line = header_line("X-Amz-Security-Token: ", credentials.session_token.reveal());
    if (!line) return std::move(line).error();
    call.authorization = *std::move(line);
  }
  const std::string target = "secretsmanager." + std::string(action);
  call.sign = [this, target, credentials](transport::Request& request) -> Result<void> {
    const AwsScope scope{aws_time(channel_.clock().wall_now()), settings_.region, "secretsmanager"};
    AwsRequest signed_part{.method = request.method, .headers = {}, .payload = request.secret_body.reveal()};
    signed_part.headers = {
        {"content-type", request.content_type}, {"host", authority_of(settings_.endpoint)}, {"x-amz-date", scope.time}};
    if (!credentials.session_token.empty()) {
      signed_part.headers.emplace_back("x-amz-security-token", credentials.session_token.reveal());
    }
    signed_part.headers.emplace_back("x-amz-target", target);
    Result<std::string> signature = sign_aws_request(credentials, signed_part, scope);
    for (auto& [name, value] : signed_part.headers) secrets::wipe(value);
    if (!signature) return std::move(signature).error();
    request.headers = {"X-Amz-Date: " + scope.time, "X-Amz-Target: " + target, "Authorization: " + *signature};
    return {};
  };
  return channel_.send(std::move(call));
}

Result<Value> AwsSecretsManager::read_whole(const std::string& name, const VersionChoice& choice) {
  SecretText body;
  body.add(R"({"SecretId":)").add_json(name);
  if (!choice.version.empty()) body.add(R"(,"VersionId":)").add_json(choice.version);
  if (!choice.stage.empty()) body.add(R"(,"VersionStage":)").add_json(choice.stage);
  const Result<secrets::Secret> text = body.add("}").finish();
  if (!text) return text.error();
  const Result<Answer> answer = send("GetSecretValue", *text);
  if (!answer) return answer.error();
  const auto string = answer->json.at({"SecretString"});
  const std::string_view binary = answer->json.text({"SecretBinary"});
  Result<secrets::Secret> value = string && string->is_string()
                                      ? secrets::Secret::copy_of(string->get_string().value_unsafe())
                                      : decode_base64(binary);
  if (!value) return std::move(value).error();
  Value whole{*std::move(value), read_aws_version(*answer->json.at({})), {}};
  if (whole.value.empty() || whole.version.id.empty()) return broken_answer(kAws, "a value and its version");
  return whole;
}

Result<Value> AwsSecretsManager::do_read(const SecretName& secret, const VersionChoice& choice) {
  Result<Value> whole = read_whole(secret.name, choice);
  if (!whole || secret.field.empty()) return whole;
  Result<secrets::Secret> field = read_field(whole->value, secret.field);
  if (!field) return std::move(field).error();
  whole->value = *std::move(field);
  return whole;
}

Result<std::vector<Version>> AwsSecretsManager::do_versions(const std::string& name) {
  constexpr int kMostPages = 100;
  std::vector<Version> versions;
  std::string next;
  for (int page = 0; page < kMostPages; ++page) {
    SecretText body;
    body.add(R"({"IncludeDeprecated":true,"MaxResults":100,"SecretId":)").add_json(name);
    if (!next.empty()) body.add(R"(,"NextToken":)").add_json(next);
    const Result<secrets::Secret> text = body.add("}").finish();
    if (!text) return text.error();
    const Result<Answer> answer = send("ListSecretVersionIds", *text);
    if (!answer) return answer.error();
    const auto listed = answer->json.at({"Versions"});
    if (!listed || !listed->is_array()) return broken_answer(kAws, "versions");
    for (const Json item : items_of(*listed)) versions.push_back(read_aws_version(item));
    next = answer->json.text({"NextToken"});
    if (next.empty()) {
      std::stable_sort(versions.begin(), versions.end(),
                       [](const Version& a, const Version& b) { return a.created_at > b.created_at; });
      return versions;
    }
  }
  return broken_answer(kAws, "an end to its list");
}

Result<Version> AwsSecretsManager::do_write(const SecretName& secret, const secrets::Secret& value,
                                            const Expected& expected) {
  constexpr int kMostAttempts = 5;
  for (int attempt = 1;; ++attempt) {
    secrets::Secret whole = value;
    Expected condition = expected;
    // Without a condition and a field, there is nothing to be lost.
    const Result<Value> present = read_whole(secret.name, {});
    const bool absent = !present && present.error().code == ErrorCode::not_found;
    if (!present && !absent) return present.error();
    const std::string id = absent ? "" : present->version.id;
    if (expected && *expected != id) return version_conflict(kAws);
    if (!secret.field.empty()) {
      Result<secrets::Secret> changed = with_field(absent ? secrets::Secret() : present->value, secret.field, value);
      if (!changed) return changed.error();
      whole = *std::move(changed);
      condition = id;
    }
    Result<Version> written = absent      ? create(secret.name, whole)
                              : condition ? replace(secret.name, whole, id)
                                          : put(secret.name, whole, kCurrent);
    const bool overtaken = !written && written.error().code == ErrorCode::conflict;
    if (!overtaken || expected || attempt == kMostAttempts) return written;
  }
}

Result<Version> AwsSecretsManager::create(const std::string& name, const secrets::Secret& whole) {
  const Result<std::string> token = request_token();
  if (!token) return token.error();
  SecretText body;
  body.add(R"({"Name":)").add_json(name).add(R"(,"ClientRequestToken":)").add_json(*token);
  const Result<secrets::Secret> text = body.add(R"(,"SecretString":)").add_json(whole.reveal()).add("}").finish();
  if (!text) return text.error();
  const Result<Answer> answer = send("CreateSecret", *text);
  if (!answer && answer.error().code == ErrorCode::conflict) return version_conflict(kAws);
  if (!answer) return answer.error();
  Version version = read_aws_version(*answer->json.at({}));
  version.enabled = true;
  version.stages = {std::string(kCurrent)};
  return version;
}

Result<Version> AwsSecretsManager::put(const std::string& name, const secrets::Secret& whole, std::string_view stage) {
  const Result<std::string> token = request_token();
  if (!token) return token.error();
  SecretText body;
  body.add(R"({"SecretId":)").add_json(name).add(R"(,"ClientRequestToken":)").add_json(*token);
  body.add(R"(,"VersionStages":[)").add_json(stage).add(R"(],"SecretString":)").add_json(whole.reveal()).add("}");
  const Result<secrets::Secret> text = body.finish();
  if (!text) return text.error();
  const Result<Answer> answer = send("PutSecretValue", *text);
  if (!answer) return answer.error();
  return read_aws_version(*answer->json.at({}));
}

Result<Version> AwsSecretsManager::replace(const std::string& name, const secrets::Secret& whole,
                                           const std::string& expected) {
  Result<Version> staged = put(name, whole, kPending);
  if (!staged) return staged;
  const Result<void> moved = move_stage(name, kCurrent, staged->id, expected);
  // Without a label, a version is gone for AWS as well; that this fails does no harm.
  static_cast<void>(move_stage(name, kPending, {}, staged->id));
  if (moved) {
    staged->stages = {std::string(kCurrent)};
    return staged;
  }
  const bool elsewhere = moved.error().api_code == "InvalidParameterException";
  return elsewhere ? version_conflict(kAws) : moved.error();
}

Result<void> AwsSecretsManager::move_stage(const std::string& name, std::string_view stage, std::string_view to,
                                           std::string_view from) {
  SecretText body;
  body.add(R"({"SecretId":)").add_json(name).add(R"(,"VersionStage":)").add_json(stage);
  if (!to.empty()) body.add(R"(,"MoveToVersionId":)").add_json(to);
  if (!from.empty()) body.add(R"(,"RemoveFromVersionId":)").add_json(from);
  const Result<secrets::Secret> text = body.add("}").finish();
  if (!text) return text.error();
  const Result<Answer> answer = send("UpdateSecretVersionStage", *text);
  if (!answer) return answer.error();
  return {};
}

Result<void> AwsSecretsManager::do_mark(const std::string& name, const std::string& version, const std::string& stage) {
  const Result<std::vector<Version>> known = do_versions(name);
  if (!known) return known.error();
  std::string holder;
  for (const Version& other : *known) {
    if (std::find(other.stages.begin(), other.stages.end(), stage) != other.stages.end()) holder = other.id;
  }
  if (holder == version) return {};
  return move_stage(name, stage, version, holder);
}

Result<void> AwsSecretsManager::do_disable(const std::string& name, const std::string& version) {
  const Result<std::vector<Version>> known = do_versions(name);
  if (!known) return known.error();
  const auto found =
      std::find_if(known->begin(), known->end(), [&](const Version& other) { return other.id == version; });
  if (found == known->end()) return make_error(ErrorCode::not_found, "The secret has no such version.");
  if (std::find(found->stages.begin(), found->stages.end(), kCurrent) != found->stages.end()) {
    return make_error(ErrorCode::conflict, "AWS keeps its present version: write or mark another one first.");
  }
  for (const std::string& stage : found->stages) {
    if (Result<void> removed = move_stage(name, stage, {}, version); !removed) return removed;
  }
  return {};
}

}  // namespace cfy::managers
