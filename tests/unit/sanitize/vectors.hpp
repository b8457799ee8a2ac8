#pragma once

#include <string>
#include <string_view>

#include <nlohmann/json.hpp>

namespace cfy::test {

// Objects keep their order, which associative arrays in URI templates need.
using OrderedJson = nlohmann::ordered_json;

// The cases of tests/vectors/<name>.
OrderedJson load_cases(std::string_view name);

// The bytes of `name`, or of `<name>_hex` where they are no valid text.
std::string bytes_of(const OrderedJson& test_case, const std::string& name);

}  // namespace cfy::test
