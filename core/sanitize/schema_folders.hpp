#pragma once

#include <string>
#include <utility>
#include <vector>

#include <nlohmann/json.hpp>

#include "base/result.hpp"

namespace cfy::sanitize {

// Folders that stand for parts of the web: a schema's references to them are read from there. The one place of this
// module that touches files, kept apart from the compiler, which is given load() as a function.
class SchemaFolders {
 public:
  // URIs that begin with `uri_prefix` are files in `folder`. Where several fit, the longest counts. Errors: validation
  // (field "map", rules bad_uri, missing_folder).
  Result<void> map(const std::string& uri_prefix, const std::string& folder);

  // The document of a URI. A name that leads out of the folder, through `..` or a symbolic link, is refused. Errors:
  // validation (field "map", rules unmapped, outside_folder, unreadable_file, too_large; those of the JSON guard).
  [[nodiscard]] Result<nlohmann::json> load(const std::string& uri) const;

 private:
  std::vector<std::pair<std::string, std::string>> folders_;  // prefix, real path
};

}  // namespace cfy::sanitize
