#include "connectify/schema.h"

#include <memory>

#include <simdjson.h>
#include <nlohmann/json.hpp>

#include "guard.hpp"
#include "sanitize/json_exact.hpp"
#include "sanitize/json_guard.hpp"
#include "sanitize/json_schema.hpp"
#include "sanitize/schema_folders.hpp"
#include "sanitize/uri_variables.hpp"

using cfy::Result;
using cfy::capi::guard;
using cfy::capi::null_error;
using cfy::capi::text_argument;
using cfy::capi::utf8_argument;
namespace sanitize = cfy::sanitize;

struct cfy_schema_options {
  bool assert_formats = false;
  sanitize::SchemaFolders folders;
};

struct cfy_schema {
  sanitize::JsonSchema schema;
};

namespace {

sanitize::SchemaOptions compiler_options(const cfy_schema_options* options) {
  if (options == nullptr) return {};
  return {.assert_formats = options->assert_formats,
          .load = [options](const std::string& uri) { return options->folders.load(uri); }};
}

}  // namespace

cfy_error* cfy_json_check(const char* json, size_t size) {
  return guard([&]() -> Result<void> {
    // Not utf8_argument(): the guard has its own word for it.
    const Result<std::string_view> text = text_argument(json, size, "json");
    if (!text) return text.error();
    sanitize::JsonDocument document;
    const auto parsed = document.parse(*text);
    return parsed ? Result<void>() : parsed.error();
  });
}

cfy_error* cfy_schema_options_new(cfy_schema_options** out) {
  return guard([&]() -> Result<void> {
    if (out == nullptr) return null_error("out");
    *out = nullptr;
    *out = new cfy_schema_options;
    return {};
  });
}

cfy_error* cfy_schema_options_set_format_assertion(cfy_schema_options* options, int asserted) {
  return guard([&]() -> Result<void> {
    if (options == nullptr) return null_error("options");
    options->assert_formats = asserted != 0;
    return {};
  });
}

cfy_error* cfy_schema_options_map(cfy_schema_options* options, const char* uri_prefix, const char* folder) {
  return guard([&]() -> Result<void> {
    if (options == nullptr) return null_error("options");
    if (uri_prefix == nullptr) return null_error("uri_prefix");
    if (folder == nullptr) return null_error("folder");
    return options->folders.map(uri_prefix, folder);
  });
}

void cfy_schema_options_free(cfy_schema_options* options) { delete options; }

cfy_error* cfy_schema_new(const char* json, size_t size, const cfy_schema_options* options, cfy_schema** out) {
  return guard([&]() -> Result<void> {
    if (out == nullptr) return null_error("out");
    *out = nullptr;
    const Result<std::string_view> text = text_argument(json, size, "json");
    if (!text) return text.error();
    const auto document = sanitize::read_exact_json(*text);
    if (!document) return document.error();
    auto schema = sanitize::JsonSchema::compile(*document, compiler_options(options));
    if (!schema) return std::move(schema).error();
    *out = new cfy_schema{*std::move(schema)};
    return {};
  });
}

cfy_error* cfy_schema_validate(const cfy_schema* schema, const char* json, size_t size) {
  return guard([&]() -> Result<void> {
    if (schema == nullptr) return null_error("schema");
    const Result<std::string_view> text = text_argument(json, size, "json");
    if (!text) return text.error();
    return schema->schema.validate_text(*text);
  });
}

void cfy_schema_free(cfy_schema* schema) { delete schema; }

cfy_error* cfy_uri_expand(const char* uri_template, size_t template_size, const char* variables, size_t variables_size,
                          cfy_buffer** out) {
  return guard([&]() -> Result<void> {
    if (out == nullptr) return null_error("out");
    *out = nullptr;
    const Result<std::string_view> text = utf8_argument(uri_template, template_size, "template");
    if (!text) return text.error();
    const Result<std::string_view> json = text_argument(variables, variables_size, "variables");
    if (!json) return json.error();
    const auto parsed = sanitize::UriTemplate::parse(*text);
    if (!parsed) return parsed.error();
    sanitize::JsonDocument document;
    const auto object = document.parse(*json);
    if (!object) return object.error();
    const auto values = sanitize::uri_variables(*object);
    if (!values) return values.error();
    auto expanded = std::make_unique<cfy_buffer>();
    if (auto done = parsed->expand(*values, expanded->bytes); !done) return done;
    *out = expanded.release();
    return {};
  });
}
