/**
 * @file connectify/webhook.h
 * @brief Whether a delivery is the platform's: its signature, its age, and whether it came before.
 */
#ifndef CONNECTIFY_WEBHOOK_H
#define CONNECTIFY_WEBHOOK_H

#include "buffer.h"
#include "error.h"
#include "params.h"
#include "secret.h"

CFY_BEGIN_DECLS

/** As a time: the one that it is now. */
#define CFY_WEBHOOK_NOW (-1)

/**
 * The secrets of one endpoint, and the events that it let through. Make one and keep it: a new one remembers nothing,
 * so that it would let an event through again.
 */
typedef struct cfy_webhook_verifier cfy_webhook_verifier;

/**
 * A verifier without secrets, with a tolerance of 300 seconds both ways.
 *
 * Ownership: `*out` is yours; free it with cfy_webhook_verifier_free().
 * Errors: validation (`out` is NULL), internal (no memory).
 * Threads: any.
 * Since: 1.0
 */
CFY_API cfy_error* cfy_webhook_verifier_new(cfy_webhook_verifier** out);

/**
 * Adds a webhook's secret: the present one and, while it is rolled, the one before.
 *
 * Ownership: the secret is copied, onto guarded pages.
 * Errors: configuration (cannot be a webhook's secret; a third one), validation (NULL), internal (no memory).
 * Threads: one at a time, before the first cfy_webhook_verify().
 * Since: 1.0
 */
CFY_API cfy_error* cfy_webhook_verifier_add_secret(cfy_webhook_verifier* verifier, const cfy_secret* secret);

/**
 * Adds the secret that a file holds, which nobody else may read; one line feed at its end is not part of it.
 *
 * Ownership: nothing is handed over.
 * Errors: configuration (the file is not there or others may read it; as cfy_webhook_verifier_add_secret()), validation
 *   (NULL), internal (no memory).
 * Threads: one at a time, before the first cfy_webhook_verify().
 * Since: 1.0
 */
CFY_API cfy_error* cfy_webhook_verifier_add_secret_file(cfy_webhook_verifier* verifier, const char* path);

/**
 * Sets `tolerance` (seconds, 1 to 86400), `allow_missing_timestamp` (true or false: whether a delivery passes when
 * nothing that was signed says when), `replay_capacity` (how many events are remembered) or `max_body` (bytes, 1 to
 * 67108864; 1048576 unless set).
 *
 * Ownership: nothing is handed over.
 * Errors: validation (an unknown name; a value that will not do; NULL).
 * Threads: one at a time, before the first cfy_webhook_verify().
 * Since: 1.0
 */
CFY_API cfy_error* cfy_webhook_verifier_set(cfy_webhook_verifier* verifier, const char* name, const char* value,
                                            size_t size);

/**
 * How many bytes of a body a server has to read at most. Of a longer one give any part that is longer: it is refused.
 *
 * Ownership: nothing is handed over.
 * Errors: none; 0 for NULL.
 * Threads: any.
 * Since: 1.0
 */
CFY_API size_t cfy_webhook_verifier_max_body(const cfy_webhook_verifier* verifier);

/**
 * The HTTP status to answer a delivery with that was refused by this rule, as cfy_error_rule() names it: 400 for what
 * is not to be believed, 413 for too_large, 503 for replay_cache_full, and 200 for replayed, which was taken care of
 * before.
 *
 * Ownership: nothing is handed over.
 * Errors: none; 200 for NULL and for "", which is no rule.
 * Threads: any.
 * Since: 1.0
 */
CFY_API int cfy_webhook_status(const char* rule);

/**
 * Verifies a delivery by the values of its two headers. Give the body as it came, before anything parsed it.
 *
 * `signature` is X-Connectify-Signature; `timestamp` is X-Connectify-Timestamp, NULL where that header was not there.
 * `at` is the Unix time to judge by; CFY_WEBHOOK_NOW for this machine's clock.
 *
 * Ownership: `*event` is yours, JSON `{"id","type","signed_at","verified_at"}` with null for what the body does not
 *   say; free it with cfy_buffer_free(). `event` may be NULL.
 * Errors: validation (do not believe it: cfy_error_field() is signature, timestamp, body or id, cfy_error_rule() is
 *   missing, malformed, mismatch, form, too_large, too_old, in_future, replayed or replay_cache_full; NULL),
 *   configuration (no secret), internal (no memory).
 * Threads: any.
 * Since: 1.0
 */
CFY_API cfy_error* cfy_webhook_verify(cfy_webhook_verifier* verifier, const char* signature, size_t signature_size,
                                      const char* timestamp, size_t timestamp_size, const void* body, size_t body_size,
                                      int64_t at, cfy_buffer** event);

/**
 * The same with the delivery's headers: cfy_params_append_string() each value to the name it came under, in any case.
 * Other headers are left alone. One that is there twice is refused.
 *
 * Ownership: as cfy_webhook_verify().
 * Errors: as cfy_webhook_verify(), and the rule duplicate.
 * Threads: any.
 * Since: 1.0
 */
CFY_API cfy_error* cfy_webhook_verify_headers(cfy_webhook_verifier* verifier, const cfy_params* headers,
                                              const void* body, size_t body_size, int64_t at, cfy_buffer** event);

/**
 * Frees a verifier.
 *
 * Ownership: takes the verifier; NULL is fine.
 * Errors: none.
 * Threads: any, once, when nothing is being verified.
 * Since: 1.0
 */
CFY_API void cfy_webhook_verifier_free(cfy_webhook_verifier* verifier);

CFY_END_DECLS

#endif
