#pragma once

#include <cstddef>
#include <cstdint>
#include <limits>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include <nlohmann/json.hpp>

#include "base/result.hpp"
#include "sanitize/ecma_pattern.hpp"
#include "sanitize/json_format.hpp"
#include "sanitize/json_number.hpp"
#include "sanitize/json_schema.hpp"
#include "sanitize/text_profile.hpp"

// What a schema is compiled into: the compiler writes it, the validator reads it.
namespace cfy::sanitize {

// Of schemas inside schemas. Written by hand none comes near it.
constexpr std::size_t kMaxSchemaDepth = 128;

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

// Keywords that most schemas don't have, apart from the others so that those are close together.
struct SchemaExtras {
  // Of the same value.
  std::vector<NodeIndex> all_of;
  std::vector<NodeIndex> any_of;
  std::vector<NodeIndex> one_of;
  NodeIndex negation = kNoNode;
  NodeIndex condition = kNoNode;
  NodeIndex consequence = kNoNode;
  NodeIndex alternative = kNoNode;
  NodeIndex dynamic_reference = kNoNode;  // what it leads to if no outer resource has the anchor
  std::string dynamic_anchor;

  // Of objects.
  std::vector<std::pair<EcmaPattern, NodeIndex>> pattern_properties;
  NodeIndex property_names = kNoNode;
  std::size_t max_properties = kUnlimited;
  std::vector<std::pair<std::string, NodeIndex>> dependent_schemas;
  std::vector<std::pair<std::string, std::vector<std::string>>> dependent_required;
  NodeIndex unevaluated_properties = kNoNode;

  // Of arrays.
  std::vector<NodeIndex> prefix_items;
  NodeIndex contains = kNoNode;
  std::size_t min_contains = 1;
  std::size_t max_contains = kUnlimited;
  bool unique_items = false;
  NodeIndex unevaluated_items = kNoNode;

  // Of strings and numbers.
  std::optional<EcmaPattern> pattern;
  std::optional<JsonNumber> exclusive_minimum;
  std::optional<JsonNumber> exclusive_maximum;
  std::optional<JsonNumber> multiple_of;
};

struct SchemaNode {
  std::uint8_t types = kAnyType;  // none: the schema `false`
  std::uint32_t resource = 0;
  NodeIndex reference = kNoNode;  // the schema that holds as well
  std::unique_ptr<SchemaExtras> extras;
  std::unique_ptr<const nlohmann::json> constant;
  std::unique_ptr<const std::vector<nlohmann::json>> options;

  std::vector<SchemaProperty> properties;  // by the shape of their names
  std::vector<std::uint64_t> shapes;       // key_shape of each, close together for the search
  std::size_t required = 0;                // how many of them
  std::size_t min_properties = 0;
  NodeIndex additional = kNoNode;  // for the properties without a node; kNoNode: anything

  NodeIndex items = kNoNode;  // those after prefixItems
  std::size_t min_items = 0;
  std::size_t max_items = kUnlimited;

  std::size_t min_length = 0;  // code points
  std::size_t max_length = kUnlimited;
  const TextProfile* profile = nullptr;
  Format format = nullptr;

  std::optional<JsonNumber> minimum;
  std::optional<JsonNumber> maximum;
};

struct JsonSchema::Program {
  std::vector<SchemaNode> nodes;       // the first is the root
  std::vector<std::string> locations;  // of each, as a URI with a JSON pointer
  bool dotted = false;                 // see SchemaOptions::strict_keywords
  // What a dynamic reference may be led to, by name: the resource, and the schema that has the anchor there. Empty if
  // there is no dynamic reference, which spares keeping track of the resources that were entered.
  std::map<std::string, std::map<std::uint32_t, NodeIndex>, std::less<>> dynamic_anchors;
};

// `schema` is `document` itself or stands outside it.
Result<std::unique_ptr<const JsonSchema::Program>> compile_schema(const nlohmann::json& schema,
                                                                  const nlohmann::json& document,
                                                                  const SchemaOptions& options);

}  // namespace cfy::sanitize
