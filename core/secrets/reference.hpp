#pragma once

#include <chrono>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.hpp"
#include "secrets/secret.hpp"

namespace cfy::secrets {

// A text in the place of a secret, which says where the secret is kept:
//
//   file:/run/secrets/connectify_api_key     a file of one's own, or one mounted by Docker or Kubernetes
//   systemd-credential:NAME                  what systemd put into $CREDENTIALS_DIRECTORY (LoadCredential=)
//   secret-service://SERVICE/USERNAME        the desktop's keyring
//   command:/usr/bin/pass show connectify    what a program writes, no shell between
//
// One line feed at the end of a file, or of what a command wrote, is not part of the value. A command may write the
// value, or a JSON object {"value": "…", "expires_at": "2027-01-31T00:00:00Z"}, whose second member may be left out.
struct Retrieved {
  Secret value;
  std::optional<std::chrono::system_clock::time_point> changed_at;  // when its file was last written
  std::optional<std::chrono::system_clock::time_point> expires_at;  // as its source says
};

// Whether the text begins with one of the schemes above. Nothing else is looked at.
bool is_reference(std::string_view text) noexcept;

// The reference as it may be shown: of a command its program alone, since its words might hold what they should not.
std::string show_reference(std::string_view reference);

// Asks the place. Blocks: a command for 10 s at most, the keyring for as long as its owner takes to unlock it.
// Errors (configuration): those of the place (read_private_file(), run_command(), look_up_secret_service()), and
// invalid_reference, empty_secret, invalid_answer and secret_expired.
Result<Retrieved> retrieve(std::string_view reference);

// The folders in which secrets are looked for by the name of their setting: $CREDENTIALS_DIRECTORY, /run/secrets.
std::vector<std::string> mounted_folders();

}  // namespace cfy::secrets
