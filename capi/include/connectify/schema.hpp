/**
 * @file connectify/schema.hpp
 * @brief The C++17 face of <connectify/schema.h>.
 */
#ifndef CONNECTIFY_SCHEMA_HPP
#define CONNECTIFY_SCHEMA_HPP

#include <string>
#include <string_view>

#include "error.hpp"
#include "schema.h"

namespace connectify {

inline void check_json(std::string_view json) { detail::check(cfy_json_check(json.data(), json.size())); }

/// How a schema is compiled.
class SchemaOptions {
 public:
  SchemaOptions() {
    cfy_schema_options* made = nullptr;
    detail::check(cfy_schema_options_new(&made));
    handle_.reset(made);
  }

  SchemaOptions& set_format_assertion(bool asserted) {
    detail::check(cfy_schema_options_set_format_assertion(handle_.get(), asserted ? 1 : 0));
    return *this;
  }
  SchemaOptions& map(const std::string& uri_prefix, const std::string& folder) {
    detail::check(cfy_schema_options_map(handle_.get(), uri_prefix.c_str(), folder.c_str()));
    return *this;
  }
  const cfy_schema_options* get() const noexcept { return handle_.get(); }

 private:
  detail::Handle<cfy_schema_options, cfy_schema_options_free> handle_;
};

/// A compiled JSON Schema; any thread may use it.
class Schema {
 public:
  explicit Schema(std::string_view json) : Schema(json, nullptr) {}
  Schema(std::string_view json, const SchemaOptions& options) : Schema(json, options.get()) {}

  /// Throws a ValidationError: field is the place in the value, rule the keyword.
  void validate(std::string_view json) const {
    detail::check(cfy_schema_validate(handle_.get(), json.data(), json.size()));
  }
  const cfy_schema* get() const noexcept { return handle_.get(); }

 private:
  Schema(std::string_view json, const cfy_schema_options* options) {
    cfy_schema* made = nullptr;
    detail::check(cfy_schema_new(json.data(), json.size(), options, &made));
    handle_.reset(made);
  }

  detail::Handle<cfy_schema, cfy_schema_free> handle_;
};

/// `variables` is a JSON object.
inline std::string expand_uri(std::string_view uri_template, std::string_view variables) {
  cfy_buffer* expanded = nullptr;
  detail::check(
      cfy_uri_expand(uri_template.data(), uri_template.size(), variables.data(), variables.size(), &expanded));
  return Buffer(expanded).str();
}

}  // namespace connectify

#endif
