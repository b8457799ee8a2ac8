#include <algorithm>
#include <array>
#include <functional>
#include <map>
#include <utility>

#include "sanitize/json_key.hpp"
#include "sanitize/json_schema_program.hpp"

namespace cfy::sanitize {
namespace {

using nlohmann::json;

// Of schemas inside schemas. Written by hand none comes near it.
constexpr std::size_t kMaxDepth = 128;

constexpr std::array<std::pair<std::string_view, std::uint8_t>, 7> kTypes = {{
    {"null", kNull},
    {"boolean", kBoolean},
    {"object", kObject},
    {"array", kArray},
    {"string", kString},
    {"integer", kInteger},
    {"number", kInteger | kFraction},
}};

constexpr std::array<std::string_view, 7> kAnnotations = {"description", "examples", "default",
                                                          "title",       "x-values", "x-secret", "deprecated"};

class Compiler {
 public:
  explicit Compiler(const json& document) : document_(document) {}

  Result<std::unique_ptr<const JsonSchema::Program>> compile(const json& schema) {
    add_node();
    pending_.push_back({0, &schema, ""});
    // References are compiled one after another instead of inside one another: a schema may lead back to itself.
    while (!pending_.empty()) {
      const Pending next = std::move(pending_.back());
      pending_.pop_back();
      if (auto compiled = compile_node(next.node, *next.schema, next.pointer, 0); !compiled) {
        return std::move(compiled).error();
      }
    }
    if (auto checked = refuse_endless_references(); !checked) return std::move(checked).error();
    return std::unique_ptr<const JsonSchema::Program>(std::move(program_));
  }

 private:
  struct Pending {
    NodeIndex node;
    const json* schema;
    std::string pointer;
  };
  // One keyword of the schema that is being compiled.
  struct Keyword {
    const std::string& name;
    const json& value;
    std::string pointer;
    std::size_t depth;
  };
  using Handler = Result<void> (Compiler::*)(SchemaNode&, const Keyword&);

  static Error refusal(const char* rule, const std::string& pointer, const std::string& what) {
    std::string message = "The schema at \"";
    message.append(pointer).append("\" ").append(what);
    return validation_error("schema", rule, std::move(message));
  }
  static Error bad_value(const Keyword& keyword, const std::string& expected) {
    return refusal("bad_keyword", keyword.pointer, "must be " + expected + "; correct it.");
  }

  static std::string child_pointer(std::string pointer, const std::string& name) {
    return std::move(pointer.append("/").append(name));
  }

  NodeIndex add_node() {
    program_->nodes.emplace_back();
    return static_cast<NodeIndex>(program_->nodes.size() - 1);
  }

  Result<NodeIndex> compile_child(const json& schema, const std::string& pointer, std::size_t depth) {
    const NodeIndex node = add_node();
    if (auto compiled = compile_node(node, schema, pointer, depth + 1); !compiled) return std::move(compiled).error();
    return node;
  }

  Result<void> compile_node(NodeIndex index, const json& schema, const std::string& pointer, std::size_t depth) {
    if (depth > kMaxDepth) return refusal("too_deep", pointer, "is nested too deep; use $ref.");
    // Children are added to the same vector meanwhile, so the node is put there when it is done.
    SchemaNode node;
    if (schema.is_boolean()) {
      if (!schema.get<bool>()) node.types = 0;
    } else if (schema.is_object()) {
      for (const auto& [name, value] : schema.items()) {
        if (auto compiled = compile_keyword(node, {name, value, child_pointer(pointer, name), depth}); !compiled) {
          return compiled;
        }
      }
      std::sort(node.properties.begin(), node.properties.end(),
                [](const auto& a, const auto& b) { return key_shape(a.name) < key_shape(b.name); });
      for (const SchemaProperty& property : node.properties) node.shapes.push_back(key_shape(property.name));
    } else {
      return refusal("bad_keyword", pointer, "must be an object or a boolean; correct it.");
    }
    program_->nodes[index] = std::move(node);
    return {};
  }

  Result<void> compile_keyword(SchemaNode& node, const Keyword& keyword) {
    // Never destroyed: exit() may come while a thread compiles.
    static const auto& handlers = *new std::map<std::string_view, Handler>{
        {"$ref", &Compiler::reference},
        {"type", &Compiler::type},
        {"const", &Compiler::constant},
        {"enum", &Compiler::options},
        {"properties", &Compiler::properties},
        {"required", &Compiler::required},
        {"additionalProperties", &Compiler::additional},
        {"items", &Compiler::items},
        {"minProperties", &Compiler::count<&SchemaNode::min_properties>},
        {"minItems", &Compiler::count<&SchemaNode::min_items>},
        {"maxItems", &Compiler::count<&SchemaNode::max_items>},
        {"minLength", &Compiler::count<&SchemaNode::min_length>},
        {"maxLength", &Compiler::count<&SchemaNode::max_length>},
        {"minimum", &Compiler::bound<&SchemaNode::minimum>},
        {"maximum", &Compiler::bound<&SchemaNode::maximum>},
        {"format", &Compiler::format},
        {"x-profile", &Compiler::profile},
    };
    const auto handler = handlers.find(keyword.name);
    if (handler != handlers.end()) return (this->*handler->second)(node, keyword);
    if (std::find(kAnnotations.begin(), kAnnotations.end(), keyword.name) != kAnnotations.end()) return {};
    return refusal("unsupported_keyword", keyword.pointer, "is a keyword that is not supported; leave it out.");
  }

  Result<void> reference(SchemaNode& node, const Keyword& keyword) {
    if (!keyword.value.is_string()) return bad_value(keyword, "a string");
    const auto& target = keyword.value.get_ref<const std::string&>();
    const auto [known, added] = references_.try_emplace(target, kNoNode);
    if (added) {
      const json* schema = resolve(target);
      if (schema == nullptr) {
        return refusal("unresolved_reference", keyword.pointer,
                       "refers to what the document doesn't have; use a local pointer such as #/components/schemas/….");
      }
      known->second = add_node();
      pending_.push_back({known->second, schema, target.substr(1)});
    }
    node.reference = known->second;
    return {};
  }

  [[nodiscard]] const json* resolve(const std::string& target) const {
    if (!target.starts_with('#')) return nullptr;
    try {
      const json::json_pointer pointer(target.substr(1));
      return document_.contains(pointer) ? &document_.at(pointer) : nullptr;
    } catch (const json::exception&) {
      return nullptr;
    }
  }

  Result<void> type(SchemaNode& node, const Keyword& keyword) {
    node.types = 0;
    const json names = keyword.value.is_array() ? keyword.value : json::array({keyword.value});
    for (const json& name : names) {
      const auto* known =
          std::find_if(kTypes.begin(), kTypes.end(), [&](const auto& type) { return name == type.first; });
      if (known == kTypes.end()) return bad_value(keyword, "the name of a JSON type, or a list of them");
      node.types = static_cast<std::uint8_t>(node.types | known->second);
    }
    return {};
  }

  Result<void> constant(SchemaNode& node, const Keyword& keyword) {
    node.constant = std::make_unique<const json>(keyword.value);
    return {};
  }

  Result<void> options(SchemaNode& node, const Keyword& keyword) {
    if (!keyword.value.is_array()) return bad_value(keyword, "an array");
    node.options = std::make_unique<const std::vector<json>>(keyword.value.begin(), keyword.value.end());
    return {};
  }

  // `properties` and `required` fill one list, in whichever order they come.
  static SchemaProperty& property(SchemaNode& node, const std::string& name) {
    const auto known = std::find_if(node.properties.begin(), node.properties.end(),
                                    [&](const SchemaProperty& property) { return property.name == name; });
    if (known != node.properties.end()) return *known;
    node.properties.push_back({.name = name});
    return node.properties.back();
  }

  Result<void> properties(SchemaNode& node, const Keyword& keyword) {
    if (!keyword.value.is_object()) return bad_value(keyword, "an object");
    for (const auto& [name, schema] : keyword.value.items()) {
      const auto child = compile_child(schema, child_pointer(keyword.pointer, name), keyword.depth);
      if (!child) return child.error();
      property(node, name).node = *child;
    }
    return {};
  }

  Result<void> required(SchemaNode& node, const Keyword& keyword) {
    if (!keyword.value.is_array()) return bad_value(keyword, "an array of names");
    for (const json& name : keyword.value) {
      if (!name.is_string()) return bad_value(keyword, "an array of names");
      SchemaProperty& named = property(node, name.get_ref<const std::string&>());
      if (std::exchange(named.required, true)) return bad_value(keyword, "an array of different names");
      ++node.required;
    }
    return {};
  }

  Result<void> additional(SchemaNode& node, const Keyword& keyword) { return child(node.additional, keyword); }

  Result<void> items(SchemaNode& node, const Keyword& keyword) { return child(node.items, keyword); }

  Result<void> child(NodeIndex& index, const Keyword& keyword) {
    const auto compiled = compile_child(keyword.value, keyword.pointer, keyword.depth);
    if (!compiled) return compiled.error();
    index = *compiled;
    return {};
  }

  template <std::size_t SchemaNode::*Member>
  Result<void> count(SchemaNode& node, const Keyword& keyword) {
    if (!keyword.value.is_number_unsigned()) return bad_value(keyword, "an integer of 0 or more");
    node.*Member = keyword.value.get<std::size_t>();
    return {};
  }

  template <std::optional<JsonNumber> SchemaNode::*Member>
  Result<void> bound(SchemaNode& node, const Keyword& keyword) {
    if (!keyword.value.is_number()) return bad_value(keyword, "a number");
    node.*Member = number_of(keyword.value);
    return {};
  }

  Result<void> format(SchemaNode& node, const Keyword& keyword) {
    if (keyword.value != "date-time") return bad_value(keyword, "\"date-time\", the only format that is checked");
    node.date_time = true;
    return {};
  }

  Result<void> profile(SchemaNode& node, const Keyword& keyword) {
    if (keyword.value.is_string()) node.profile = find_profile(keyword.value.get_ref<const std::string&>());
    if (node.profile == nullptr) return bad_value(keyword, "the name of a text profile");
    return {};
  }

  // Every other keyword leads deeper into the value; a reference alone stays where it is.
  [[nodiscard]] Result<void> refuse_endless_references() const {
    for (const SchemaNode& start : program_->nodes) {
      std::size_t steps = 0;
      for (NodeIndex at = start.reference; at != kNoNode; at = program_->nodes[at].reference) {
        if (++steps > program_->nodes.size()) {
          return validation_error(
              "schema", "endless_reference",
              "The schema has a $ref that leads back to itself at the same place; break the circle.");
        }
      }
    }
    return {};
  }

  const json& document_;
  std::unique_ptr<JsonSchema::Program> program_ = std::make_unique<JsonSchema::Program>();
  std::map<std::string, NodeIndex, std::less<>> references_;
  std::vector<Pending> pending_;
};

}  // namespace

Result<std::unique_ptr<const JsonSchema::Program>> compile_schema(const json& schema, const json& document) {
  return Compiler(document).compile(schema);
}

}  // namespace cfy::sanitize
