#pragma once

#include <cstddef>
#include <cstdint>
#include <limits>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include <nlohmann/json.hpp>

#include "base/result.hpp"
#include "sanitize/json_number.hpp"
#include "sanitize/json_schema.hpp"
#include "sanitize/text_profile.hpp"

// What a schema is compiled into: the compiler writes it, the validator reads it.
namespace cfy::sanitize {

// Bits of a set of types.
enum JsonType : std::uint8_t {
  kNull = 1,
  kBoolean = 2,
  kObject = 4,
  kArray = 8,
  kString = 16,
  kInteger = 32,
  kFraction = 64,  // a number that is no integer
  kAnyType = 127,
};

using NodeIndex = std::uint32_t;
constexpr NodeIndex kNoNode = std::numeric_limits<NodeIndex>::max();
constexpr std::size_t kUnlimited = std::numeric_limits<std::size_t>::max();

struct SchemaProperty {
  std::string name;
  NodeIndex node = kNoNode;  // kNoNode: named by `required` alone
  bool required = false;
};

struct SchemaNode {
  std::uint8_t types = kAnyType;  // none: the schema `false`
  NodeIndex reference = kNoNode;  // the schema that holds as well
  std::unique_ptr<const nlohmann::json> constant;
  std::unique_ptr<const std::vector<nlohmann::json>> options;

  std::vector<SchemaProperty> properties;  // by the shape of their names
  std::vector<std::uint64_t> shapes;       // key_shape of each, close together for the search
  std::size_t required = 0;                // how many of them
  std::size_t min_properties = 0;
  NodeIndex additional = kNoNode;  // for the properties without a node; kNoNode: anything

  NodeIndex items = kNoNode;
  std::size_t min_items = 0;
  std::size_t max_items = kUnlimited;

  std::size_t min_length = 0;  // code points
  std::size_t max_length = kUnlimited;
  const TextProfile* profile = nullptr;
  bool date_time = false;

  std::optional<JsonNumber> minimum;
  std::optional<JsonNumber> maximum;
};

struct JsonSchema::Program {
  std::vector<SchemaNode> nodes;  // the first is the root
};

Result<std::unique_ptr<const JsonSchema::Program>> compile_schema(const nlohmann::json& schema,
                                                                  const nlohmann::json& document);

}  // namespace cfy::sanitize
