/**
 * @file connectify/schema.h
 * @brief JSON from outside: guarded, and held to a JSON Schema; and URIs from templates.
 *
 * The same checks that the library makes of what it reads and sends. JSON Schema is 2020-12, the whole of it; patterns
 * are matched in linear time, and nothing is ever fetched.
 */
#ifndef CONNECTIFY_SCHEMA_H
#define CONNECTIFY_SCHEMA_H

#include <stddef.h>

#include "buffer.h"
#include "error.h"

CFY_BEGIN_DECLS

/** How a schema is compiled. */
typedef struct cfy_schema_options cfy_schema_options;
/** A compiled schema. */
typedef struct cfy_schema cfy_schema;

/**
 * Says whether a text is JSON as this library takes it: one value in UTF-8 without a byte order mark, no key twice in an
 * object, 64 arrays and objects deep at most, 64 MiB at most, no integer beyond 64 bits, nothing behind it.
 *
 * Ownership: nothing is handed over.
 * Errors: validation (field `json`; cfy_error_rule() is invalid_utf8, syntax, trailing_bytes, duplicate_key, too_deep,
 *   too_large or number_out_of_range; NULL).
 * Threads: any.
 * Since: 1.0
 */
CFY_API cfy_error* cfy_json_check(const char* json, size_t size);

/**
 * Makes options: formats are annotations, and no URI is mapped.
 *
 * Ownership: `*out` is yours; free it with cfy_schema_options_free().
 * Errors: validation (NULL), internal (no memory).
 * Threads: any.
 * Since: 1.0
 */
CFY_API cfy_error* cfy_schema_options_new(cfy_schema_options** out);

/**
 * Says whether `format` is a rule (all 19 formats of JSON Schema) or an annotation.
 *
 * Ownership: nothing is handed over.
 * Errors: validation (NULL).
 * Threads: one at a time for the same options.
 * Since: 1.0
 */
CFY_API cfy_error* cfy_schema_options_set_format_assertion(cfy_schema_options* options, int asserted);

/**
 * Maps the URIs that begin with a prefix to the files of a folder. Names that lead out of it are refused; where several
 * prefixes fit, the longest counts.
 *
 * Ownership: nothing is handed over.
 * Errors: validation (no URI; no such folder; NULL).
 * Threads: one at a time for the same options.
 * Since: 1.0
 */
CFY_API cfy_error* cfy_schema_options_map(cfy_schema_options* options, const char* uri_prefix, const char* folder);

/**
 * Frees options. NULL is fine.
 *
 * Ownership: `options` is taken.
 * Errors: none.
 * Threads: any, once.
 * Since: 1.0
 */
CFY_API void cfy_schema_options_free(cfy_schema_options* options);

/**
 * Compiles a schema, given as JSON. `options` may be NULL.
 *
 * Ownership: `*out` is yours; free it with cfy_schema_free(). Neither the text nor the options are kept.
 * Errors: validation (the text is not JSON; the schema is wrong: field `schema`, and cfy_error_rule() is bad_keyword,
 *   bad_pattern, unsupported_pattern, unresolved_reference, endless_reference, unknown_dialect, unknown_vocabulary,
 *   too_deep or too_large; NULL), internal (no memory).
 * Threads: any.
 * Since: 1.0
 */
CFY_API cfy_error* cfy_schema_new(const char* json, size_t size, const cfy_schema_options* options, cfy_schema** out);

/**
 * Says whether a JSON text passes the guard, as cfy_json_check() has it but for numbers, which may be of any size, and
 * fits the schema.
 *
 * Ownership: nothing is handed over.
 * Errors: validation (as cfy_json_check(); or the value does not fit: cfy_error_field() is its place as a JSON pointer,
 *   empty for the whole value, cfy_error_rule() the keyword, and the message ends in the keyword's place; NULL).
 * Threads: any.
 * Since: 1.0
 */
CFY_API cfy_error* cfy_schema_validate(const cfy_schema* schema, const char* json, size_t size);

/**
 * Frees a schema. NULL is fine.
 *
 * Ownership: `schema` is taken.
 * Errors: none.
 * Threads: any, once.
 * Since: 1.0
 */
CFY_API void cfy_schema_free(cfy_schema* schema);

/**
 * Expands a URI template (RFC 6570, all four levels). `variables` is a JSON object: text, numbers and booleans, lists
 * and objects of these; null is undefined.
 *
 * Ownership: `*out` is yours; free it with cfy_buffer_free().
 * Errors: validation (field `template`, rule syntax; the variables are no such JSON; a prefix of a list or object:
 *   prefix_of_composite; NULL), internal (no memory).
 * Threads: any.
 * Since: 1.0
 */
CFY_API cfy_error* cfy_uri_expand(const char* uri_template, size_t template_size, const char* variables,
                                  size_t variables_size, cfy_buffer** out);

CFY_END_DECLS

#endif
