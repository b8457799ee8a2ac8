#include "managers/aws_credentials.hpp"

#include <algorithm>

#include "managers/aws_profile.hpp"
#include "managers/secret_text.hpp"
#include "sanitize/date_time.hpp"
#include "sanitize/uri_encoding.hpp"

namespace cfy::managers {
namespace {

using Found = Result<std::optional<AwsCredentials>>;

constexpr std::string_view kService = "AWS's credential service";
constexpr std::chrono::minutes kEarly{5};
// The metadata service is next door or not there at all.
constexpr Channel::Times kMetadataTimes{std::chrono::seconds(4), std::chrono::seconds(1), 2};

Found credentials_of(std::string_view id, std::string_view secret, std::string_view token) {
  const bool plain = std::all_of(id.begin(), id.end(), sanitize::uri::is_unreserved);
  if (!plain) return login_error("credential_form", "AWS's access key id has characters that none has; copy it again.");
  AwsCredentials credentials;
  credentials.access_key_id = id;
  Result<secrets::Secret> key = secrets::Secret::copy_of(secret);
  if (!key) return std::move(key).error();
  credentials.secret_access_key = *std::move(key);
  if (token.empty()) return std::optional(std::move(credentials));
  Result<secrets::Secret> session = secrets::Secret::copy_of(token);
  if (!session) return std::move(session).error();
  credentials.session_token = *std::move(session);
  return std::optional(std::move(credentials));
}

std::string_view value_of(const ProfileValues& values, std::string_view name) {
  const auto found = values.find(name);
  return found == values.end() ? std::string_view() : found->second.view();
}

}  // namespace

Result<AwsCredentials> AwsCredentialSource::credentials() {
  const std::lock_guard lock(mutex_);
  const Time now = channel_.clock().wall_now();
  if (held_ && (!held_->expires_at || now < *held_->expires_at - kEarly)) return *held_;
  Result<AwsCredentials> fetched = fetch();
  // Those that there are may still be good for the rest of their time.
  if (!fetched && held_ && now < *held_->expires_at) return *held_;
  if (fetched) held_ = *fetched;
  return fetched;
}

void AwsCredentialSource::refused(const AwsCredentials& credentials) {
  const std::lock_guard lock(mutex_);
  if (held_ && held_->access_key_id == credentials.access_key_id) held_ = std::nullopt;
}

Result<AwsCredentials> AwsCredentialSource::fetch() const {
  for (const auto source : {&AwsCredentialSource::from_variables, &AwsCredentialSource::from_profile,
                            &AwsCredentialSource::from_container, &AwsCredentialSource::from_instance}) {
    Found found = (this->*source)();
    if (!found) return std::move(found).error();
    if (*found) return **std::move(found);
  }
  return login_error("missing_login",
                     "There are no credentials for AWS: set AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY, or name a "
                     "profile with AWS_PROFILE, or give the container or instance a role.");
}

Found AwsCredentialSource::from_variables() const {
  const auto id = variables_("AWS_ACCESS_KEY_ID");
  auto secret = variables_("AWS_SECRET_ACCESS_KEY");
  if (!id || !secret) return std::optional<AwsCredentials>();
  auto token = variables_("AWS_SESSION_TOKEN").value_or("");
  Found found = credentials_of(*id, *secret, token);
  secrets::wipe(*secret);
  secrets::wipe(token);
  return found;
}

Found AwsCredentialSource::from_profile() const {
  const Result<ProfileValues> values = load_profile(variables_);
  if (!values) return values.error();
  const std::string_view id = value_of(*values, "aws_access_key_id");
  const std::string_view secret = value_of(*values, "aws_secret_access_key");
  if (id.empty() || secret.empty()) return std::optional<AwsCredentials>();
  return credentials_of(id, secret, value_of(*values, "aws_session_token"));
}

Found AwsCredentialSource::from_container() const {
  Call call;
  if (const auto path = variables_("AWS_CONTAINER_CREDENTIALS_RELATIVE_URI")) {
    if (!path->starts_with('/')) {
      return login_error("invalid_url", "AWS_CONTAINER_CREDENTIALS_RELATIVE_URI must begin with a slash.");
    }
    call.url = "http://169.254.170.2" + *path;
  } else if (const auto url = variables_("AWS_CONTAINER_CREDENTIALS_FULL_URI")) {
    const bool web = url->starts_with("https://") || url->starts_with("http://");
    if (!web || url->find_first_of("@\\ ") != std::string::npos) {
      return login_error("invalid_url", "AWS_CONTAINER_CREDENTIALS_FULL_URI must be a URL without a user.");
    }
    call.url = *url;
  } else {
    return std::optional<AwsCredentials>();
  }
  auto token = variables_("AWS_CONTAINER_AUTHORIZATION_TOKEN").value_or("");
  // Read each time, since it is written anew.
  if (const auto file = variables_("AWS_CONTAINER_AUTHORIZATION_TOKEN_FILE")) {
    const auto text = secrets::read_private_file(*file);
    if (!text) return text.error();
    token = text->view();
  }
  if (!token.empty()) {
    Result<secrets::Secret> line = header_line("Authorization: ", token);
    secrets::wipe(token);
    if (!line) return std::move(line).error();
    call.authorization = *std::move(line);
  }
  return ask(std::move(call));
}

Found AwsCredentialSource::from_instance() const {
  if (variables_("AWS_EC2_METADATA_DISABLED") == "true") return std::optional<AwsCredentials>();
  std::string base = variables_("AWS_EC2_METADATA_SERVICE_ENDPOINT").value_or("http://169.254.169.254");
  while (base.ends_with('/')) base.pop_back();
  base += "/latest/";
  const Channel channel = channel_.with_times(kMetadataTimes);
  Call session{.method = "PUT", .url = base + "api/token"};
  session.headers.emplace_back("X-aws-ec2-metadata-token-ttl-seconds: 21600");
  const Result<secrets::Secret> token = channel.send_for_text(std::move(session));
  if (!token) {
    // Nobody there: this is no such machine.
    const bool absent = token.error().code == ErrorCode::connection || token.error().code == ErrorCode::timeout;
    return absent ? Found(std::optional<AwsCredentials>()) : Found(token.error());
  }
  const Result<secrets::Secret> line = header_line("X-aws-ec2-metadata-token: ", token->reveal());
  if (!line) return line.error();
  Call call{.url = base + "meta-data/iam/security-credentials/", .authorization = *line};
  const Result<secrets::Secret> role = channel.send_for_text(call);
  if (!role) return role.error();
  std::string_view name = role->reveal();
  name = name.substr(0, name.find('\n'));
  if (!is_secret_name(name) || name.find('/') != std::string_view::npos) return broken_answer(kService, "a role");
  call.url += name;
  return ask(std::move(call));
}

Found AwsCredentialSource::ask(Call call) const {
  const Result<Answer> answer = channel_.with_times(kMetadataTimes).send(std::move(call));
  if (!answer) return answer.error();
  if (!answer->good()) return refusal(*answer, kService, answer->json.text({"code"}));
  const std::string_view id = answer->json.text({"AccessKeyId"});
  const std::string_view secret = answer->json.text({"SecretAccessKey"});
  const auto expires = sanitize::unix_seconds_of(answer->json.text({"Expiration"}));
  if (id.empty() || secret.empty() || !expires) return broken_answer(kService, "credentials");
  Found found = credentials_of(id, secret, answer->json.text({"Token"}));
  if (found) (*found)->expires_at = Time(std::chrono::seconds(*expires));
  return found;
}

}  // namespace cfy::managers
