#pragma once

#include <string>
#include <string_view>

namespace cfy::client {

// What a `Bearer` challenge says (RFC 6750 section 3). Empty members were not there.
struct BearerChallenge {
  std::string error;
  std::string scope;  // names of scopes, one space between
};

// The first `Bearer` challenge of a WWW-Authenticate field (RFC 9110 section 11.6.1), which may hold several. Whatever
// can't be read ends the reading: nothing depends on it but an error's words.
BearerChallenge read_bearer_challenge(std::string_view field);

}  // namespace cfy::client
