/**
 * @file connectify/answer.h
 * @brief What an operation answered: checked by the library against the operation's schema.
 */
#ifndef CONNECTIFY_ANSWER_H
#define CONNECTIFY_ANSWER_H

#include "buffer.h"
#include "error.h"

CFY_BEGIN_DECLS

/** An answer: immutable. */
typedef struct cfy_answer cfy_answer;

/**
 * The answer's data as JSON in UTF-8, out of its envelope: an object such as a device, or a page of them.
 *
 * Ownership: borrowed from the answer; a NUL stands behind it. "" for NULL.
 * Errors: none.
 * Threads: any.
 * Since: 1.0
 */
CFY_API const char* cfy_answer_json(const cfy_answer* answer, size_t* size);

/**
 * The HTTP status, such as 200; 0 for NULL.
 *
 * Ownership: nothing is handed over.
 * Errors: none.
 * Threads: any.
 * Since: 1.0
 */
CFY_API int cfy_answer_http_status(const cfy_answer* answer);

/**
 * The X-Request-Id, to be told to the service's support; "" if there is none.
 *
 * Ownership: borrowed from the answer.
 * Errors: none.
 * Threads: any.
 * Since: 1.0
 */
CFY_API const char* cfy_answer_request_id(const cfy_answer* answer);

/**
 * How many requests were made for the answer: 1, and one more for each retry and each redirect that was followed.
 *
 * Ownership: nothing is handed over. 0 for NULL.
 * Errors: none.
 * Threads: any.
 * Since: 1.0
 */
CFY_API int cfy_answer_attempts(const cfy_answer* answer);

/**
 * How the last of those requests went, as a JSON object of whole numbers: name_lookup_us, connect_us, tls_us,
 * first_byte_us and total_us are microseconds from its beginning until that step was done (the first three are 0 on a
 * connection that was open already); bytes_sent and bytes_received count HTTP's headers and bodies.
 *
 * Ownership: `*out` is yours; free it with cfy_buffer_free().
 * Errors: validation (NULL), internal (no memory).
 * Threads: any.
 * Since: 1.0
 */
CFY_API cfy_error* cfy_answer_timing(const cfy_answer* answer, cfy_buffer** out);

/**
 * The text at a JSON pointer (RFC 6901) such as "/devices/0/name".
 *
 * Ownership: `*text` is borrowed from the answer; a NUL stands behind it, and it may hold NULs of its own.
 * Errors: validation (NULL; a pointer that is malformed, or leads nowhere, or not to text).
 * Threads: one at a time for one answer.
 * Since: 1.0
 */
CFY_API cfy_error* cfy_answer_get_string(const cfy_answer* answer, const char* pointer, const char** text,
                                         size_t* size);

/**
 * The whole number at a JSON pointer (RFC 6901).
 *
 * Ownership: nothing is handed over.
 * Errors: validation (NULL; a pointer that is malformed, or leads nowhere, or not to a whole number of 64 bits).
 * Threads: one at a time for one answer.
 * Since: 1.0
 */
CFY_API cfy_error* cfy_answer_get_int(const cfy_answer* answer, const char* pointer, int64_t* value);

/**
 * The number at a JSON pointer (RFC 6901).
 *
 * Ownership: nothing is handed over.
 * Errors: validation (NULL; a pointer that is malformed, or leads nowhere, or not to a number).
 * Threads: one at a time for one answer.
 * Since: 1.0
 */
CFY_API cfy_error* cfy_answer_get_double(const cfy_answer* answer, const char* pointer, double* value);

/**
 * The truth at a JSON pointer (RFC 6901): 0 or 1.
 *
 * Ownership: nothing is handed over.
 * Errors: validation (NULL; a pointer that is malformed, or leads nowhere, or not to true or false).
 * Threads: one at a time for one answer.
 * Since: 1.0
 */
CFY_API cfy_error* cfy_answer_get_bool(const cfy_answer* answer, const char* pointer, int* value);

/**
 * How many members the array or object at a JSON pointer (RFC 6901) has.
 *
 * Ownership: nothing is handed over.
 * Errors: validation (NULL; a pointer that is malformed, or leads nowhere, or not to an array or object).
 * Threads: one at a time for one answer.
 * Since: 1.0
 */
CFY_API cfy_error* cfy_answer_count(const cfy_answer* answer, const char* pointer, size_t* count);

/**
 * Frees an answer.
 *
 * Ownership: takes the answer; NULL is fine.
 * Errors: none.
 * Threads: any, once.
 * Since: 1.0
 */
CFY_API void cfy_answer_free(cfy_answer* answer);

CFY_END_DECLS

#endif
