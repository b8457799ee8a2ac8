/**
 * @file connectify/text.h
 * @brief Text from outside: checked and cleaned by named profiles.
 *
 * Profiles: `device_name`, `identifier`, `free_text`.
 */
#ifndef CONNECTIFY_TEXT_H
#define CONNECTIFY_TEXT_H

#include "buffer.h"
#include "error.h"

CFY_BEGIN_DECLS

/**
 * Says whether a text keeps the rules of a profile.
 *
 * Ownership: nothing is handed over.
 * Errors: validation (no such profile; the text breaks a rule: cfy_error_rule() is its name; NULL).
 * Threads: any.
 * Since: 1.0
 */
CFY_API cfy_error* cfy_text_check(const char* profile, const char* text, size_t size);

/**
 * Gives the nearest text that keeps the rules of a profile.
 *
 * Ownership: `*out` is yours; free it with cfy_buffer_free(). It is NULL if the text fits as it is. `changes`, which
 *   may be NULL, gives a JSON array of what was done, `[{"rule","position","count"}…]`, as a buffer of yours.
 * Errors: validation (no such profile; nothing acceptable is left; NULL), internal (no memory).
 * Threads: any.
 * Since: 1.0
 */
CFY_API cfy_error* cfy_text_clean(const char* profile, const char* text, size_t size, cfy_buffer** out,
                                  cfy_buffer** changes);

CFY_END_DECLS

#endif
