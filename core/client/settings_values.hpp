#pragma once

#include <chrono>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "base/result.hpp"
#include "client/settings.hpp"
#include "secrets/credential.hpp"

// Readers of single values. Each checks `text`, stores what it means in `target`, and answers with the form that may be
// shown. The message of an error is a predicate ("must be …"), since only the caller knows the setting and its source;
// it never holds the value.
namespace cfy::client {

constexpr int kMostRetries = 10;
constexpr int kMostCircuitFailures = 1000;

// For every value: well-formed UTF-8 without NUL.
Result<void> check_encoding(std::string_view text);

// For every value that is shown: no control characters, and no credential put there by mistake.
Result<void> check_plain(std::string_view text);

// `kind` is what belongs there; nullopt for a secret that is not one of the platform's credentials.
Result<std::string> read_credential(std::string_view text, std::optional<secrets::CredentialKind> kind,
                                    secrets::Secret& target);
Result<std::string> read_text(std::string_view text, std::string& target);
Result<std::string> read_visible(std::string_view text, std::string& target);  // visible ASCII only
Result<std::string> read_environment(std::string_view text, Environment& target);
Result<std::string> read_base_url(std::string_view text, std::string& target);
Result<std::string> read_proxy(std::string_view text, std::string& target);
Result<std::string> read_scope(std::string_view text, std::string& target);
// The same characters and separators, as a list.
Result<std::string> read_names(std::string_view text, std::vector<std::string>& target);
Result<std::string> read_seconds(std::string_view text, std::chrono::milliseconds& target);
Result<std::string> read_count(std::string_view text, int most, int& target);  // 0 to `most`
Result<std::string> read_log_level(std::string_view text, std::string& target);
Result<std::string> read_boolean(std::string_view text, bool& target);

// Where a base URL that was read leads to.
struct ServicePlace {
  std::string host;  // an IPv6 address without brackets
  std::uint16_t port = 0;
};
ServicePlace place_of(const std::string& base_url);

// Why a value is refused: the rule, and what follows the setting's name in the message.
Error refuse_setting(std::string rule, std::string predicate);

}  // namespace cfy::client
