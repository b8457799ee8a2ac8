/**
 * @file connectify/pages.h
 * @brief A list that comes a page at a time.
 */
#ifndef CONNECTIFY_PAGES_H
#define CONNECTIFY_PAGES_H

#include "answer.h"
#include "client.h"
#include "error.h"
#include "params.h"
#include "queue.h"

CFY_BEGIN_DECLS

/** A walk over all pages of a list operation; each page is fetched when it is asked for. */
typedef struct cfy_pages cfy_pages;

/**
 * Begins a walk. `params` may carry `limit` (the size of each page) and `offset` (where to begin). Touches no network.
 *
 * Ownership: `*out` is yours; free it with cfy_pages_free(). It shares the client, and copies the arguments and
 *   options. A `timeout` holds for each page.
 * Errors: validation (NULL, an operation that is not a list, or arguments that will not do).
 * Threads: any.
 * Since: 1.0
 */
CFY_API cfy_error* cfy_pages_new(cfy_client* client, const char* operation, const cfy_params* params,
                                 const cfy_call_options* options, cfy_pages** out);

/**
 * The same with the arguments as a JSON object in UTF-8; NULL is the same as `{}`.
 *
 * Ownership: as cfy_pages_new().
 * Errors: as cfy_pages_new(); validation for text that is not one JSON object.
 * Threads: any.
 * Since: 1.0
 */
CFY_API cfy_error* cfy_pages_new_json(cfy_client* client, const char* operation, const char* json, size_t size,
                                      const cfy_call_options* options, cfy_pages** out);

/**
 * Fetches the next page and waits for it; `*out` is NULL after the last one. After an error the same page is fetched
 * again.
 *
 * Ownership: `*out` is yours; free it with cfy_answer_free().
 * Errors: as cfy_client_call(); response if the page contradicts the ones before it.
 * Threads: one at a time.
 * Since: 1.0
 */
CFY_API cfy_error* cfy_pages_next(cfy_pages* pages, cfy_answer** out);

/**
 * Begins to fetch the next page on the client's engine thread, as cfy_client_submit() does. `*id` is 0 after the last
 * one, and then no completion comes. One page may be under way at a time.
 *
 * Ownership: as cfy_client_submit().
 * Errors: as cfy_client_submit(); validation (rule `in_flight`) while a page is under way.
 * Threads: one at a time.
 * Since: 1.0
 */
CFY_API cfy_error* cfy_pages_submit(cfy_pages* pages, cfy_queue* queue, int64_t* id);

/**
 * The name of the list inside each page, such as "devices".
 *
 * Ownership: borrowed from the walk. "" for NULL.
 * Errors: none.
 * Threads: any.
 * Since: 1.0
 */
CFY_API const char* cfy_pages_collection(const cfy_pages* pages);

/**
 * Ends the walk and frees it.
 *
 * Ownership: takes the walk; NULL is fine. A page under way still completes.
 * Errors: none.
 * Threads: any, once.
 * Since: 1.0
 */
CFY_API void cfy_pages_free(cfy_pages* pages);

CFY_END_DECLS

#endif
