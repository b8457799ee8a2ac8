/**
 * @file connectify/secret.h
 * @brief A value that must not be seen.
 */
#ifndef CONNECTIFY_SECRET_H
#define CONNECTIFY_SECRET_H

#include "buffer.h"
#include "error.h"

CFY_BEGIN_DECLS

/** A secret: immutable, on guarded and locked pages of its own, wiped when freed. */
typedef struct cfy_secret cfy_secret;

/**
 * Copies `size` bytes into a new secret. Wipe your own copy afterwards.
 *
 * Ownership: `*out` is yours; free it with cfy_secret_free().
 * Errors: validation (`value` or `out` is NULL, or the size is 0), internal (no memory).
 * Threads: any.
 * Since: 1.0
 */
CFY_API cfy_error* cfy_secret_new(const void* value, size_t size, cfy_secret** out);

/**
 * The value itself. The one way out: keep its use short, and never print it. Not NUL-terminated.
 *
 * Ownership: borrowed from the secret; gone when that is freed.
 * Errors: validation (a pointer is NULL).
 * Threads: any.
 * Since: 1.0
 */
CFY_API cfy_error* cfy_secret_reveal(const cfy_secret* secret, const void** value, size_t* size);

/**
 * What may be shown: "Secret(****, 32 bytes, sha256:1a2b…)".
 *
 * Ownership: `*out` is yours; free it with cfy_buffer_free().
 * Errors: validation (a pointer is NULL), internal (no memory).
 * Threads: any.
 * Since: 1.0
 */
CFY_API cfy_error* cfy_secret_describe(const cfy_secret* secret, cfy_buffer** out);

/**
 * 1 if both are equal, else 0; takes a time that depends on the lengths alone.
 *
 * Ownership: nothing is handed over.
 * Errors: none; a NULL is equal to nothing.
 * Threads: any.
 * Since: 1.0
 */
CFY_API int cfy_secret_equals(const cfy_secret* a, const cfy_secret* b);

/**
 * Wipes and frees a secret.
 *
 * Ownership: takes the secret; NULL is fine.
 * Errors: none.
 * Threads: any, once.
 * Since: 1.0
 */
CFY_API void cfy_secret_free(cfy_secret* secret);

CFY_END_DECLS

#endif
