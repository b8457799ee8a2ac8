/**
 * @file connectify/config.h
 * @brief The settings of a client, and where each of them comes from.
 *
 * Settings have names (`api_key`, `environment`, `timeout`, …: the table in docs/configuration.md) and text values.
 * What is not set here is looked for in the environment, the `.env` file, the JSON file, and what a running sandbox
 * wrote down, in that order; the first source that has a value is used.
 */
#ifndef CONNECTIFY_CONFIG_H
#define CONNECTIFY_CONFIG_H

#include "buffer.h"
#include "error.h"
#include "secret.h"

CFY_BEGIN_DECLS

/** Settings given by the program; the others come from their sources when a client is made. */
typedef struct cfy_config cfy_config;

/**
 * A new, empty configuration.
 *
 * Ownership: `*out` is yours; free it with cfy_config_free().
 * Errors: validation (`out` is NULL), internal (no memory).
 * Threads: any.
 * Since: 1.0
 */
CFY_API cfy_error* cfy_config_new(cfy_config** out);

/**
 * Sets one setting. A NULL value is no value: the next source will be asked, as for a setting never set.
 *
 * Ownership: the value is copied (onto guarded pages).
 * Errors: configuration (no such setting, an embedded NUL, invalid UTF-8), validation (a pointer is NULL). Whether the
 *   value itself will do is told when a client is made.
 * Threads: one at a time.
 * Since: 1.0
 */
CFY_API cfy_error* cfy_config_set(cfy_config* config, const char* name, const char* value, size_t size);

/**
 * Sets one setting to a secret. A NULL secret is no value.
 *
 * Ownership: the configuration shares the secret's pages; free your handle when you like.
 * Errors: configuration (no such setting), validation (a pointer is NULL).
 * Threads: one at a time.
 * Since: 1.0
 */
CFY_API cfy_error* cfy_config_set_secret(cfy_config* config, const char* name, const cfy_secret* secret);

/**
 * Where each setting would come from, as JSON:
 * `{"settings":[{"name","source","detail","reference","shown","changed_at","expires_at","health"}…],
 * "problems":[{"code","field","message"}…]}`. `detail` is the variable or the file; `reference` where that says that the
 * secret is kept, "" where it holds it; the two times (RFC 3339, null if unknown) are the last change of the file that
 * holds a secret, and the end that its source tells; `health` (fresh, aging, due,
 * unhealthy; null if unknown) is what the policy of rotation says of that age: 30, 45 and 60 days. Secrets are shown as by cfy_secret_describe(). A bad setting is a
 * problem in the list, not an error of this function. References are followed: commands run, the keyring
 * and secret managers are asked.
 *
 * Ownership: `*out` is yours; free it with cfy_buffer_free().
 * Errors: validation (a pointer is NULL), internal (no memory).
 * Threads: one at a time.
 * Since: 1.0
 */
CFY_API cfy_error* cfy_config_diagnose(const cfy_config* config, cfy_buffer** out);

/**
 * Frees a configuration.
 *
 * Ownership: takes the configuration; NULL is fine.
 * Errors: none.
 * Threads: any, once.
 * Since: 1.0
 */
CFY_API void cfy_config_free(cfy_config* config);

CFY_END_DECLS

#endif
