#include "managers/aws_signature.hpp"

#include "managers/secret_text.hpp"
#include "sanitize/date_time.hpp"
#include "secrets/hmac.hpp"

namespace cfy::managers {
namespace {

constexpr std::string_view kAlgorithm = "AWS4-HMAC-SHA256";

// The next key of the chain that leads from the secret to the signature.
Result<secrets::Secret> derived(const Result<secrets::Secret>& key, std::string_view text) {
  if (!key) return key.error();
  Result<secrets::Digest> digest = secrets::hmac_sha256(*key, {text});
  if (!digest) return std::move(digest).error();
  Result<secrets::Secret> next =
      secrets::Secret::copy_of({reinterpret_cast<const char*>(digest->data()), digest->size()});
  secrets::wipe(digest->data(), digest->size());
  return next;
}

Result<secrets::Secret> signing_key(const secrets::Secret& secret, const AwsScope& scope) {
  SecretText first;
  first.add("AWS4").add(secret.reveal());
  const Result<secrets::Secret> day = derived(first.finish(), std::string_view(scope.time).substr(0, 8));
  return derived(derived(derived(day, scope.region), scope.service), "aws4_request");
}

std::string names_of(const AwsRequest& request) {
  std::string names;
  for (const auto& [name, value] : request.headers) names += (names.empty() ? "" : ";") + name;
  return names;
}

Result<std::string> hex_sha256(std::string_view text) {
  const Result<secrets::Digest> digest = secrets::sha256(text);
  if (!digest) return digest.error();
  return secrets::hex_of(*digest);
}

Result<std::string> canonical_hash(const AwsRequest& request, const std::string& names) {
  const Result<std::string> payload = hex_sha256(request.payload);
  if (!payload) return payload;
  SecretText text;  // a session token may be among the headers
  text.add(request.method).add("\n").add(request.path).add("\n").add(request.query).add("\n");
  for (const auto& [name, value] : request.headers) text.add(name).add(":").add(value).add("\n");
  text.add("\n").add(names).add("\n").add(*payload);
  return hex_sha256(text.view());
}

}  // namespace

std::string aws_time(Time time) {
  std::string text;
  for (const char c : sanitize::date_time_text(std::chrono::system_clock::to_time_t(time))) {
    if (c != '-' && c != ':') text += c;
  }
  return text;
}

Result<std::string> sign_aws_request(const AwsCredentials& credentials, const AwsRequest& request,
                                     const AwsScope& scope) {
  const std::string names = names_of(request);
  const Result<std::string> canonical = canonical_hash(request, names);
  if (!canonical) return canonical;
  const std::string place = scope.time.substr(0, 8) + "/" + scope.region + "/" + scope.service + "/aws4_request";
  const std::string text = std::string(kAlgorithm) + "\n" + scope.time + "\n" + place + "\n" + *canonical;
  const Result<secrets::Secret> key = signing_key(credentials.secret_access_key, scope);
  if (!key) return key.error();
  const Result<secrets::Digest> signature = secrets::hmac_sha256(*key, {text});
  if (!signature) return signature.error();
  return std::string(kAlgorithm) + " Credential=" + credentials.access_key_id + "/" + place +
         ", SignedHeaders=" + names + ", Signature=" + secrets::hex_of(*signature);
}

}  // namespace cfy::managers
