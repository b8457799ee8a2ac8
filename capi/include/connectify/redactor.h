/**
 * @file connectify/redactor.h
 * @brief Masking secrets in text: registered values in all their forms, and others by their shapes.
 *
 * A value is found raw, in base64 and base64url at every alignment, in hexadecimal, escaped for URLs, JSON (once and
 * twice) and HTML, by its single lines, and cut off if 8 bytes at least follow its public prefix. What is found is replaced by
 * `[REDACTED:sha256:1a2b…]`; all other bytes come out as they went in, and text may be any bytes.
 */
#ifndef CONNECTIFY_REDACTOR_H
#define CONNECTIFY_REDACTOR_H

#include "buffer.h"
#include "error.h"
#include "secret.h"

CFY_BEGIN_DECLS

/** A redactor with its registered values, its counts and the stream that goes through it. */
typedef struct cfy_redactor cfy_redactor;

/**
 * A new redactor that knows the shapes of secrets, and no value yet.
 *
 * Ownership: `*out` is yours; free it with cfy_redactor_free().
 * Errors: validation (`out` is NULL), internal (no memory).
 * Threads: any.
 * Since: 1.0
 */
CFY_API cfy_error* cfy_redactor_new(cfy_redactor** out);

/**
 * A handle on the process's own redactor, with a stream of its own. It knows every credential that a client of this
 * process has used; the library's errors pass it, and its count is that of the process.
 *
 * Ownership: `*out` is yours; free it with cfy_redactor_free(). The values stay.
 * Errors: validation (`out` is NULL), internal (no memory).
 * Threads: any.
 * Since: 1.0
 */
CFY_API cfy_error* cfy_redactor_process(cfy_redactor** out);

/**
 * Registers a secret, without line ends behind it. Registering it again changes nothing.
 *
 * Ownership: nothing is handed over; the redactor keeps its own copy on locked pages.
 * Errors: validation (NULL; rules `too_short`: under 6 bytes, `too_long`: over 65536), internal (no memory).
 * Threads: any.
 * Since: 1.0
 */
CFY_API cfy_error* cfy_redactor_add_secret(cfy_redactor* redactor, const cfy_secret* secret);

/**
 * The same for a value that you hold yourself. Wipe your own copy when you are done with it.
 *
 * Ownership: nothing is handed over; the redactor keeps its own copy on locked pages.
 * Errors: validation (NULL; rules `too_short`: under 6 bytes, `too_long`: over 65536), internal (no memory).
 * Threads: any.
 * Since: 1.0
 */
CFY_API cfy_error* cfy_redactor_add_value(cfy_redactor* redactor, const void* value, size_t size);

/**
 * Sends a piece of text through the redactor's stream, and gives what can no longer change. Held back is what may still
 * become a secret: a few hundred bytes, or the rest of a line, 4 KiB at most, behind the keyword of a shape.
 *
 * Ownership: `*out` is yours; free it with cfy_buffer_free().
 * Errors: validation (a pointer is NULL), internal (no memory).
 * Threads: any; one at a time makes sense.
 * Since: 1.0
 */
CFY_API cfy_error* cfy_redactor_write(cfy_redactor* redactor, const void* chunk, size_t size, cfy_buffer** out);

/**
 * Ends the stream's text and gives the rest of it; the next write begins another.
 *
 * Ownership: `*out` is yours; free it with cfy_buffer_free().
 * Errors: validation (a pointer is NULL), internal (no memory).
 * Threads: any; one at a time makes sense.
 * Since: 1.0
 */
CFY_API cfy_error* cfy_redactor_finish(cfy_redactor* redactor, cfy_buffer** out);

/**
 * How many secrets were masked so far.
 *
 * Ownership: nothing is handed over.
 * Errors: none; 0 for NULL.
 * Threads: any.
 * Since: 1.0
 */
CFY_API uint64_t cfy_redactor_count(const cfy_redactor* redactor);

/**
 * What was masked, as JSON: `{"masked":3,"secrets":[{"fingerprint":"sha256:1a2b","what":"registered","count":3}…]}`.
 * `what` is `registered` or the id of a shape.
 *
 * Ownership: `*out` is yours; free it with cfy_buffer_free().
 * Errors: validation (a pointer is NULL), internal (no memory).
 * Threads: any.
 * Since: 1.0
 */
CFY_API cfy_error* cfy_redactor_report(const cfy_redactor* redactor, cfy_buffer** out);

/**
 * Frees a redactor. What its stream still held back is gone.
 *
 * Ownership: takes the redactor; NULL is fine.
 * Errors: none.
 * Threads: any, once.
 * Since: 1.0
 */
CFY_API void cfy_redactor_free(cfy_redactor* redactor);

/**
 * Masks a whole text with the process's redactor.
 *
 * Ownership: `*out` is yours; free it with cfy_buffer_free(). It is NULL if the text can stay as it is.
 * Errors: validation (a pointer is NULL), internal (no memory).
 * Threads: any.
 * Since: 1.0
 */
CFY_API cfy_error* cfy_redact(const char* text, size_t size, cfy_buffer** out);

CFY_END_DECLS

#endif
