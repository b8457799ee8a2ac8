/**
 * @file connectify/text.h
 * @brief Text from outside: checked and cleaned by named profiles, encoded for named contexts.
 *
 * Profiles: `device_name`, `identifier`, `free_text`, `url`, `email`, `event_type`. Contexts: `html_text`,
 * `html_attribute`, `javascript_string`, `css_string`, `xml`, `url_component`, `json_string`, `log_line`, `csv_cell`,
 * `shell_argument`, `header_value`, `file_name`; the last two only refuse. The names are the same in every language.
 */
#ifndef CONNECTIFY_TEXT_H
#define CONNECTIFY_TEXT_H

#include "buffer.h"
#include "error.h"

CFY_BEGIN_DECLS

/** A text profile of your own. */
typedef struct cfy_text_profile cfy_text_profile;

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

/**
 * Makes a text safe for one context: what stands there afterwards is read as exactly this text.
 *
 * Any bytes will do, NUL included. `unfit` says what becomes of ill-formed UTF-8 and of what the context cannot carry
 * in any form (such as NUL in HTML): "replace" or NULL puts U+FFFD in its place, "refuse" makes it an error.
 * A formula in `csv_cell` gets a `'` before it; a leading dash in `shell_argument` becomes `./-`, or is refused.
 * `header_value` and `file_name` refuse what is unfit either way. As a whole path segment, `url_component` leaves `.`
 * and `..` what they are. Values of `json_string`, `javascript_string` and `css_string` go between quotes of yours.
 *
 * Ownership: `*out` is yours; free it with cfy_buffer_free(). It is NULL if the text is safe as it is.
 * Errors: validation (no such context, rule `unknown_context`, or no such choice, rule `unknown_choice`; the text is
 *   refused: cfy_error_rule() is the rule's name; NULL), internal (no memory).
 * Threads: any.
 * Since: 1.0
 */
CFY_API cfy_error* cfy_text_encode(const char* context, const char* unfit, const char* text, size_t size,
                                   cfy_buffer** out);

/**
 * The names of all contexts, as a JSON array.
 *
 * Ownership: `*out` is yours; free it with cfy_buffer_free().
 * Errors: validation (NULL), internal (no memory).
 * Threads: any.
 * Since: 1.0
 */
CFY_API cfy_error* cfy_text_contexts(cfy_buffer** out);

/**
 * The names of all profiles of the library's own, as a JSON array.
 *
 * Ownership: `*out` is yours; free it with cfy_buffer_free().
 * Errors: validation (NULL), internal (no memory).
 * Threads: any.
 * Since: 1.0
 */
CFY_API cfy_error* cfy_text_profiles(cfy_buffer** out);

/**
 * Makes a profile of your own from a JSON object:
 * `{"name":"room","max_graphemes":20,"scripts":["Latin"],"mixed_scripts":false,"existing":["Kitchen"]}`.
 *
 * `name` has to be there. Everything else may be left out and is then as in `device_name`: `max_bytes`,
 * `max_graphemes`, `may_be_empty`, `line_breaks` and `markup` (whether they are text), `tidy_spaces`, `scripts` (the
 * only ones, by Unicode's names), `mixed_scripts` (false: the limits of UTS #39), `existing` (names that no text but
 * themselves may look like).
 *
 * Ownership: `*out` is yours; free it with cfy_text_profile_free().
 * Errors: validation (no JSON object, an unknown member or script, a value of the wrong kind; the field names the
 *   member; NULL), internal (no memory).
 * Threads: any.
 * Since: 1.0
 */
CFY_API cfy_error* cfy_text_profile_new(const char* json, size_t size, cfy_text_profile** out);

/**
 * As cfy_text_check(), by a profile of your own.
 *
 * Ownership: nothing is handed over.
 * Errors: validation (the text breaks a rule: cfy_error_rule() is its name; NULL).
 * Threads: any, at the same time too.
 * Since: 1.0
 */
CFY_API cfy_error* cfy_text_profile_check(const cfy_text_profile* profile, const char* text, size_t size);

/**
 * As cfy_text_clean(), by a profile of your own.
 *
 * Ownership: `*out` and `*changes` are yours, as of cfy_text_clean().
 * Errors: validation (nothing acceptable is left, or only the whole is at fault, as with look-alikes; NULL), internal
 *   (no memory).
 * Threads: any, at the same time too.
 * Since: 1.0
 */
CFY_API cfy_error* cfy_text_profile_clean(const cfy_text_profile* profile, const char* text, size_t size,
                                          cfy_buffer** out, cfy_buffer** changes);

/**
 * Frees a profile.
 *
 * Ownership: takes the profile; NULL is fine.
 * Errors: none.
 * Threads: any, once.
 * Since: 1.0
 */
CFY_API void cfy_text_profile_free(cfy_text_profile* profile);

CFY_END_DECLS

#endif
