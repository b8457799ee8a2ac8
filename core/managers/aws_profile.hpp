#pragma once

#include <map>
#include <string>
#include <string_view>

#include "base/result.hpp"
#include "managers/channel.hpp"
#include "secrets/private_file.hpp"

namespace cfy::managers {

using ProfileValues = std::map<std::string, secrets::PrivateText, std::less<>>;

// One profile's `name = value` lines in the text of a file of AWS's command line; of nested lines nothing. Empty if
// there is no such profile. `section` is what stands between the brackets.
ProfileValues read_profile(std::string_view text, std::string_view section);

// What `~/.aws/config` and `~/.aws/credentials` (or AWS_CONFIG_FILE and AWS_SHARED_CREDENTIALS_FILE) say of AWS_PROFILE,
// or of `default`; the second file's word goes before the first's. A file that is not there says nothing; one that
// others may read is an error (configuration) as in read_private_file().
Result<ProfileValues> load_profile(const Variables& variables);

}  // namespace cfy::managers
