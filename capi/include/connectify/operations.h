/**
 * @file connectify/operations.h
 * @brief Which operations the library knows.
 */
#ifndef CONNECTIFY_OPERATIONS_H
#define CONNECTIFY_OPERATIONS_H

#include "buffer.h"
#include "error.h"

CFY_BEGIN_DECLS

/**
 * Describes every operation that cfy_client_call() takes, for programs that make something of all of them.
 *
 * Ownership: `*out` is yours, a JSON array of `{"id","summary","scopes","signed","collection","takes_idempotency_key",
 *   "arguments":[{"name","kind","item","required","place","description"}…]}`; free it with cfy_buffer_free(). Members
 *   may be added.
 * Errors: validation (`out` is NULL), internal (no memory).
 * Threads: any.
 * Since: 1.0
 */
CFY_API cfy_error* cfy_operations(cfy_buffer** out);

CFY_END_DECLS

#endif
