/**
 * @file connectify/privilege.h
 * @brief Least privilege: clients that can do less, why a call is allowed, and what is granted against what is used.
 *
 * Scopes are those of RFC 6749 section 3.3, with the names `resource:action`. Roles are named sets of scopes, bound to
 * resources and conditions where one likes: `viewer`, `operator`, `admin`, and one's own from JSON in UTF-8,
 *
 *     {"roles": {"kitchen": {"inherits": ["viewer"],
 *                            "permissions": ["events:read",
 *                                            {"scope": "devices:write", "resources": ["dev_kitchen_*"],
 *                                             "conditions": {"environments": ["staging"],
 *                                                            "not_before": "2026-01-01T00:00:00Z",
 *                                                            "not_after": "2027-01-01T00:00:00Z"}}]}}}
 *
 * A `*` in a pattern stands for any run of characters.
 */
#ifndef CONNECTIFY_PRIVILEGE_H
#define CONNECTIFY_PRIVILEGE_H

#include "buffer.h"
#include "client.h"
#include "config.h"
#include "error.h"

CFY_BEGIN_DECLS

/** A review of what is granted, against what was used. */
typedef struct cfy_review cfy_review;

/** A report of how well the six practices are kept. */
typedef struct cfy_posture cfy_posture;

/**
 * Makes a client that can do less: what the role allows, of what `client` may do. A call that it does not allow fails
 * with `permission` before anything is sent. Of a login it acts with tokens of the role's scopes, where the server gives
 * such (by a refresh, RFC 6749 section 6, or an exchange, RFC 8693); else with the login's own.
 *
 * Ownership: `*out` is yours; free it with cfy_client_free(). Both share connections and credential: once `client` is
 *   closed, this one answers `cancelled`; closing this one leaves the other as it is. `roles` may be NULL: the built-in
 *   roles alone.
 * Errors: validation (no such role, roles that will not do: invalid_roles, unknown_scope, unknown_role, role_cycle,
 *   role_exists; NULL), permission (role_widening: the role has a scope that `client` lacks), internal (no memory).
 * Threads: any.
 * Since: 1.0
 */
CFY_API cfy_error* cfy_client_as_role(const cfy_client* client, const char* role, const char* roles, size_t roles_size,
                                      cfy_client** out);

/**
 * Explains whether the client would send an operation, as JSON: `{"allowed","reason","missing":[scopes]}`. `resource` is
 * the id that it would act on; NULL for none.
 *
 * Ownership: `*out` is yours; free it with cfy_buffer_free().
 * Errors: validation (no such operation, NULL), internal (no memory).
 * Threads: any.
 * Since: 1.0
 */
CFY_API cfy_error* cfy_client_explain(const cfy_client* client, const char* operation, const char* resource,
                                      cfy_buffer** out);

/**
 * Prepares a review of what is granted to the client's credential, against what it was used for (counted by the
 * setting record_usage).
 *
 * Ownership: `*out` is yours; free it with cfy_review_free(). It keeps what it needs of the client.
 * Errors: validation (NULL), internal (no memory).
 * Threads: any.
 * Since: 1.0
 */
CFY_API cfy_error* cfy_review_new(const cfy_client* client, cfy_review** out);

/**
 * Sets one option: `granted` (scopes; otherwise what the login's token says, the setting `scope`,
 * or those of the key `key_id`), `key_id` (which
 * of `keys.list` this credential is), `reviewer` (who takes responsibility, which is written down), `every_credential`
 * (`true`: the use of former keys counts too), `offline` (`true`: the platform is not asked for keys and grants),
 * `window_days` (1 to 400; 90 unless set).
 *
 * Ownership: name and value are copied.
 * Errors: validation (no such option, a value that will not do, NULL).
 * Threads: one at a time.
 * Since: 1.0
 */
CFY_API cfy_error* cfy_review_set(cfy_review* review, const char* name, const char* value, size_t size);

/**
 * Makes the review. JSON, to which members may be added:
 *
 *     {"credential","granted","granted_from","window_days","observed_days","confidence","exact","excessive",
 *      "scopes":[{"scope","granted","state","succeeded","refused","last_used","operations","suggested"}…],
 *      "suggested","scope_parameter","steps":[{"operation","arguments","why","automatic"}…],"unknown_operations",
 *      "remarks","last_reviewed","last_reviewer","due","overdue"}
 *
 * `state` is used, used_once, refused or never_used; `suggested` the cheapest set of scopes that allows all that was
 * used, proven to be so where `exact`; `confidence` low, medium or high by the days observed; `steps` the calls that
 * lead to the smaller grant, those with `automatic` to be made at once.
 *
 * Ownership: `*out` is yours; free it with cfy_buffer_free().
 * Errors: configuration (granted_unknown; a record that can't be read or written), validation (NULL), and as
 *   cfy_client_call() where the platform is asked for keys.
 * Threads: one at a time.
 * Since: 1.0
 */
CFY_API cfy_error* cfy_review_run(const cfy_review* review, cfy_buffer** out);

/**
 * Frees a review; NULL is fine.
 *
 * Ownership: takes the review.
 * Errors: none.
 * Threads: any, once.
 * Since: 1.0
 */
CFY_API void cfy_review_free(cfy_review* review);

/**
 * Prepares a report of the posture: where secrets come from and how old they are, the platform's TLS, scopes granted and
 * used, credentials in files, the audit log; each finding with its severity and cure.
 *
 * Ownership: `*out` is yours; free it with cfy_posture_free(). The configuration may be freed or used again.
 * Errors: validation (NULL), internal (no memory).
 * Threads: any.
 * Since: 1.0
 */
CFY_API cfy_error* cfy_posture_new(const cfy_config* config, cfy_posture** out);

/**
 * Sets one option: those of cfy_review_set(), and `scan_path` (a file or folder to scan for credentials), `remember`
 * (`true`: the run is kept in the setting state_folder, for the trend); with `offline` the platform's TLS is not looked
 * at either.
 *
 * Ownership: name and value are copied.
 * Errors: validation (no such option, a value that will not do, NULL).
 * Threads: one at a time.
 * Since: 1.0
 */
CFY_API cfy_error* cfy_posture_set(cfy_posture* posture, const char* name, const char* value, size_t size);

/**
 * Gathers the facts and judges them. A setting that will not do, or a platform that does not answer, is a finding.
 *
 * Ownership: the result stays in `posture`.
 * Errors: configuration (the former runs can't be read or written), validation (NULL), and as cfy_scan_path().
 * Threads: one at a time.
 * Since: 1.0
 */
CFY_API cfy_error* cfy_posture_run(cfy_posture* posture);

/**
 * The report in a form: `json`, `sarif` (SARIF 2.1.0) or `html` (one page that fetches nothing and runs nothing). No
 * secret is in any of them.
 *
 * Ownership: `*out` is yours; free it with cfy_buffer_free().
 * Errors: validation (no such form, it was not run yet, NULL), internal (no memory).
 * Threads: any, once it was run.
 * Since: 1.0
 */
CFY_API cfy_error* cfy_posture_text(const cfy_posture* posture, const char* form, cfy_buffer** out);

/**
 * Frees a report; NULL is fine.
 *
 * Ownership: takes the report.
 * Errors: none.
 * Threads: any, once.
 * Since: 1.0
 */
CFY_API void cfy_posture_free(cfy_posture* posture);

CFY_END_DECLS

#endif
