/**
 * @file connectify/error.h
 * @brief What went wrong, as an object of its own.
 *
 * No text of an error ever holds a secret. Messages are for people and may change; codes, rules and fields are for
 * programs and do not.
 */
#ifndef CONNECTIFY_ERROR_H
#define CONNECTIFY_ERROR_H

#include "abi.h"
#include "generated/error_code.h"

CFY_BEGIN_DECLS

/** An error: immutable. */
typedef struct cfy_error cfy_error;

/**
 * The kind of error; CFY_OK for NULL.
 *
 * Ownership: nothing is handed over.
 * Errors: none.
 * Threads: any.
 * Since: 1.0
 */
CFY_API cfy_error_code cfy_error_get_code(const cfy_error* error);

/**
 * The kind's name, such as "rate_limit"; "" for NULL.
 *
 * Ownership: borrowed; lives as long as the library.
 * Errors: none.
 * Threads: any.
 * Since: 1.0
 */
CFY_API const char* cfy_error_name(const cfy_error* error);

/**
 * One sentence that says what is wrong and how to cure it, in English.
 *
 * Ownership: borrowed from the error. "" for NULL.
 * Errors: none.
 * Threads: any.
 * Since: 1.0
 */
CFY_API const char* cfy_error_message(const cfy_error* error);

/**
 * The argument, setting or field at fault, as a dotted path such as "capabilities.2"; "" if there is none.
 *
 * Ownership: borrowed from the error.
 * Errors: none.
 * Threads: any.
 * Since: 1.0
 */
CFY_API const char* cfy_error_field(const cfy_error* error);

/**
 * The rule that was broken, such as "bidi_control"; "" if there is none.
 *
 * Ownership: borrowed from the error.
 * Errors: none.
 * Threads: any.
 * Since: 1.0
 */
CFY_API const char* cfy_error_rule(const cfy_error* error);

/**
 * The HTTP status of the answer; 0 if there was none.
 *
 * Ownership: nothing is handed over.
 * Errors: none.
 * Threads: any.
 * Since: 1.0
 */
CFY_API int cfy_error_http_status(const cfy_error* error);

/**
 * The service's own code, such as "INVALID_API_KEY"; "" if it gave none.
 *
 * Ownership: borrowed from the error.
 * Errors: none.
 * Threads: any.
 * Since: 1.0
 */
CFY_API const char* cfy_error_api_code(const cfy_error* error);

/**
 * The answer's X-Request-Id, to be told to the service's support; "" if there is none.
 *
 * Ownership: borrowed from the error.
 * Errors: none.
 * Threads: any.
 * Since: 1.0
 */
CFY_API const char* cfy_error_request_id(const cfy_error* error);

/**
 * 1 if repeating the same call may help, else 0.
 *
 * Ownership: nothing is handed over.
 * Errors: none.
 * Threads: any.
 * Since: 1.0
 */
CFY_API int cfy_error_retriable(const cfy_error* error);

/**
 * How long to wait before trying again, in milliseconds; -1 if the service did not say.
 *
 * Ownership: nothing is handed over.
 * Errors: none.
 * Threads: any.
 * Since: 1.0
 */
CFY_API int64_t cfy_error_retry_after_ms(const cfy_error* error);

/**
 * How many requests were made before the call failed; 0 if none was, and for NULL.
 *
 * Ownership: nothing is handed over.
 * Errors: none.
 * Threads: any.
 * Since: 1.0
 */
CFY_API int cfy_error_attempts(const cfy_error* error);

/**
 * Frees an error.
 *
 * Ownership: takes the error; NULL is fine.
 * Errors: none.
 * Threads: any, once.
 * Since: 1.0
 */
CFY_API void cfy_error_free(cfy_error* error);

CFY_END_DECLS

#endif
