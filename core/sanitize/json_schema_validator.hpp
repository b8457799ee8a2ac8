#pragma once

#include <algorithm>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "base/closest.hpp"
#include "sanitize/json_key.hpp"
#include "sanitize/json_schema_failure.hpp"
#include "sanitize/json_schema_program.hpp"
#include "sanitize/json_view.hpp"

namespace cfy::sanitize {

inline const SchemaProperty* find_property(const SchemaNode& node, std::string_view name) noexcept {
  const std::uint64_t shape = key_shape(name);
  const auto first = std::lower_bound(node.shapes.begin(), node.shapes.end(), shape);
  for (auto at = static_cast<std::size_t>(first - node.shapes.begin()); at < node.shapes.size(); ++at) {
    if (node.shapes[at] != shape) break;
    if (node.properties[at].name == name) return &node.properties[at];
  }
  return nullptr;
}

// In code points; every one has exactly one byte that doesn't continue another.
inline std::size_t length_of(std::string_view text) noexcept {
  return static_cast<std::size_t>(std::count_if(
      text.begin(), text.end(), [](char byte) { return (static_cast<unsigned char>(byte) & 0xC0U) != 0x80U; }));
}

// Holds one value to a program. `Value` is one of the views of json_view.hpp.
template <class Value>
class Validator {
 public:
  explicit Validator(const JsonSchema::Program& program)
      : program_(program), nodes_(program.nodes), failure_(program) {}

  bool holds(Value value) { return holds(0, value, nullptr); }
  // Once holds() has said no.
  Error error() && { return std::move(failure_).error(); }

 private:
  // Which fields (by position) or items of one value a schema has said something about, for `unevaluated…`. Where
  // nobody asks, none is kept.
  using Evaluated = std::vector<bool>;

  // Deeper than any schema and value get that are not made to be deep.
  static constexpr std::size_t kMaxNested = 1024;
  static constexpr std::size_t kMaxSteps = std::size_t{1} << 25U;

  static void mark(Evaluated* seen, std::size_t position) {
    if (seen == nullptr) return;
    if (seen->size() <= position) seen->resize(position + 1);
    (*seen)[position] = true;
  }
  static void mark_all(Evaluated* seen, std::size_t count) {
    if (seen != nullptr) seen->assign(std::max(count, seen->size()), true);
  }
  static bool is_marked(const Evaluated& seen, std::size_t position) {
    return position < seen.size() && seen[position];
  }
  static void merge(Evaluated* into, const Evaluated& from) {
    for (std::size_t i = 0; i < from.size(); ++i) {
      if (from[i]) mark(into, i);
    }
  }

  // Whether `value` is what the node asks for. The value's depth bounds the recursion together with the compiler, which
  // has refused references that go round in circles; for dynamic ones there is kMaxNested.
  bool holds(NodeIndex index, Value value, Evaluated* seen) {
    if (nested_ == kMaxNested) return failure_.too_complex(index);
    ++nested_;
    const std::size_t resources = resources_.size();
    const bool good = holds_chain(index, value, seen);
    resources_.resize(resources);
    --nested_;
    return good;
  }

  bool holds_chain(NodeIndex index, Value value, Evaluated* seen) {
    for (; index != kNoNode; index = nodes_[index].reference) {
      if (++steps_ > kMaxSteps) return failure_.too_complex(index);
      const SchemaNode& node = nodes_[index];
      if (!program_.dynamic_anchors.empty()) resources_.push_back(node.resource);
      if (node.extras && (node.extras->unevaluated_properties & node.extras->unevaluated_items) != kNoNode) {
        return holds_unevaluated(index, value, seen);
      }
      if (!holds_here(index, node, value, seen)) return false;
    }
    return true;
  }

  // The keywords beside `unevaluated…` go first, references included.
  bool holds_unevaluated(NodeIndex index, Value value, Evaluated* seen) {
    const SchemaNode& node = nodes_[index];
    Evaluated here;
    if (!holds_here(index, node, value, &here)) return false;
    if (node.reference != kNoNode && !holds(node.reference, value, &here)) return false;
    const std::uint8_t type = view::type_of(value);
    const SchemaExtras& more = *node.extras;
    if (type == kObject && more.unevaluated_properties != kNoNode) {
      std::size_t position = 0;
      const bool good = view::all_fields(value, [&](std::string_view name, Value field) {
        if (is_marked(here, position++)) return true;
        return holds_rest(index, more.unevaluated_properties, field, "unevaluatedProperties") ||
               failure_.in_field(name);
      });
      if (!good) return false;
      mark_all(&here, position);
    }
    if (type == kArray && more.unevaluated_items != kNoNode) {
      std::size_t position = 0;
      const bool good = view::all_items(value, [&](Value item) {
        if (is_marked(here, position++)) return true;
        return holds_rest(index, more.unevaluated_items, item, "unevaluatedItems") || failure_.in_item(position - 1);
      });
      if (!good) return false;
      mark_all(&here, position);
    }
    merge(seen, here);
    return true;
  }

  bool holds_rest(NodeIndex owner, NodeIndex index, Value value, const char* keyword) {
    if (nodes_[index].types == 0) return failure_.fail(owner, keyword, "Nothing else is allowed there; leave it out.");
    return holds(index, value, nullptr);
  }

  bool holds_here(NodeIndex index, const SchemaNode& node, Value value, Evaluated* seen) {
    const std::uint8_t type = view::type_of(value);
    if ((node.types & type) == 0) return failure_.type(index);
    if (node.constant && !view::equal(*node.constant, value)) {
      return failure_.fail(index, "const", "The value is not the only one that is allowed there.");
    }
    if (node.options && !is_option(*node.options, value)) {
      return failure_.fail(index, "enum", "The value is none of those that are allowed there.");
    }
    bool good = true;
    switch (type) {
      case kObject: good = holds_object(index, node, value, seen); break;
      case kArray: good = holds_array(index, node, value, seen); break;
      case kString: good = holds_string(index, node, view::text_of(value)); break;
      case kInteger:
      case kFraction: good = holds_number(index, node, value); break;
      default: break;
    }
    return good && (!node.extras || holds_in_place(index, *node.extras, value, seen));
  }

  static bool is_option(const std::vector<nlohmann::json>& options, Value value) {
    return std::any_of(options.begin(), options.end(), [&](const auto& option) { return view::equal(option, value); });
  }

  // The schemas that apply to the same value.
  bool holds_in_place(NodeIndex index, const SchemaExtras& more, Value value, Evaluated* seen) {
    for (const NodeIndex part : more.all_of) {
      if (!holds(part, value, seen)) return false;
    }
    if (!more.any_of.empty() && count_matches(more.any_of, value, seen, seen == nullptr ? 1 : kUnlimited) == 0) {
      return failure_.fail(index, "anyOf", "The value fits none of the schemas of which it has to fit one.");
    }
    if (!more.one_of.empty()) {
      const std::size_t matches = count_matches(more.one_of, value, seen, 2);
      if (matches == 0)
        return failure_.fail(index, "oneOf", "The value fits none of the schemas of which it has to fit one.");
      if (matches > 1)
        return failure_.fail(index, "oneOf", "The value fits more than one of schemas that exclude each other.");
    }
    if (more.negation != kNoNode && matches(more.negation, value, nullptr)) {
      return failure_.fail(index, "not", "The value fits a schema that it must not fit.");
    }
    if (more.condition != kNoNode) {
      const NodeIndex next = matches(more.condition, value, seen) ? more.consequence : more.alternative;
      if (next != kNoNode && !holds(next, value, seen)) return false;
    }
    if (more.dynamic_reference != kNoNode && !holds(dynamic_target(more), value, seen)) return false;
    return more.dependent_schemas.empty() || view::type_of(value) != kObject || holds_dependents(more, value, seen);
  }

  // Whether the value fits, without an error if not.
  bool matches(NodeIndex index, Value value, Evaluated* seen) {
    if (failure_.is_final()) return false;
    failure_.set_quiet(true);
    Evaluated here;
    const bool good = holds(index, value, seen == nullptr ? nullptr : &here);
    failure_.set_quiet(false);
    if (good && seen != nullptr) merge(seen, here);
    return good && !failure_.is_final();
  }

  std::size_t count_matches(const std::vector<NodeIndex>& parts, Value value, Evaluated* seen, std::size_t enough) {
    std::size_t count = 0;
    for (const NodeIndex part : parts) {
      if (matches(part, value, seen) && ++count == enough) break;
    }
    return count;
  }

  NodeIndex dynamic_target(const SchemaExtras& more) const {
    const auto places = program_.dynamic_anchors.find(more.dynamic_anchor);
    if (places == program_.dynamic_anchors.end()) return more.dynamic_reference;
    for (const std::uint32_t resource : resources_) {
      const auto found = places->second.find(resource);
      if (found != places->second.end()) return found->second;
    }
    return more.dynamic_reference;
  }

  bool holds_dependents(const SchemaExtras& more, Value value, Evaluated* seen) {
    return std::all_of(more.dependent_schemas.begin(), more.dependent_schemas.end(), [&](const auto& dependent) {
      return !view::has_field(value, dependent.first) || holds(dependent.second, value, seen);
    });
  }

  bool holds_object(NodeIndex index, const SchemaNode& node, Value object, Evaluated* seen) {
    if (node.min_properties > 0 && view::size_of(object) < node.min_properties) {
      return failure_.count(index, "minProperties", "The object needs ", node.min_properties, " field", " at least.");
    }
    const SchemaExtras* more = node.extras.get();
    if (more != nullptr && !holds_object_extras(index, *more, object)) return false;
    const bool plain = more == nullptr || more->pattern_properties.empty();
    std::size_t required = 0;
    std::size_t position = 0;
    const bool good = view::all_fields(object, [&](std::string_view name, Value field) {
      const std::size_t here = position++;
      const SchemaProperty* property = find_property(node, name);
      if (property != nullptr && property->required) ++required;
      bool known = property != nullptr && property->node != kNoNode;
      if (known && !holds(property->node, field, nullptr)) return failure_.in_field(name);
      if (!plain && !holds_patterns(*more, name, field, known)) return failure_.in_field(name);
      if (!known) {
        if (node.additional == kNoNode) return true;
        if (nodes_[node.additional].types == 0) return failure_.unknown_field(index, name);
        if (!holds(node.additional, field, nullptr)) return failure_.in_field(name);
      }
      mark(seen, here);
      return true;
    });
    return good && (required == node.required || fail_missing(index, node, object));
  }

  bool holds_patterns(const SchemaExtras& more, std::string_view name, Value field, bool& known) {
    for (const auto& [pattern, schema] : more.pattern_properties) {
      if (!pattern.matches(name)) continue;
      known = true;
      if (!holds(schema, field, nullptr)) return false;
    }
    return true;
  }

  bool holds_object_extras(NodeIndex index, const SchemaExtras& more, Value object) {
    if (more.max_properties != kUnlimited && view::size_of(object) > more.max_properties) {
      return failure_.count(index, "maxProperties", "The object may have ", more.max_properties, " field", " at most.");
    }
    for (const auto& [name, others] : more.dependent_required) {
      if (!view::has_field(object, name)) continue;
      for (const std::string& other : others) {
        if (view::has_field(object, other)) continue;
        failure_.fail(index, "dependentRequired", "The field is missing, which another field needs; give it a value.");
        return failure_.in_field(other);
      }
    }
    if (more.property_names == kNoNode) return true;
    return view::all_fields(object, [&](std::string_view name, Value /*field*/) {
      const nlohmann::json text(name);
      return holds_name(more.property_names, text) || failure_.in_field(name);
    });
  }

  // A name is a value of the other kind where the values are simdjson's.
  bool holds_name(NodeIndex index, const nlohmann::json& name) {
    if constexpr (std::is_same_v<Value, view::Exact>) {
      return holds(index, view::Exact{&name}, nullptr);
    } else {
      Validator<view::Exact> inner(program_, failure_, resources_, nested_, steps_);
      return inner.holds(index, view::Exact{&name}, nullptr) || failure_.take(std::move(inner.failure_));
    }
  }

  template <class Other>
  friend class Validator;
  Validator(const JsonSchema::Program& program, const SchemaFailure& outer, std::vector<std::uint32_t> resources,
            std::size_t nested, std::size_t steps)
      : program_(program),
        nodes_(program.nodes),
        failure_(program),
        resources_(std::move(resources)),
        nested_(nested),
        steps_(steps) {
    failure_.inherit(outer);
  }

  bool holds_array(NodeIndex index, const SchemaNode& node, Value array, Evaluated* seen) {
    const std::size_t count = view::size_of(array);
    if (count < node.min_items) {
      return failure_.count(index, "minItems", "The list needs ", node.min_items, " item", " at least.");
    }
    if (count > node.max_items) {
      return failure_.count(index, "maxItems", "The list may have ", node.max_items, " item", " at most.");
    }
    const SchemaExtras* more = node.extras.get();
    if (more != nullptr && !holds_array_extras(index, *more, array, seen)) return false;
    if (node.items == kNoNode) return true;
    const std::size_t prefix = more == nullptr ? 0 : more->prefix_items.size();
    std::size_t position = 0;
    const bool good = view::all_items(array, [&](Value item) {
      const std::size_t here = position++;
      if (here < prefix) return true;
      return holds(node.items, item, nullptr) || failure_.in_item(here);
    });
    if (good) mark_all(seen, count);
    return good;
  }

  bool holds_array_extras(NodeIndex index, const SchemaExtras& more, Value array, Evaluated* seen) {
    std::size_t position = 0;
    std::size_t contained = 0;
    const bool good = view::all_items(array, [&](Value item) {
      const std::size_t here = position++;
      if (here < more.prefix_items.size()) {
        if (!holds(more.prefix_items[here], item, nullptr)) return failure_.in_item(here);
        mark(seen, here);
      }
      if (more.contains != kNoNode && matches(more.contains, item, nullptr)) {
        ++contained;
        mark(seen, here);
      }
      return !failure_.is_final();
    });
    if (!good) return false;
    if (more.contains != kNoNode && contained < more.min_contains) {
      const bool plain = more.min_contains == 1;
      return failure_.count(index, plain ? "contains" : "minContains", "The list needs ", more.min_contains, " item",
                            " at least that fit a schema.");
    }
    if (more.contains != kNoNode && contained > more.max_contains) {
      return failure_.count(index, "maxContains", "The list may have ", more.max_contains, " item",
                            " at most that fit a schema.");
    }
    if (more.unique_items && has_equal_items(array)) {
      return failure_.fail(index, "uniqueItems", "The list has the same value twice; give each once.");
    }
    return true;
  }

  // By sorting, so that no choice of values makes it slow.
  static bool has_equal_items(Value array) {
    std::vector<std::string> texts;
    view::all_items(array, [&](Value item) {
      texts.push_back(view::canonical(item));
      return true;
    });
    std::sort(texts.begin(), texts.end());
    return std::adjacent_find(texts.begin(), texts.end()) != texts.end();
  }

  bool holds_string(NodeIndex index, const SchemaNode& node, std::string_view text) {
    // The profile goes first: its rules say more than a length does.
    if (node.profile != nullptr) {
      if (auto checked = check_text(*node.profile, text, ""); !checked)
        return failure_.refused(std::move(checked).error());
    }
    // A code point has one to four bytes, which spares most texts the counting.
    if (text.size() / 4 < node.min_length && length_of(text) < node.min_length) {
      return failure_.count(index, "minLength", "The text needs ", node.min_length, " character", " at least.");
    }
    if (text.size() > node.max_length && length_of(text) > node.max_length) {
      return failure_.count(index, "maxLength", "The text may have ", node.max_length, " character", " at most.");
    }
    if (node.format != nullptr && !node.format(text)) return failure_.format(index, node);
    if (node.extras && node.extras->pattern && !node.extras->pattern->matches(text)) {
      return failure_.fail(index, "pattern", "The text does not match the pattern that is asked for.");
    }
    return true;
  }

  bool holds_number(NodeIndex index, const SchemaNode& node, Value value) {
    const SchemaExtras* more = node.extras.get();
    if (!node.minimum && !node.maximum && more == nullptr) return true;
    const JsonNumber number = view::number_of(value);
    if (node.minimum && std::is_lt(compare(number, *node.minimum))) {
      return failure_.fail(index, "minimum", "The number is less than the least that is allowed.");
    }
    if (node.maximum && std::is_gt(compare(number, *node.maximum))) {
      return failure_.fail(index, "maximum", "The number is more than the most that is allowed.");
    }
    if (more == nullptr) return true;
    if (more->exclusive_minimum && std::is_lteq(compare(number, *more->exclusive_minimum))) {
      return failure_.fail(index, "exclusiveMinimum", "The number has to be greater.");
    }
    if (more->exclusive_maximum && std::is_gteq(compare(number, *more->exclusive_maximum))) {
      return failure_.fail(index, "exclusiveMaximum", "The number has to be less.");
    }
    if (more->multiple_of && !is_multiple_of(number, *more->multiple_of)) {
      return failure_.fail(index, "multipleOf", "The number is no multiple of the one that is asked for.");
    }
    return true;
  }

  [[gnu::cold]] bool fail_missing(NodeIndex index, const SchemaNode& node, Value object) {
    const auto missing = std::find_if(node.properties.begin(), node.properties.end(), [&](const auto& property) {
      return property.required && !view::has_field(object, property.name);
    });
    failure_.fail(index, "required", "The field is missing; give it a value.");
    return missing == node.properties.end() || failure_.in_field(missing->name);
  }

  const JsonSchema::Program& program_;
  const std::vector<SchemaNode>& nodes_;
  SchemaFailure failure_;
  std::vector<std::uint32_t> resources_;  // the dynamic scope: those that were entered, outermost first
  std::size_t nested_ = 0;
  std::size_t steps_ = 0;
};

}  // namespace cfy::sanitize
