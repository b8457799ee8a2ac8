/**
 * @file connectify/client.h
 * @brief A client of the platform: where settings, rules and connections meet.
 *
 * Operations have the names of the OpenAPI document: `status.get`, `devices.list`, `devices.register`, …
 */
#ifndef CONNECTIFY_CLIENT_H
#define CONNECTIFY_CLIENT_H

#include "answer.h"
#include "cancel.h"
#include "config.h"
#include "error.h"
#include "params.h"
#include "queue.h"

CFY_BEGIN_DECLS

/** A client. Make one and keep it: it holds connections open between calls. */
typedef struct cfy_client cfy_client;

/** What one call wants to be different from its client. */
typedef struct cfy_call_options cfy_call_options;

/**
 * Options that change nothing yet.
 *
 * Ownership: `*out` is yours; free it with cfy_call_options_free().
 * Errors: validation (`out` is NULL), internal (no memory).
 * Threads: any.
 * Since: 1.0
 */
CFY_API cfy_error* cfy_call_options_new(cfy_call_options** out);

/**
 * Sets one option: `timeout` (seconds in all, such as "2.5"), `max_retries` (0 to 10), `idempotency_key` (for a
 * POST).
 *
 * Ownership: name and value are copied.
 * Errors: validation (NULL, no such option, a value that will not do).
 * Threads: one at a time.
 * Since: 1.0
 */
CFY_API cfy_error* cfy_call_options_set(cfy_call_options* options, const char* name, const char* value, size_t size);

/**
 * Gives the switch that ends the call; NULL takes it away.
 *
 * Ownership: the options share the switch; free your handle when you like.
 * Errors: validation (`options` is NULL).
 * Threads: one at a time.
 * Since: 1.0
 */
CFY_API cfy_error* cfy_call_options_set_cancel(cfy_call_options* options, const cfy_cancel* cancel);

/**
 * Frees options.
 *
 * Ownership: takes the options; NULL is fine. Calls in flight do not need them any more.
 * Errors: none.
 * Threads: any, once.
 * Since: 1.0
 */
CFY_API void cfy_call_options_free(cfy_call_options* options);

/**
 * Makes a client: asks every source for the settings, checks them all, loads the trust store. Touches no network.
 *
 * Ownership: `*out` is yours; free it with cfy_client_free(). The configuration may be freed or used again.
 * Errors: configuration (a setting is missing or bad, a file was refused), tls (the CA file cannot be used),
 *   validation (NULL), internal (no memory).
 * Threads: any.
 * Since: 1.0
 */
CFY_API cfy_error* cfy_client_new(const cfy_config* config, cfy_client** out);

/**
 * Calls an operation and waits for its answer, on the calling thread.
 *
 * Ownership: `*out` is yours; free it with cfy_answer_free(). `params` and `options` may be NULL, are read during the
 *   call and stay yours.
 * Errors: every code of the table in generated/error_code.h but oauth; validation also for an unknown operation or
 *   argument.
 * Threads: any number at once for one client.
 * Since: 1.0
 */
CFY_API cfy_error* cfy_client_call(cfy_client* client, const char* operation, const cfy_params* params,
                                   const cfy_call_options* options, cfy_answer** out);

/**
 * The same with the arguments as a JSON object in UTF-8; NULL is the same as `{}`.
 *
 * Ownership: as cfy_client_call().
 * Errors: as cfy_client_call(); validation for text that is not one JSON object.
 * Threads: as cfy_client_call().
 * Since: 1.0
 */
CFY_API cfy_error* cfy_client_call_json(cfy_client* client, const char* operation, const char* json, size_t size,
                                        const cfy_call_options* options, cfy_answer** out);

/**
 * Begins an operation on the client's engine thread, and returns at once. Exactly one completion with the id will come
 * to the queue, also when the call is cancelled or the client closed.
 *
 * Ownership: everything that is needed is copied or shared; all handles stay yours.
 * Errors: what can be told before sending (validation, configuration, cancelled after closing); there is no completion
 *   then.
 * Threads: any number at once for one client.
 * Since: 1.0
 */
CFY_API cfy_error* cfy_client_submit(cfy_client* client, const char* operation, const cfy_params* params,
                                     const cfy_call_options* options, cfy_queue* queue, int64_t* id);

/**
 * The same with the arguments as a JSON object in UTF-8; NULL is the same as `{}`.
 *
 * Ownership: as cfy_client_submit().
 * Errors: as cfy_client_submit(); validation for text that is not one JSON object.
 * Threads: as cfy_client_submit().
 * Since: 1.0
 */
CFY_API cfy_error* cfy_client_submit_json(cfy_client* client, const char* operation, const char* json, size_t size,
                                          const cfy_call_options* options, cfy_queue* queue, int64_t* id);

/**
 * Asks for the end of a submitted call. Its completion still comes: with `cancelled`, or with the answer if that was
 * faster. An id that is not in flight does nothing.
 *
 * Ownership: nothing is handed over.
 * Errors: validation (NULL).
 * Threads: any, at any time.
 * Since: 1.0
 */
CFY_API cfy_error* cfy_client_cancel(cfy_client* client, int64_t id);

/**
 * From which level on the client's records are wanted, as its settings `log_level` and `debug` say: "DEBUG", "INFO",
 * "WARNING" or "ERROR".
 *
 * Ownership: borrowed from the client; "" for NULL.
 * Errors: none.
 * Threads: any.
 * Since: 1.0
 */
CFY_API const char* cfy_client_log_level(const cfy_client* client);

/**
 * Keeps a record of each call that ends from now on, waiting or submitted, a stream's connections too: the last `most` of
 * them, until cfy_client_take_records() takes them; 0, as at first, for none. Clients that share connections
 * (cfy_client_as_role()) share the records. Nothing is called back: take them when it suits, such as after each call.
 *
 * Ownership: nothing is handed over.
 * Errors: validation (NULL; more than 65536).
 * Threads: any, at any time.
 * Since: 1.0
 */
CFY_API cfy_error* cfy_client_keep_records(cfy_client* client, size_t most);

/**
 * Takes the records that were kept since the last time, as a JSON object in which members may be added:
 *
 *     {"records":[{"at","operation","http_status","elapsed_ms","request_id","attempts","error"}…],"dropped"}
 *
 * `at` is when the call ended (RFC 3339), `elapsed_ms` how long it took with all its attempts, `error` the name of its
 * error or null, `http_status` 0 where nothing was answered, and `dropped` how many went before they were taken. No secret
 * is in it.
 *
 * Ownership: `*out` is yours; free it with cfy_buffer_free().
 * Errors: validation (NULL), internal (no memory).
 * Threads: any, at any time.
 * Since: 1.0
 */
CFY_API cfy_error* cfy_client_take_records(cfy_client* client, cfy_buffer** out);

/**
 * Ends the client's work: calls in flight are cancelled, connections closed, the engine thread joined. Every later call
 * answers `cancelled`. A second time does nothing.
 *
 * Ownership: the handle still has to be freed.
 * Errors: none; NULL is fine.
 * Threads: any, at any time; not from a callback of this library.
 * Since: 1.0
 */
CFY_API void cfy_client_close(cfy_client* client);

/**
 * Closes and frees a client.
 *
 * Ownership: takes the client; NULL is fine. Pages made from it keep what they need, and answer `cancelled`.
 * Errors: none.
 * Threads: once, when no other thread uses the handle.
 * Since: 1.0
 */
CFY_API void cfy_client_free(cfy_client* client);

CFY_END_DECLS

#endif
