#include <algorithm>
#include <array>
#include <map>
#include <unordered_map>
#include <utility>

#include <simdjson.h>

#include "sanitize/json_key.hpp"
#include "sanitize/json_schema_documents.hpp"
#include "sanitize/json_schema_program.hpp"

namespace cfy::sanitize {
namespace {

using nlohmann::json;

constexpr std::array<std::pair<std::string_view, std::uint8_t>, 7> kTypes = {{
    {"null", kNull},
    {"boolean", kBoolean},
    {"object", kObject},
    {"array", kArray},
    {"string", kString},
    {"integer", kInteger},
    {"number", kInteger | kFraction},
}};

constexpr std::array<std::string_view, 17> kAnnotations = {
    "$anchor", "$comment",    "$defs",           "$dynamicAnchor",   "$id",
    "$schema", "$vocabulary", "contentEncoding", "contentMediaType", "contentSchema",
    "default", "deprecated",  "description",     "examples",         "readOnly",
    "title",   "writeOnly"};

class Compiler {
 public:
  explicit Compiler(const SchemaOptions& options) : options_(options), documents_(options) {
    program_->dotted = options.strict_keywords;
  }

  Result<std::unique_ptr<const JsonSchema::Program>> compile(const json& schema, const json& document) {
    if (auto added = documents_.add(document, ""); !added) return std::move(added).error();
    node_for({&schema, 0, ""}, 0);
    do {
      // Schemas are compiled one after another instead of inside one another: one may lead back to itself.
      while (!pending_.empty()) {
        const Pending next = std::move(pending_.back());
        pending_.pop_back();
        if (auto compiled = compile_node(next); !compiled) return std::move(compiled).error();
      }
      add_dynamic_anchors();
    } while (!pending_.empty());
    if (auto checked = refuse_endless_references(); !checked) return std::move(checked).error();
    return std::unique_ptr<const JsonSchema::Program>(std::move(program_));
  }

 private:
  struct Pending {
    NodeIndex node;
    SchemaPlace place;
    std::size_t depth;
  };
  // One keyword of the schema that is being compiled.
  struct Keyword {
    const std::string& name;
    const json& value;
    const Pending& owner;

    [[nodiscard]] std::string pointer() const { return owner.place.pointer + '/' + name; }
    [[nodiscard]] SchemaPlace place() const { return {&value, owner.place.resource, pointer()}; }
    [[nodiscard]] SchemaPlace place(const json& schema, std::string_view step) const {
      SchemaPlace inner{&schema, owner.place.resource, pointer() + '/'};
      for (const char c : step) {
        if (c == '~' || c == '/') {
          inner.pointer += c == '~' ? "~0" : "~1";
        } else {
          inner.pointer += c;
        }
      }
      return inner;
    }
  };
  using Handler = Result<void> (Compiler::*)(SchemaNode&, const Keyword&);
  struct KnownKeyword {
    std::uint8_t vocabulary;
    Handler compile;
  };

  static Error bad_value(const Keyword& keyword, const std::string& expected) {
    return schema_error("bad_keyword", keyword.pointer(), "must be " + expected + "; correct it.");
  }

  // The node of a schema, which is compiled later if it is not yet.
  NodeIndex node_for(SchemaPlace place, std::size_t depth) {
    const auto [known, added] = known_.try_emplace(place.schema, static_cast<NodeIndex>(program_->nodes.size()));
    if (!added) return known->second;
    if (const ResourceIndex inner = documents_.resource_at(*place.schema, place.resource); inner != place.resource) {
      place.resource = inner;
      place.pointer.clear();
    }
    program_->nodes.emplace_back().resource = place.resource;
    program_->locations.push_back(documents_.resource(place.resource).uri + '#' + place.pointer);
    pending_.push_back({known->second, std::move(place), depth});
    return known->second;
  }

  NodeIndex child(const Keyword& keyword) { return node_for(keyword.place(), keyword.owner.depth + 1); }
  NodeIndex child(const Keyword& keyword, const json& schema, std::string_view step) {
    return node_for(keyword.place(schema, step), keyword.owner.depth + 1);
  }

  Result<void> compile_node(const Pending& pending) {
    const json& schema = *pending.place.schema;
    const std::string& pointer = pending.place.pointer;
    if (pending.depth > kMaxSchemaDepth) return schema_error("too_deep", pointer, "is nested too deep; use $ref.");
    // Children are added to the same vector meanwhile, so the node is put there when it is done.
    SchemaNode node;
    node.resource = pending.place.resource;
    if (schema.is_boolean()) {
      if (!schema.get<bool>()) node.types = 0;
    } else if (schema.is_object()) {
      for (const auto& [name, value] : schema.items()) {
        if (auto compiled = compile_keyword(node, {name, value, pending}); !compiled) return compiled;
      }
      std::sort(node.properties.begin(), node.properties.end(),
                [](const auto& a, const auto& b) { return key_shape(a.name) < key_shape(b.name); });
      for (const SchemaProperty& property : node.properties) node.shapes.push_back(key_shape(property.name));
    } else {
      return schema_error("bad_keyword", pointer, "must be an object or a boolean; correct it.");
    }
    program_->nodes[pending.node] = std::move(node);
    return {};
  }

  static const std::map<std::string_view, KnownKeyword>& keywords() {
    constexpr std::uint8_t kApplicator = kApplicatorVocabulary;
    constexpr std::uint8_t kUnevaluated = kUnevaluatedVocabulary;
    constexpr std::uint8_t kValidation = kValidationVocabulary;
    // Never destroyed: exit() may come while a thread compiles.
    static const auto& known = *new std::map<std::string_view, KnownKeyword>{
        {"$ref", {kCoreVocabulary, &Compiler::reference}},
        {"$dynamicRef", {kCoreVocabulary, &Compiler::dynamic_reference}},
        {"allOf", {kApplicator, &Compiler::list<&SchemaExtras::all_of>}},
        {"anyOf", {kApplicator, &Compiler::list<&SchemaExtras::any_of>}},
        {"oneOf", {kApplicator, &Compiler::list<&SchemaExtras::one_of>}},
        {"prefixItems", {kApplicator, &Compiler::list<&SchemaExtras::prefix_items>}},
        {"not", {kApplicator, &Compiler::one<&SchemaExtras::negation>}},
        {"if", {kApplicator, &Compiler::one<&SchemaExtras::condition>}},
        {"then", {kApplicator, &Compiler::one<&SchemaExtras::consequence>}},
        {"else", {kApplicator, &Compiler::one<&SchemaExtras::alternative>}},
        {"propertyNames", {kApplicator, &Compiler::one<&SchemaExtras::property_names>}},
        {"contains", {kApplicator, &Compiler::one<&SchemaExtras::contains>}},
        {"unevaluatedItems", {kUnevaluated, &Compiler::one<&SchemaExtras::unevaluated_items>}},
        {"unevaluatedProperties", {kUnevaluated, &Compiler::one<&SchemaExtras::unevaluated_properties>}},
        {"properties", {kApplicator, &Compiler::properties}},
        {"patternProperties", {kApplicator, &Compiler::pattern_properties}},
        {"additionalProperties", {kApplicator, &Compiler::additional}},
        {"items", {kApplicator, &Compiler::items}},
        {"dependentSchemas", {kApplicator, &Compiler::dependent_schemas}},
        {"dependencies", {kApplicator, &Compiler::dependencies}},
        {"type", {kValidation, &Compiler::type}},
        {"const", {kValidation, &Compiler::constant}},
        {"enum", {kValidation, &Compiler::options}},
        {"required", {kValidation, &Compiler::required}},
        {"dependentRequired", {kValidation, &Compiler::dependent_required}},
        {"minProperties", {kValidation, &Compiler::count<&SchemaNode::min_properties>}},
        {"maxProperties", {kValidation, &Compiler::count<&SchemaExtras::max_properties>}},
        {"minItems", {kValidation, &Compiler::count<&SchemaNode::min_items>}},
        {"maxItems", {kValidation, &Compiler::count<&SchemaNode::max_items>}},
        {"minContains", {kValidation, &Compiler::count<&SchemaExtras::min_contains>}},
        {"maxContains", {kValidation, &Compiler::count<&SchemaExtras::max_contains>}},
        {"uniqueItems", {kValidation, &Compiler::unique}},
        {"minLength", {kValidation, &Compiler::count<&SchemaNode::min_length>}},
        {"maxLength", {kValidation, &Compiler::count<&SchemaNode::max_length>}},
        {"pattern", {kValidation, &Compiler::pattern}},
        {"minimum", {kValidation, &Compiler::bound<&SchemaNode::minimum>}},
        {"maximum", {kValidation, &Compiler::bound<&SchemaNode::maximum>}},
        {"exclusiveMinimum", {kValidation, &Compiler::bound<&SchemaExtras::exclusive_minimum>}},
        {"exclusiveMaximum", {kValidation, &Compiler::bound<&SchemaExtras::exclusive_maximum>}},
        {"multipleOf", {kValidation, &Compiler::multiple}},
        {"format", {kCoreVocabulary, &Compiler::format}},
        {"x-profile", {kCoreVocabulary, &Compiler::profile}},
    };
    return known;
  }

  Result<void> compile_keyword(SchemaNode& node, const Keyword& keyword) {
    const std::uint8_t vocabularies = documents_.resource(keyword.owner.place.resource).vocabularies;
    const auto known = keywords().find(keyword.name);
    if (known != keywords().end() && (options_.strict_keywords || keyword.name != "x-profile")) {
      if ((known->second.vocabulary & ~vocabularies) != 0) return {};
      if ((vocabularies & kDraft2019) != 0 && is_newer_than_2019(keyword.name)) return {};
      return (this->*known->second.compile)(node, keyword);
    }
    if ((vocabularies & kDraft2019) != 0 && keyword.name == "$recursiveRef") {
      return schema_error("unsupported_keyword", keyword.pointer(), "is a keyword of 2019-09 alone; use $dynamicRef.");
    }
    if (!options_.strict_keywords || keyword.name == "x-values" || keyword.name == "x-secret") return {};
    if (std::find(kAnnotations.begin(), kAnnotations.end(), keyword.name) != kAnnotations.end()) return {};
    return schema_error("unsupported_keyword", keyword.pointer(), "is a keyword that is not known; leave it out.");
  }

  static bool is_newer_than_2019(std::string_view name) { return name == "prefixItems" || name == "$dynamicRef"; }

  static SchemaExtras& extras(SchemaNode& node) {
    if (!node.extras) node.extras = std::make_unique<SchemaExtras>();
    return *node.extras;
  }

  Result<NodeIndex> resolve(const Keyword& keyword, std::string* anchor) {
    if (!keyword.value.is_string()) return bad_value(keyword, "a string");
    const auto place =
        documents_.resolve(keyword.value.get_ref<const std::string&>(), keyword.owner.place.resource, anchor);
    if (!place) {
      Error error = place.error();
      error.message += " (at \"" + keyword.pointer() + "\")";
      return error;
    }
    return node_for(*place, 0);
  }

  Result<void> reference(SchemaNode& node, const Keyword& keyword) {
    const auto target = resolve(keyword, nullptr);
    if (!target) return target.error();
    node.reference = *target;
    return {};
  }

  Result<void> dynamic_reference(SchemaNode& node, const Keyword& keyword) {
    std::string anchor;
    const auto target = resolve(keyword, &anchor);
    if (!target) return target.error();
    // One that leads to no dynamic anchor is like any other (core, section 8.2.3.2).
    extras(node).dynamic_reference = *target;
    if (!anchor.empty()) program_->dynamic_anchors[anchor];
    extras(node).dynamic_anchor = std::move(anchor);
    return {};
  }

  // Any resource that is known may turn out to be the outermost one that has the anchor.
  void add_dynamic_anchors() {
    for (auto& [name, places] : program_->dynamic_anchors) {
      for (ResourceIndex index = 0; index < documents_.resource_count(); ++index) {
        const auto& anchors = documents_.resource(index).anchors;
        const auto found = anchors.find(name);
        if (found == anchors.end() || !found->second.dynamic || places.contains(index)) continue;
        places[index] = node_for(found->second.place, 0);
      }
    }
  }

  template <NodeIndex SchemaExtras::*Member>
  Result<void> one(SchemaNode& node, const Keyword& keyword) {
    extras(node).*Member = child(keyword);
    return {};
  }

  template <std::vector<NodeIndex> SchemaExtras::*Member>
  Result<void> list(SchemaNode& node, const Keyword& keyword) {
    if (!keyword.value.is_array() || keyword.value.empty()) return bad_value(keyword, "an array of schemas, not empty");
    auto& nodes = extras(node).*Member;
    for (std::size_t i = 0; i < keyword.value.size(); ++i) {
      nodes.push_back(child(keyword, keyword.value[i], std::to_string(i)));
    }
    return {};
  }

  // `properties` and `required` fill one list, in whichever order they come.
  SchemaProperty& property(SchemaNode& node, const std::string& name) {
    if (node.properties.empty()) property_at_.clear();
    const auto [known, added] = property_at_.try_emplace(name, node.properties.size());
    if (added) node.properties.push_back({.name = name});
    return node.properties[known->second];
  }

  Result<void> properties(SchemaNode& node, const Keyword& keyword) {
    if (!keyword.value.is_object()) return bad_value(keyword, "an object");
    for (const auto& [name, schema] : keyword.value.items()) {
      const NodeIndex index = child(keyword, schema, name);
      property(node, name).node = index;
    }
    return {};
  }

  Result<void> pattern_properties(SchemaNode& node, const Keyword& keyword) {
    if (!keyword.value.is_object()) return bad_value(keyword, "an object");
    for (const auto& [text, schema] : keyword.value.items()) {
      auto pattern = compile_pattern(keyword, text);
      if (!pattern) return std::move(pattern).error();
      extras(node).pattern_properties.emplace_back(*std::move(pattern), child(keyword, schema, text));
    }
    return {};
  }

  Result<void> additional(SchemaNode& node, const Keyword& keyword) {
    node.additional = child(keyword);
    return {};
  }

  Result<void> items(SchemaNode& node, const Keyword& keyword) {
    const bool older = (documents_.resource(keyword.owner.place.resource).vocabularies & kDraft2019) != 0;
    if (!older || !keyword.value.is_array()) {
      node.items = child(keyword);
      return {};
    }
    const json& schema = *keyword.owner.place.schema;
    if (const auto rest = schema.find("additionalItems"); rest != schema.end()) {
      node.items = child(Keyword{"additionalItems", *rest, keyword.owner});
    }
    return keyword.value.empty() ? Result<void>() : list<&SchemaExtras::prefix_items>(node, keyword);
  }

  Result<void> dependent_schemas(SchemaNode& node, const Keyword& keyword) {
    if (!keyword.value.is_object()) return bad_value(keyword, "an object");
    for (const auto& [name, schema] : keyword.value.items()) {
      extras(node).dependent_schemas.emplace_back(name, child(keyword, schema, name));
    }
    return {};
  }

  Result<void> dependent_required(SchemaNode& node, const Keyword& keyword) {
    if (!keyword.value.is_object()) return bad_value(keyword, "an object");
    for (const auto& [name, names] : keyword.value.items()) {
      if (auto added = add_dependent_names(node, keyword, name, names); !added) return added;
    }
    return {};
  }

  // Draft 7's, which 2020-12 parted in two and kept for compatibility.
  Result<void> dependencies(SchemaNode& node, const Keyword& keyword) {
    if (!keyword.value.is_object()) return bad_value(keyword, "an object");
    for (const auto& [name, value] : keyword.value.items()) {
      if (!value.is_array()) {
        extras(node).dependent_schemas.emplace_back(name, child(keyword, value, name));
      } else if (auto added = add_dependent_names(node, keyword, name, value); !added) {
        return added;
      }
    }
    return {};
  }

  static Result<void> add_dependent_names(SchemaNode& node, const Keyword& keyword, const std::string& name,
                                          const json& names) {
    const auto is_text = [](const json& text) { return text.is_string(); };
    if (!names.is_array() || !std::all_of(names.begin(), names.end(), is_text)) {
      return bad_value(keyword, "an object of arrays of names");
    }
    extras(node).dependent_required.emplace_back(name, names.get<std::vector<std::string>>());
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

  Result<void> type(SchemaNode& node, const Keyword& keyword) {
    node.types = 0;
    const json names = keyword.value.is_array() ? keyword.value : json::array({keyword.value});
    if (names.empty()) return bad_value(keyword, "the name of a JSON type, or a list of them");
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

  Result<void> unique(SchemaNode& node, const Keyword& keyword) {
    if (!keyword.value.is_boolean()) return bad_value(keyword, "a boolean");
    if (keyword.value.get<bool>()) extras(node).unique_items = true;
    return {};
  }

  template <auto Member>
  static auto& member(SchemaNode& node) {
    if constexpr (requires { node.*Member; }) {
      return node.*Member;
    } else {
      return extras(node).*Member;
    }
  }

  // 2.0 is an integer too; what no machine has room for is no limit.
  template <auto Member>
  Result<void> count(SchemaNode& node, const Keyword& keyword) {
    const bool good = is_number(keyword.value) && is_integer(number_of(keyword.value));
    if (!good || std::is_lt(compare(number_of(keyword.value), std::uint64_t{0}))) {
      return bad_value(keyword, "an integer of 0 or more");
    }
    const JsonNumber number = number_of(keyword.value);
    const bool huge = std::is_gteq(compare(number, std::uint64_t{1} << 62U));
    member<Member>(node) = huge ? kUnlimited - 1 : keyword.value.get<std::size_t>();
    return {};
  }

  template <auto Member>
  Result<void> bound(SchemaNode& node, const Keyword& keyword) {
    if (!is_number(keyword.value)) return bad_value(keyword, "a number");
    member<Member>(node) = number_of(keyword.value);
    return {};
  }

  Result<void> multiple(SchemaNode& node, const Keyword& keyword) {
    if (!is_number(keyword.value)) return bad_value(keyword, "a number");
    const JsonNumber number = number_of(keyword.value);
    if (!std::is_gt(compare(number, std::uint64_t{0}))) return bad_value(keyword, "a number greater than 0");
    extras(node).multiple_of = number;
    return {};
  }

  Result<EcmaPattern> compile_pattern(const Keyword& keyword, const std::string& text) {
    auto pattern = EcmaPattern::compile(text);
    if (!pattern) return schema_error(pattern.error().rule.c_str(), keyword.pointer(), pattern.error().message);
    return pattern;
  }

  Result<void> pattern(SchemaNode& node, const Keyword& keyword) {
    if (!keyword.value.is_string()) return bad_value(keyword, "a string");
    auto pattern = compile_pattern(keyword, keyword.value.get_ref<const std::string&>());
    if (!pattern) return std::move(pattern).error();
    extras(node).pattern = *std::move(pattern);
    return {};
  }

  Result<void> format(SchemaNode& node, const Keyword& keyword) {
    if (!keyword.value.is_string()) return bad_value(keyword, "a string");
    const std::uint8_t vocabularies = documents_.resource(keyword.owner.place.resource).vocabularies;
    if (!options_.assert_formats && (vocabularies & kFormatAssertionVocabulary) == 0) return {};
    node.format = find_format(keyword.value.get_ref<const std::string&>());
    if (node.format == nullptr && options_.strict_keywords)
      return bad_value(keyword, "a format of JSON Schema 2020-12");
    return {};
  }

  Result<void> profile(SchemaNode& node, const Keyword& keyword) {
    if (keyword.value.is_string()) node.profile = find_profile(keyword.value.get_ref<const std::string&>());
    if (node.profile == nullptr) return bad_value(keyword, "the name of a text profile");
    return {};
  }

  // The schemas that a node holds the same value to, other than dynamically.
  [[nodiscard]] std::vector<NodeIndex> beside(NodeIndex index) const {
    const SchemaNode& node = program_->nodes[index];
    std::vector<NodeIndex> nodes{node.reference};
    if (node.extras) {
      const SchemaExtras& more = *node.extras;
      for (const auto* list : {&more.all_of, &more.any_of, &more.one_of}) {
        nodes.insert(nodes.end(), list->begin(), list->end());
      }
      nodes.insert(nodes.end(), {more.negation, more.condition, more.consequence, more.alternative});
      for (const auto& [name, schema] : more.dependent_schemas) nodes.push_back(schema);
      if (more.dynamic_anchor.empty()) nodes.push_back(more.dynamic_reference);
    }
    std::erase(nodes, kNoNode);
    return nodes;
  }

  // Every other keyword leads deeper into the value. What dynamic references do is known only when they are followed;
  // the validator bounds that.
  [[nodiscard]] Result<void> refuse_endless_references() const {
    enum class State : std::uint8_t { unseen, open, done };
    std::vector<State> states(program_->nodes.size(), State::unseen);
    struct Step {
      NodeIndex node;
      std::vector<NodeIndex> left;
    };
    std::vector<Step> path;
    const auto enter = [&](NodeIndex node) {
      states[node] = State::open;
      path.push_back({node, beside(node)});
    };
    for (NodeIndex start = 0; start < program_->nodes.size(); ++start) {
      if (states[start] == State::unseen) enter(start);
      while (!path.empty()) {
        Step& step = path.back();
        if (step.left.empty()) {
          states[step.node] = State::done;
          path.pop_back();
          continue;
        }
        const NodeIndex next = step.left.back();
        step.left.pop_back();
        if (states[next] == State::open) {
          return schema_error("endless_reference", program_->locations[next],
                              "has a $ref that leads back to itself at the same place; break the circle.");
        }
        if (states[next] == State::unseen) enter(next);
      }
    }
    return {};
  }

  const SchemaOptions& options_;
  SchemaDocuments documents_;
  std::unique_ptr<JsonSchema::Program> program_ = std::make_unique<JsonSchema::Program>();
  std::unordered_map<const json*, NodeIndex> known_;
  std::vector<Pending> pending_;
  std::unordered_map<std::string, std::size_t> property_at_;  // of the node that is being compiled
};

}  // namespace

Result<std::unique_ptr<const JsonSchema::Program>> compile_schema(const json& schema, const json& document,
                                                                  const SchemaOptions& options) {
  return Compiler(options).compile(schema, document);
}

}  // namespace cfy::sanitize
