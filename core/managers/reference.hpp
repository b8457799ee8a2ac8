#pragma once

#include <string>
#include <string_view>

#include "base/result.hpp"
#include "managers/manager.hpp"

namespace cfy::managers {

enum class Kind { vault, aws, google, azure };

// A text in the place of a secret, which says in which manager it is:
//
//   vault://MOUNT/PATH#FIELD        HashiCorp Vault or OpenBao, KV version 2
//   aws-sm://NAME#KEY               AWS Secrets Manager: NAME or an ARN; KEY of the JSON object that the secret is
//   gcp-sm://PROJECT/NAME#KEY       Google Secret Manager
//   azure-kv://VAULT/NAME#KEY       Azure Key Vault
//
// `#KEY` may be left out where the secret is one value; Vault always needs it. `?version=ID` or `?stage=NAME` before
// the `#` asks for another than the present version.
struct Reference {
  Kind kind{};
  std::string store;  // Vault's mount, Google's project, Azure's vault; empty for AWS
  SecretName secret;
  VersionChoice choice;
};

// Whether the text begins with one of the schemes above. Nothing else is looked at.
bool is_reference(std::string_view text) noexcept;

// Errors (configuration, rule invalid_reference).
Result<Reference> parse_reference(std::string_view text);

// "HashiCorp Vault", "AWS Secrets Manager", …
std::string_view manager_name(Kind kind) noexcept;

}  // namespace cfy::managers
