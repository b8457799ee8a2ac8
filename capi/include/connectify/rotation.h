/**
 * @file connectify/rotation.h
 * @brief Credentials that renew themselves: API keys, webhook secrets, and whatever a command makes.
 *
 * A rotation makes a new credential, stores it as pending, verifies it by a real call, puts it in the place of the old
 * one, waits until the overlap is over or all known holders have it, and revokes the old one. Each step is on disk
 * before its effect: whoever is killed, the next run goes on from there. No more than two credentials live. Of many
 * processes that share the folder of state, one rotates at a time.
 *
 * By the platform's policy a credential is warned of from day 30, due from day 45, and unhealthy from day 60.
 */
#ifndef CONNECTIFY_ROTATION_H
#define CONNECTIFY_ROTATION_H

#include "buffer.h"
#include "config.h"
#include "error.h"

CFY_BEGIN_DECLS

/** The rotation of one credential. */
typedef struct cfy_rotation cfy_rotation;

/**
 * Makes a rotation of the API key that the configuration has, with the platform's policy and an hour of overlap. Touches
 * nothing yet.
 *
 * Ownership: `*out` is yours; free it with cfy_rotation_free(). The configuration is copied; NULL: nothing is given.
 * Errors: validation (`out` is NULL), internal (no memory).
 * Threads: any.
 * Since: 1.0
 */
CFY_API cfy_error* cfy_rotation_new(const cfy_config* config, cfy_rotation** out);

/**
 * Sets an option, before the first use:
 *
 * - `credential`: `api_key`, `webhook:ID`, or `command:PROGRAM` for any other issuer;
 * - `target`: where programs read it: `file:/PATH`, `env-file:/PATH#NAME`, `json-file:/PATH#MEMBER` or
 *   `command:PROGRAM`; otherwise where the setting api_key comes from;
 * - `journal`: a Redis that the rotators of several hosts share, `rediss://…` (docs/configuration.md, `token_store`);
 * - `state`: the folder of journal and audit log; otherwise rotation/ in the setting state_folder, where `report` looks too;
 * - `overlap`: for how many seconds both work, 0 to 2592000;
 * - `warn_days`, `due_days`, `unhealthy_days`: the policy, which can be tightened and not loosened;
 * - `current_id`: which of two live keys is in use, where that can't be told;
 * - `scope`: what the new API key may do, less than the old one, for a smaller grant (with keys:admin in it, or an
 *   `authority`);
 * - `authority`: a key with keys:admin that is not rotated, or a reference to one; without it the key changes itself;
 * - `revoke_grants`: `true`: after a compromise, also what users granted to the application;
 * - `alert_command`, `alert_url`: who is told, in JSON, of what fails, is due or is late.
 *
 * Ownership: nothing is handed over.
 * Errors: validation (no such option, with the nearest; a value that will not do; NULL), configuration (a reference that
 *   leads nowhere, and any option once the rotation was used).
 * Threads: one at a time.
 * Since: 1.0
 */
CFY_API cfy_error* cfy_rotation_set(cfy_rotation* rotation, const char* name, const char* value, size_t size);

/**
 * Tells how the credential stands, as a JSON object in which members may be added:
 *
 *     {"credential","step","id","made","age_days","health","due_at","clock_behind","overlap_ends"}
 *
 * `health` is fresh, aging, due or unhealthy; `clock_behind` says that it was made in the future by this machine's
 * clock; `step` is idle, or what an interrupted rotation does next. With `alert` not 0, what is due or late is also told
 * to whoever the options name. Changes nothing.
 *
 * Ownership: `*out` is yours; free it with cfy_buffer_free().
 * Errors: validation (NULL; a policy looser than the platform's), configuration (options or settings that will not do;
 *   the state can't be read), conflict (rule two_live), and those of a call to the platform.
 * Threads: one at a time. Blocks for as long as the calls take.
 * Since: 1.0
 */
CFY_API cfy_error* cfy_rotation_status(cfy_rotation* rotation, int alert, cfy_buffer** out);

/**
 * Ends a rotation that was interrupted, if there is one, and then does as `order` says: `finish` nothing more, `if_due`
 * rotates what is due, `now` rotates whatever the age; `compromised_create_first` revokes the old one as soon as the new
 * one is in its place, `compromised_revoke_first` before there is a new one (this needs an `authority`). Answers
 * {"credential","outcome","id","step","overlap_ends"}; `outcome` is fresh (nothing was due), rotated, or waiting: the new
 * one is in its place, and a run after `overlap_ends` revokes the old one.
 *
 * Ownership: `*out` is yours; free it with cfy_buffer_free().
 * Errors: as cfy_rotation_status(); conflict (rule rotation_elsewhere: another process does it); authentication (rule
 *   verification_failed: the new one did not work and was taken back). After any error the next run goes on.
 * Threads: one at a time. Blocks for as long as the calls take.
 * Since: 1.0
 */
CFY_API cfy_error* cfy_rotation_run(cfy_rotation* rotation, const char* order, cfy_buffer** out);

/**
 * Says that the program `holder` uses the value that the target has now. Once all holders that ever said so have the
 * new one, the old one is revoked without waiting for the end of the overlap.
 *
 * Ownership: nothing is handed over.
 * Errors: validation (NULL, not UTF-8), configuration (as cfy_rotation_status()).
 * Threads: one at a time.
 * Since: 1.0
 */
CFY_API cfy_error* cfy_rotation_acknowledge(cfy_rotation* rotation, const char* holder);

/**
 * Reads the audit log, of all credentials in the folder of state, and verifies its chain of hashes; needs no credential:
 *
 *     {"events":[{"at","credential","action","details"}…],"last_hash"}
 *
 * Secrets never stand in it. Keep `last_hash` elsewhere to find out whether lines were cut off the end.
 *
 * Ownership: `*out` is yours; free it with cfy_buffer_free().
 * Errors: validation (NULL), configuration (rule audit_broken: it was changed, with the line; audit_file: it
 *   can't be read).
 * Threads: one at a time.
 * Since: 1.0
 */
CFY_API cfy_error* cfy_rotation_history(const cfy_rotation* rotation, cfy_buffer** out);

/**
 * Frees a rotation; NULL is fine. One that is under way is left to the next run.
 *
 * Ownership: takes the rotation back.
 * Errors: none.
 * Threads: any, once nothing uses it.
 * Since: 1.0
 */
CFY_API void cfy_rotation_free(cfy_rotation* rotation);

CFY_END_DECLS

#endif
