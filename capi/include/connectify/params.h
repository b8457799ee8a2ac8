/**
 * @file connectify/params.h
 * @brief The arguments of an operation, built from typed values: never by joining strings.
 */
#ifndef CONNECTIFY_PARAMS_H
#define CONNECTIFY_PARAMS_H

#include "error.h"

CFY_BEGIN_DECLS

/** Named arguments. An argument set twice has its last value. */
typedef struct cfy_params cfy_params;

/**
 * New arguments, none yet.
 *
 * Ownership: `*out` is yours; free it with cfy_params_free().
 * Errors: validation (`out` is NULL), internal (no memory).
 * Threads: any.
 * Since: 1.0
 */
CFY_API cfy_error* cfy_params_new(cfy_params** out);

/**
 * Sets a text argument.
 *
 * Ownership: name and text are copied.
 * Errors: validation (NULL, invalid UTF-8; an embedded NUL is passed on, and refused by the operation's own rules).
 * Threads: one at a time.
 * Since: 1.0
 */
CFY_API cfy_error* cfy_params_set_string(cfy_params* params, const char* name, const char* text, size_t size);

/**
 * Sets a whole-number argument.
 *
 * Ownership: the name is copied.
 * Errors: validation (NULL).
 * Threads: one at a time.
 * Since: 1.0
 */
CFY_API cfy_error* cfy_params_set_int(cfy_params* params, const char* name, int64_t value);

/**
 * Sets a number argument.
 *
 * Ownership: the name is copied.
 * Errors: validation (NULL, not a finite number).
 * Threads: one at a time.
 * Since: 1.0
 */
CFY_API cfy_error* cfy_params_set_double(cfy_params* params, const char* name, double value);

/**
 * Sets a truth argument: 0 is false, anything else true.
 *
 * Ownership: the name is copied.
 * Errors: validation (NULL).
 * Threads: one at a time.
 * Since: 1.0
 */
CFY_API cfy_error* cfy_params_set_bool(cfy_params* params, const char* name, int value);

/**
 * Appends a text to a list argument, which it begins if there is none of that name yet.
 *
 * Ownership: name and text are copied.
 * Errors: validation (NULL, invalid UTF-8, or an argument of that name that is not a list).
 * Threads: one at a time.
 * Since: 1.0
 */
CFY_API cfy_error* cfy_params_append_string(cfy_params* params, const char* name, const char* text, size_t size);

/**
 * Frees arguments.
 *
 * Ownership: takes the arguments; NULL is fine.
 * Errors: none.
 * Threads: any, once.
 * Since: 1.0
 */
CFY_API void cfy_params_free(cfy_params* params);

CFY_END_DECLS

#endif
