#pragma once

#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "base/result.hpp"
#include "managers/manager.hpp"
#include "secrets/secret.hpp"

namespace cfy::managers {

struct AwsCredentials {
  std::string access_key_id;
  secrets::Secret secret_access_key;
  secrets::Secret session_token;  // empty for those that last
  std::optional<Time> expires_at;
};

// What of a request is signed.
struct AwsRequest {
  std::string_view method;
  std::string_view path = "/";  // encoded as it is sent
  std::string_view query = {};  // encoded, sorted by name and value
  // Names in lower case, sorted, values trimmed; `host` and `x-amz-date` among them.
  std::vector<std::pair<std::string, std::string>> headers;
  std::string_view payload = {};
};

// Where and when the signature holds.
struct AwsScope {
  std::string time;  // `20150830T123600Z`
  std::string region;
  std::string service;
};

// `20150830T123600Z`
std::string aws_time(Time time);

// The value of the Authorization header: Signature Version 4, as AWS's "Signature Version 4 signing process" describes
// it. Fails (internal) when OpenSSL does.
Result<std::string> sign_aws_request(const AwsCredentials& credentials, const AwsRequest& request,
                                     const AwsScope& scope);

}  // namespace cfy::managers
