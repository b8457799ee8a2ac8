#pragma once

#include <string_view>

namespace cfy::sanitize {

constexpr std::string_view kDraft2020 = "https://json-schema.org/draft/2020-12/";

// The text of a metaschema of JSON Schema 2020-12, by its `$id`; empty for any other URI.
std::string_view find_metaschema(std::string_view uri) noexcept;

}  // namespace cfy::sanitize
