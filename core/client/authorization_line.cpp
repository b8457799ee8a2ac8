#include "client/authorization_line.hpp"

#include <string>

namespace cfy::client {

Result<secrets::Secret> authorization_line(std::string_view scheme, const secrets::Secret& credential) {
  if (credential.empty()) return secrets::Secret();
  std::string line;
  line.reserve(32 + scheme.size() + credential.size());  // so that no second copy is left behind by growing
  line.append("Authorization: ").append(scheme).append(" ").append(credential.reveal()).push_back('\0');
  Result<secrets::Secret> secret = secrets::Secret::copy_of(line);
  secrets::wipe(line);
  return secret;
}

}  // namespace cfy::client
