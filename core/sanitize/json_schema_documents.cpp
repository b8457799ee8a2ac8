#include "sanitize/json_schema_documents.hpp"

#include <algorithm>
#include <array>
#include <charconv>
#include <utility>

#include "sanitize/json_exact.hpp"
#include "sanitize/json_metaschemas.hpp"
#include "sanitize/json_schema_program.hpp"
#include "sanitize/uri_reference.hpp"

namespace cfy::sanitize {
namespace {

using nlohmann::json;

// Each document that is loaded may refer to more of them.
constexpr std::size_t kMaxDocuments = 1000;
constexpr std::size_t kMaxMetaschemas = 8;  // of metaschemas

// Where schemas are inside a schema. Nothing else is looked at: an `$id` in `const` is a value like any other.
constexpr std::array<std::string_view, 12> kOneSchema = {"additionalProperties",
                                                         "contains",
                                                         "contentSchema",
                                                         "else",
                                                         "if",
                                                         "items",
                                                         "not",
                                                         "propertyNames",
                                                         "then",
                                                         "unevaluatedItems",
                                                         "unevaluatedProperties",
                                                         "additionalItems"};
constexpr std::array<std::string_view, 5> kListOfSchemas = {"allOf", "anyOf", "oneOf", "prefixItems", "items"};
constexpr std::array<std::string_view, 6> kMapOfSchemas = {
    "$defs", "definitions", "dependencies", "dependentSchemas", "patternProperties", "properties"};

template <std::size_t Size>
bool has(const std::array<std::string_view, Size>& names, std::string_view name) {
  return std::find(names.begin(), names.end(), name) != names.end();
}

const std::string* text_member(const json& schema, const char* name) {
  const auto found = schema.find(name);
  return found != schema.end() && found->is_string() ? &found->get_ref<const std::string&>() : nullptr;
}

std::string step(const std::string& pointer, std::string_view name) {
  std::string out = pointer + '/';
  for (const char c : name) {
    if (c == '~' || c == '/') {
      out += c == '~' ? "~0" : "~1";
    } else {
      out += c;
    }
  }
  return out;
}

std::string without_fragment(const std::string& uri) { return uri.substr(0, uri.find('#')); }

std::uint8_t vocabulary_of(std::string_view uri) noexcept {
  constexpr std::array<std::pair<std::string_view, std::uint8_t>, 8> kKnown = {{
      {"vocab/core", kCoreVocabulary},
      {"vocab/applicator", kApplicatorVocabulary},
      {"vocab/unevaluated", kUnevaluatedVocabulary},
      {"vocab/validation", kValidationVocabulary},
      {"vocab/format-assertion", kFormatAssertionVocabulary},
      {"vocab/meta-data", kAnnotationVocabularies},
      {"vocab/format-annotation", kAnnotationVocabularies},
      {"vocab/content", kAnnotationVocabularies},
  }};
  constexpr std::uint8_t kUnknown = 0xFF;
  if (!uri.starts_with(kDraft2020)) return kUnknown;
  uri.remove_prefix(kDraft2020.size());
  for (const auto& [name, bits] : kKnown) {
    if (name == uri) return bits;
  }
  return kUnknown;
}

}  // namespace

Error schema_error(const char* rule, const std::string& location, const std::string& what) {
  return validation_error("schema", rule, "The schema at \"" + location + "\" " + what);
}

Result<ResourceIndex> SchemaDocuments::add(const json& document, std::string uri) {
  const auto index_of_root = static_cast<ResourceIndex>(resources_.size());
  if (resources_.size() >= kMaxDocuments) return schema_error("too_large", uri, "refers to too many documents.");
  resources_.push_back({.uri = uri, .root = &document, .anchors = {}});
  by_root_[&document] = index_of_root;
  by_uri_[std::move(uri)] = index_of_root;
  if (auto indexed = index({&document, index_of_root, ""}, 0); !indexed) return std::move(indexed).error();
  return index_of_root;
}

ResourceIndex SchemaDocuments::resource_at(const json& schema, ResourceIndex outer) const {
  const auto found = by_root_.find(&schema);
  return found == by_root_.end() ? outer : found->second;
}

Result<void> SchemaDocuments::index(SchemaPlace place, std::size_t depth) {
  if (depth > kMaxSchemaDepth) return schema_error("too_deep", place.pointer, "is nested too deep; use $ref.");
  if (!place.schema->is_object() || !indexed_.insert(place.schema).second) return {};
  if (auto indexed = index_here(place); !indexed) return indexed;
  for (const auto& [name, value] : place.schema->items()) {
    const std::string pointer = step(place.pointer, name);
    if (has(kOneSchema, name) && value.is_object()) {
      if (auto indexed = index({&value, place.resource, pointer}, depth + 1); !indexed) return indexed;
    } else if (has(kListOfSchemas, name) && value.is_array()) {
      for (std::size_t i = 0; i < value.size(); ++i) {
        auto indexed = index({&value[i], place.resource, step(pointer, std::to_string(i))}, depth + 1);
        if (!indexed) return indexed;
      }
    } else if (has(kMapOfSchemas, name) && value.is_object()) {
      for (const auto& [key, schema] : value.items()) {
        if (auto indexed = index({&schema, place.resource, step(pointer, key)}, depth + 1); !indexed) return indexed;
      }
    }
  }
  return {};
}

// The schema's own $id, $schema and anchors; moves `place` to the resource that it begins.
Result<void> SchemaDocuments::index_here(SchemaPlace& place) {
  const SchemaResource& outer = resources_[place.resource];
  const bool is_root = outer.root == place.schema;
  const std::string* id = text_member(*place.schema, "$id");
  if (id != nullptr) {
    std::string uri = uri::resolve(outer.uri, *id);
    if (const auto hash = id->find('#'); hash != std::string::npos && hash + 1 != id->size()) {
      return schema_error("bad_keyword", place.pointer + "/$id",
                          "must be a URI reference without a fragment; correct it.");
    }
    if (is_root) {
      resources_[place.resource].uri = uri;
      by_uri_.insert_or_assign(std::move(uri), place.resource);
    } else {
      const auto inner = static_cast<ResourceIndex>(resources_.size());
      if (by_uri_.contains(uri)) {
        return schema_error("bad_keyword", place.pointer + "/$id",
                            "is the same as another schema's; give each its own.");
      }
      resources_.push_back({.uri = uri, .root = place.schema, .vocabularies = outer.vocabularies, .anchors = {}});
      by_root_[place.schema] = inner;
      by_uri_[std::move(uri)] = inner;
      place = {place.schema, inner, ""};
    }
  }
  if (is_root || id != nullptr) {
    const auto vocabularies = vocabularies_of(*place.schema, resources_[place.resource].vocabularies);
    if (!vocabularies) return vocabularies.error();
    resources_[place.resource].vocabularies = *vocabularies;
  }
  if (auto anchored = index_anchor(place, "$anchor", false); !anchored) return anchored;
  return index_anchor(place, "$dynamicAnchor", true);
}

Result<void> SchemaDocuments::index_anchor(const SchemaPlace& place, const char* keyword, bool dynamic) {
  const std::string* name = text_member(*place.schema, keyword);
  if (name == nullptr) return {};
  SchemaResource::Anchor anchor{place, dynamic};
  const auto [known, added] = resources_[place.resource].anchors.try_emplace(*name, std::move(anchor));
  if (!added) {
    // The same schema may bear one name in both ways.
    if (known->second.place.schema != place.schema) {
      return schema_error("bad_keyword", place.pointer + "/" + keyword,
                          "names an anchor twice; give each its own name.");
    }
    known->second.dynamic = known->second.dynamic || dynamic;
  }
  return {};
}

Result<std::uint8_t> SchemaDocuments::vocabularies_of(const json& root, std::uint8_t inherited) {
  const std::string* metaschema = text_member(root, "$schema");
  if (metaschema == nullptr || options_.strict_keywords) return inherited;
  const std::string uri = without_fragment(*metaschema);
  if (uri == std::string(kDraft2020) + "schema") return kStandardVocabularies;
  if (uri == "https://json-schema.org/draft/2019-09/schema") {
    return static_cast<std::uint8_t>(kStandardVocabularies | kDraft2019);
  }
  return custom_vocabularies(uri);
}

Result<std::uint8_t> SchemaDocuments::custom_vocabularies(const std::string& metaschema) {
  // A metaschema has one too, and could be its own.
  const auto known = by_uri_.find(metaschema);
  if (known == by_uri_.end() && ++loading_metaschemas_ > kMaxMetaschemas) {
    return schema_error("unresolved_reference", metaschema, "has metaschemas without end; break the chain.");
  }
  const auto found = find(metaschema);
  if (!found)
    return schema_error("unknown_dialect", metaschema,
                        "is a metaschema that is not known; map its URI to a folder that has it, or use "
                        "https://json-schema.org/draft/2020-12/schema.");
  const json& document = *resources_[*found].root;
  const auto vocabularies = document.find("$vocabulary");
  if (vocabularies == document.end() || !vocabularies->is_object()) return kStandardVocabularies;
  std::uint8_t bits = 0;
  for (const auto& [uri, required] : vocabularies->items()) {
    const std::uint8_t bit = vocabulary_of(uri);
    if (bit != 0xFF) {
      bits |= bit;
    } else if (required == true) {
      return schema_error("unknown_vocabulary", metaschema,
                          "requires a vocabulary that is not known here; make it optional.");
    }
  }
  return bits;
}

Result<ResourceIndex> SchemaDocuments::find(const std::string& uri) {
  if (const auto known = by_uri_.find(uri); known != by_uri_.end()) return known->second;
  const auto unresolved = [&](const std::string& why) {
    return schema_error("unresolved_reference", uri, "is referred to and " + why);
  };
  Result<json> document = validation_error("", "", "");
  if (const std::string_view text = find_metaschema(uri); !text.empty()) {
    document = read_exact_json(text);
  } else if (options_.load) {
    document = options_.load(uri);
  } else {
    return unresolved("not known; nothing is fetched, so give it inside the document.");
  }
  if (!document) return unresolved("could not be loaded: " + document.error().message);
  loaded_.push_back(*std::move(document));
  return add(loaded_.back(), uri);
}

Result<SchemaPlace> SchemaDocuments::resolve(const std::string& reference, ResourceIndex from, std::string* anchor) {
  const std::string& base = resources_[from].uri;
  const auto parts = uri::split(reference);
  const std::string uri = uri::resolve(base, reference);
  auto found = uri == base ? Result<ResourceIndex>(from) : find(uri);
  if (!found) return std::move(found).error();
  const std::string fragment = uri::decoded(parts.fragment.value_or(""));
  if (fragment.empty() || fragment.front() == '/') return follow(*found, fragment, reference);
  const auto& anchors = resources_[*found].anchors;
  const auto named = anchors.find(fragment);
  if (named == anchors.end()) {
    return schema_error("unresolved_reference", reference, "is an anchor that is not there; correct the name.");
  }
  if (anchor != nullptr && named->second.dynamic) *anchor = fragment;
  return named->second.place;
}

Result<SchemaPlace> SchemaDocuments::follow(ResourceIndex resource, const std::string& pointer,
                                            const std::string& reference) {
  SchemaPlace place{resources_[resource].root, resource, ""};
  const auto unresolved = [&] {
    return schema_error("unresolved_reference", reference,
                        "refers to what the document doesn't have; correct the pointer.");
  };
  for (std::size_t at = 0; at < pointer.size();) {
    const std::size_t end = std::min(pointer.find('/', at + 1), pointer.size());
    std::string name;
    for (std::size_t i = at + 1; i < end; ++i) {
      const bool escape = pointer[i] == '~' && i + 1 < end && (pointer[i + 1] == '0' || pointer[i + 1] == '1');
      name += escape ? (pointer[++i] == '0' ? '~' : '/') : pointer[i];
    }
    at = end;
    if (place.schema->is_object()) {
      const auto member = place.schema->find(name);
      if (member == place.schema->end()) return unresolved();
      place.schema = &*member;
    } else if (place.schema->is_array()) {
      std::size_t position = 0;
      const auto read = std::from_chars(name.data(), name.data() + name.size(), position);
      const bool zeros = name.size() > 1 && name.front() == '0';
      if (zeros || read.ec != std::errc() || read.ptr != name.data() + name.size() ||
          position >= place.schema->size()) {
        return unresolved();
      }
      place.schema = &(*place.schema)[position];
    } else {
      return unresolved();
    }
    place.pointer = step(place.pointer, name);
    if (const auto inner = by_root_.find(place.schema); inner != by_root_.end()) {
      place.resource = inner->second;
      place.pointer.clear();
    }
  }
  // What stands under a keyword that is not known becomes a schema by being referred to.
  if (auto indexed = index(place, 0); !indexed) return std::move(indexed).error();
  if (const ResourceIndex inner = resource_at(*place.schema, place.resource); inner != place.resource) {
    place.resource = inner;
    place.pointer.clear();
  }
  return place;
}

}  // namespace cfy::sanitize
