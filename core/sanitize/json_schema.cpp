#include "sanitize/json_schema.hpp"

#include <algorithm>
#include <iterator>
#include <utility>

#include "base/closest.hpp"
#include "sanitize/date_time.hpp"
#include "sanitize/json_key.hpp"
#include "sanitize/json_schema_program.hpp"

namespace cfy::sanitize {
namespace {

namespace dom = simdjson::dom;

// simdjson counts members no further.
constexpr std::size_t kCountedAtMost = 0xFFFFFF;

template <class Container>
std::size_t count_members(const Container& container) {
  const std::size_t size = container.size();
  if (size < kCountedAtMost) return size;
  std::size_t count = 0;
  for ([[maybe_unused]] const auto& member : container) ++count;
  return count;
}

// In code points; every one has exactly one byte that doesn't continue another.
std::size_t length_of(std::string_view text) noexcept {
  return static_cast<std::size_t>(std::count_if(
      text.begin(), text.end(), [](char byte) { return (static_cast<unsigned char>(byte) & 0xC0U) != 0x80U; }));
}

std::uint8_t type_of(dom::element value) {
  switch (value.type()) {
    case dom::element_type::NULL_VALUE: return kNull;
    case dom::element_type::BOOL: return kBoolean;
    case dom::element_type::OBJECT: return kObject;
    case dom::element_type::ARRAY: return kArray;
    case dom::element_type::STRING: return kString;
    case dom::element_type::DOUBLE: return is_integer(double(value)) ? kInteger : kFraction;
    default: return kInteger;
  }
}

const SchemaProperty* find_property(const SchemaNode& node, std::string_view name) noexcept {
  const std::uint64_t shape = key_shape(name);
  const auto first = std::lower_bound(node.shapes.begin(), node.shapes.end(), shape);
  for (auto at = static_cast<std::size_t>(first - node.shapes.begin()); at < node.shapes.size(); ++at) {
    if (node.shapes[at] != shape) break;
    if (node.properties[at].name == name) return &node.properties[at];
  }
  return nullptr;
}

// A name that the value brought, safe to show.
std::string shown(std::string_view name) {
  auto cleaned = clean_text(*find_profile("device_name"), name, "");
  if (!cleaned) return "?";
  return std::move(cleaned->text).value_or(std::string(name));
}

class Validator {
 public:
  explicit Validator(const std::vector<SchemaNode>& nodes) : nodes_(nodes) {}

  // Whether `value` is what the node asks for; if not, error() says why. The value's depth bounds the recursion, and
  // the compiler has refused references that go round in circles.
  bool holds(NodeIndex index, dom::element value) {
    for (; index != kNoNode; index = nodes_[index].reference) {
      if (!holds_here(nodes_[index], value)) return false;
    }
    return true;
  }

  // The error with its place, once holds() has said no.
  Error error() && {
    std::reverse(path_.begin(), path_.end());
    for (const std::string& step : path_) {
      if (!error_.field.empty()) error_.field += '.';
      error_.field += step;
    }
    return std::move(error_);
  }

 private:
  bool holds_here(const SchemaNode& node, dom::element value) {
    const std::uint8_t type = type_of(value);
    if ((node.types & type) == 0) return fail_type(node);
    if (node.constant && !equal(*node.constant, value)) {
      return fail("const", "The value is not the only one that is allowed there.");
    }
    if (node.options && !is_option(*node.options, value)) {
      return fail("enum", "The value is none of those that are allowed there.");
    }
    switch (type) {
      case kObject: return holds_object(node, value.get_object().value_unsafe());
      case kArray: return holds_array(node, value.get_array().value_unsafe());
      case kString: return holds_string(node, value.get_string().value_unsafe());
      case kInteger:
      case kFraction: return holds_number(node, value);
      default: return true;
    }
  }

  static bool is_option(const std::vector<nlohmann::json>& options, dom::element value) {
    return std::any_of(options.begin(), options.end(), [&](const auto& option) { return equal(option, value); });
  }

  bool holds_object(const SchemaNode& node, dom::object object) {
    if (node.min_properties > 0 && count_members(object) < node.min_properties) {
      return fail_count("minProperties", "The object needs ", node.min_properties, " field", " at least.");
    }
    std::size_t required = 0;
    for (const dom::key_value_pair field : object) {
      const SchemaProperty* property = find_property(node, field.key);
      if (property != nullptr && property->required) ++required;
      const bool known = property != nullptr && property->node != kNoNode;
      const NodeIndex schema = known ? property->node : node.additional;
      if (schema == kNoNode) continue;
      if (!known && nodes_[schema].types == 0) return fail_unknown(node, field.key);
      if (!holds(schema, field.value)) return fail_in_field(field.key);
    }
    return required == node.required || fail_missing(node, object);
  }

  bool holds_array(const SchemaNode& node, dom::array array) {
    const std::size_t count = count_members(array);
    if (count < node.min_items) return fail_count("minItems", "The list needs ", node.min_items, " item", " at least.");
    if (count > node.max_items)
      return fail_count("maxItems", "The list may have ", node.max_items, " item", " at most.");
    if (node.items == kNoNode) return true;
    std::size_t position = 0;
    for (const dom::element item : array) {
      if (!holds(node.items, item)) return fail_in_item(position);
      ++position;
    }
    return true;
  }

  bool holds_string(const SchemaNode& node, std::string_view text) {
    // The profile goes first: its rules say more than a length does.
    if (node.profile != nullptr) {
      if (auto checked = check_text(*node.profile, text, ""); !checked) {
        error_ = std::move(checked).error();
        return false;
      }
    }
    // A code point has one to four bytes, which spares most texts the counting.
    if (text.size() / 4 < node.min_length && length_of(text) < node.min_length) {
      return fail_count("minLength", "The text needs ", node.min_length, " character", " at least.");
    }
    if (text.size() > node.max_length && length_of(text) > node.max_length) {
      return fail_count("maxLength", "The text may have ", node.max_length, " character", " at most.");
    }
    if (node.date_time && !is_rfc3339_date_time(text)) {
      return fail("format", "The text is not a date and time of RFC 3339, such as 2025-06-01T12:00:00Z.");
    }
    return true;
  }

  bool holds_number(const SchemaNode& node, dom::element value) {
    if (!node.minimum && !node.maximum) return true;
    const JsonNumber number = number_of(value);
    if (node.minimum && std::is_lt(compare(number, *node.minimum))) {
      return fail("minimum", "The number is less than the least that is allowed.");
    }
    if (node.maximum && std::is_gt(compare(number, *node.maximum))) {
      return fail("maximum", "The number is more than the most that is allowed.");
    }
    return true;
  }

  // What fails is cold: kept out of line, it costs the values that hold nothing.
  [[gnu::cold]] bool fail(const char* rule, const char* message) {
    error_ = validation_error("", rule, message);
    return false;
  }

  [[gnu::cold]] bool fail_type(const SchemaNode& node) {
    if (node.types == 0) return fail("false", "Nothing is allowed there; leave it out.");
    return fail("type", "The value has another type than its schema asks for.");
  }

  [[gnu::cold]] bool fail_count(const char* rule, std::string message, std::size_t count, const char* unit,
                                const char* bound) {
    message.append(std::to_string(count)).append(unit).append(count == 1 ? "" : "s").append(bound);
    return fail(rule, message.c_str());
  }

  [[gnu::cold]] bool fail_in_field(std::string_view name) {
    path_.push_back(shown(name));
    return false;
  }

  [[gnu::cold]] bool fail_in_item(std::size_t position) {
    path_.push_back(std::to_string(position));
    return false;
  }

  [[gnu::cold]] bool fail_unknown(const SchemaNode& node, std::string_view name) {
    std::vector<std::string_view> known;
    known.reserve(node.properties.size());
    for (const SchemaProperty& property : node.properties) known.emplace_back(property.name);
    fail("unknown_field", ("There is no such field." + did_you_mean(name, known)).c_str());
    return fail_in_field(name);
  }

  [[gnu::cold]] bool fail_missing(const SchemaNode& node, dom::object object) {
    const auto missing = std::find_if(node.properties.begin(), node.properties.end(), [&](const auto& property) {
      return property.required && object.at_key(property.name).error() != simdjson::SUCCESS;
    });
    fail("required", "The field is missing; give it a value.");
    return missing == node.properties.end() || fail_in_field(missing->name);
  }

  const std::vector<SchemaNode>& nodes_;
  Error error_;
  std::vector<std::string> path_;  // innermost first
};

}  // namespace

JsonSchema::JsonSchema(std::unique_ptr<const Program> program) noexcept : program_(std::move(program)) {}
JsonSchema::JsonSchema(JsonSchema&&) noexcept = default;
JsonSchema& JsonSchema::operator=(JsonSchema&&) noexcept = default;
JsonSchema::~JsonSchema() = default;

Result<JsonSchema> JsonSchema::compile(const nlohmann::json& schema, const nlohmann::json& document) {
  auto program = compile_schema(schema, document);
  if (!program) return std::move(program).error();
  return JsonSchema(*std::move(program));
}

Result<void> JsonSchema::validate(dom::element value) const {
  Validator validator(program_->nodes);
  if (!validator.holds(0, value)) return std::move(validator).error();
  return {};
}

}  // namespace cfy::sanitize
