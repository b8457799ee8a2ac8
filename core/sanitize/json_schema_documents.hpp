#pragma once

#include <cstdint>
#include <deque>
#include <map>
#include <string>
#include <string_view>
#include <unordered_map>
#include <unordered_set>
#include <vector>

#include <nlohmann/json.hpp>

#include "base/result.hpp"
#include "sanitize/json_schema.hpp"

// What schemas refer to: documents, the resources that their `$id`s make of them, and anchors. For the compiler.
namespace cfy::sanitize {

// Bits of the vocabularies whose keywords a schema has; core is always there.
enum Vocabulary : std::uint8_t {
  kCoreVocabulary = 0,
  kApplicatorVocabulary = 1,
  kUnevaluatedVocabulary = 2,
  kValidationVocabulary = 4,
  kFormatAssertionVocabulary = 8,
  kAnnotationVocabularies = 16,  // that assert nothing: meta-data, format-annotation, content
  kDraft2019 = 32,               // keywords as 2019-09 has them, where a reference leads to such a schema
};
constexpr std::uint8_t kStandardVocabularies =
    kApplicatorVocabulary | kUnevaluatedVocabulary | kValidationVocabulary | kAnnotationVocabularies;

using ResourceIndex = std::uint32_t;

// A schema inside its document.
struct SchemaPlace {
  const nlohmann::json* schema = nullptr;
  ResourceIndex resource = 0;
  std::string pointer;  // from the resource's root
};

struct SchemaResource {
  struct Anchor {
    SchemaPlace place;
    bool dynamic = false;
  };

  std::string uri;  // without a fragment; empty if the document has none
  const nlohmann::json* root = nullptr;
  std::uint8_t vocabularies = kStandardVocabularies;
  std::map<std::string, Anchor, std::less<>> anchors;
};

class SchemaDocuments {
 public:
  explicit SchemaDocuments(const SchemaOptions& options) : options_(options) {}

  // Takes a document in, which stays where it is until the compiler is done, and what schemas are inside it.
  Result<ResourceIndex> add(const nlohmann::json& document, std::string uri);

  // What `reference` leads to from inside a resource. `anchor` is set to the name if it is one.
  Result<SchemaPlace> resolve(const std::string& reference, ResourceIndex from, std::string* anchor);

  // The resource that begins at `schema`, or else `outer`.
  [[nodiscard]] ResourceIndex resource_at(const nlohmann::json& schema, ResourceIndex outer) const;
  [[nodiscard]] const SchemaResource& resource(ResourceIndex index) const { return resources_[index]; }
  [[nodiscard]] std::size_t resource_count() const noexcept { return resources_.size(); }

 private:
  Result<void> index(SchemaPlace place, std::size_t depth);
  Result<void> index_here(SchemaPlace& place);
  Result<void> index_anchor(const SchemaPlace& place, const char* keyword, bool dynamic);
  Result<ResourceIndex> find(const std::string& uri);
  Result<SchemaPlace> follow(ResourceIndex resource, const std::string& pointer, const std::string& reference);
  Result<std::uint8_t> vocabularies_of(const nlohmann::json& root, std::uint8_t inherited);
  Result<std::uint8_t> custom_vocabularies(const std::string& metaschema);

  const SchemaOptions& options_;
  std::deque<nlohmann::json> loaded_;
  std::deque<SchemaResource> resources_;
  std::map<std::string, ResourceIndex, std::less<>> by_uri_;
  std::unordered_map<const nlohmann::json*, ResourceIndex> by_root_;
  std::unordered_set<const nlohmann::json*> indexed_;
  std::size_t loading_metaschemas_ = 0;
};

// An error about a schema.
Error schema_error(const char* rule, const std::string& location, const std::string& what);

}  // namespace cfy::sanitize
