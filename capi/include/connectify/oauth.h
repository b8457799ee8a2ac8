/**
 * @file connectify/oauth.h
 * @brief OAuth 2.0 logins: how they begin, are kept and renewed, and end.
 *
 * A cfy_oauth stands for one client at one authorization server. Its settings are those of a cfy_config: `issuer`,
 * `client_id`, `client_secret` or `client_private_key`, `client_authentication`, `grant`, `redirect_uri`, `scope` (else
 * `operations` or `role`, of which the login asks for the least that they need), `resource`, `dpop`, `browser`,
 * `token_store`, `token_store_password`, `token_store_passphrase` (docs/configuration.md). Tokens are kept in an
 * encrypted store that all processes share, and are renewed once for all of them.
 *
 * Errors: what the authorization server answers, and what of it was refused, has the code `oauth`; cfy_error_rule() says
 * which check it was (`state_wrong`, `scope_wider`, `login_lost`, …), cfy_error_api_code() the server's own code
 * (`invalid_grant`, …). Beside that each function that asks the server fails as a call does: connection, timeout, tls,
 * cancelled. No error, and no text here, holds a token.
 *
 * Follows RFC 6749, 7009, 7636, 7662, 8252, 8414, 8628, 8693, 8705, 8707, 9126, 9207 and 9449.
 */
#ifndef CONNECTIFY_OAUTH_H
#define CONNECTIFY_OAUTH_H

#include "buffer.h"
#include "cancel.h"
#include "client.h"
#include "config.h"
#include "error.h"
#include "secret.h"

CFY_BEGIN_DECLS

/** One client at one authorization server, with its login. */
typedef struct cfy_oauth cfy_oauth;

/** A login by browser under way: good for one answer. */
typedef struct cfy_authorization cfy_authorization;

/** A login by a code that the user types elsewhere, under way. */
typedef struct cfy_device_login cfy_device_login;

/** An access token, and what is known of it. Immutable. */
typedef struct cfy_token cfy_token;

/**
 * Makes a client of an authorization server from settings. Touches no network; makes the key of the token store where
 * there is none.
 *
 * Ownership: `*out` is yours; free it with cfy_oauth_free().
 * Errors: configuration (a missing or bad setting), tls (a file of authorities), validation (a pointer is NULL).
 * Threads: any; no other may change the process's environment meanwhile.
 * Since: 1.0
 */
CFY_API cfy_error* cfy_oauth_new(const cfy_config* config, cfy_oauth** out);

/**
 * Frees the handle. The login stays in its store; what is under way in other threads, and clients made with the handle,
 * keep what they need of it.
 *
 * Ownership: takes the handle; NULL is fine.
 * Errors: none.
 * Threads: any, once.
 * Since: 1.0
 */
CFY_API void cfy_oauth_free(cfy_oauth* oauth);

/**
 * Begins a login (authorization code with PKCE S256; pushed beforehand where the server takes that) whose browser is
 * your concern: send the user to cfy_authorization_url(). `redirect_uri` may be NULL for the one of the settings.
 *
 * Ownership: `*out` is yours; free it with cfy_authorization_free(). `cancel` may be NULL.
 * Errors: oauth (endpoint_missing, pkce_missing, metadata that were refused), configuration, validation (NULL).
 * Threads: any.
 * Since: 1.0
 */
CFY_API cfy_error* cfy_oauth_get_authorization_url(cfy_oauth* oauth, const char* redirect_uri, size_t size,
                                                   const cfy_cancel* cancel, cfy_authorization** out);

/**
 * Where the user's browser is to go.
 *
 * Ownership: borrowed from the login; "" for NULL.
 * Errors: none.
 * Threads: any.
 * Since: 1.0
 */
CFY_API const char* cfy_authorization_url(const cfy_authorization* authorization);

/**
 * Ends a login with the answer that the browser came back with: the query, or the whole address. It is judged (state,
 * issuer, duplicate parameters, the address itself), its code exchanged, and the tokens are kept.
 *
 * Ownership: `*out` is yours; free it with cfy_token_free().
 * Errors: oauth (each refusal with its rule), validation (NULL).
 * Threads: one at a time for a login.
 * Since: 1.0
 */
CFY_API cfy_error* cfy_oauth_exchange_code_for_token(cfy_oauth* oauth, cfy_authorization* authorization,
                                                     const char* answer, size_t size, const cfy_cancel* cancel,
                                                     cfy_token** out);

/**
 * Begins a login on this machine: waits at a port of 127.0.0.1 or [::1], and opens the user's browser. Where that can't
 * be opened, show the user cfy_authorization_url().
 *
 * Ownership: `*out` is yours; free it with cfy_authorization_free().
 * Errors: as cfy_oauth_get_authorization_url(), and configuration (redirect_uri_form, redirect_uri_port).
 * Threads: any.
 * Since: 1.0
 */
CFY_API cfy_error* cfy_oauth_open_browser(cfy_oauth* oauth, const cfy_cancel* cancel, cfy_authorization** out);

/**
 * Whether the browser was started: 1 or 0.
 *
 * Ownership: nothing is handed over.
 * Errors: none; 0 for NULL.
 * Threads: any.
 * Since: 1.0
 */
CFY_API int cfy_authorization_browser_opened(const cfy_authorization* authorization);

/**
 * Waits until the browser has come back, and ends the login as cfy_oauth_exchange_code_for_token() does. The browser
 * shows how it ended.
 *
 * Ownership: `*out` is yours; free it with cfy_token_free().
 * Errors: oauth, timeout (no_answer), cancelled, validation (NULL, no_receiver).
 * Threads: one at a time for a login.
 * Since: 1.0
 */
CFY_API cfy_error* cfy_oauth_wait_for_browser(cfy_oauth* oauth, cfy_authorization* authorization, int64_t timeout_ms,
                                              const cfy_cancel* cancel, cfy_token** out);

/**
 * All of a login by browser: cfy_oauth_open_browser() and cfy_oauth_wait_for_browser(), for 5 minutes. A browser that
 * can't be opened is an error.
 *
 * Ownership: `*out` is yours; free it with cfy_token_free().
 * Errors: those of the two, and configuration (field `browser`).
 * Threads: any.
 * Since: 1.0
 */
CFY_API cfy_error* cfy_oauth_login(cfy_oauth* oauth, const cfy_cancel* cancel, cfy_token** out);

/**
 * Frees a login under way, and stops waiting for it.
 *
 * Ownership: takes the login; NULL is fine.
 * Errors: none.
 * Threads: any, once nobody uses it.
 * Since: 1.0
 */
CFY_API void cfy_authorization_free(cfy_authorization* authorization);

/**
 * Begins a login where there is no browser (RFC 8628): show the user the code and the address.
 *
 * Ownership: `*out` is yours; free it with cfy_device_login_free().
 * Errors: oauth (endpoint_missing, an answer that was refused), validation (NULL).
 * Threads: any.
 * Since: 1.0
 */
CFY_API cfy_error* cfy_oauth_begin_device_login(cfy_oauth* oauth, const cfy_cancel* cancel, cfy_device_login** out);

/**
 * The code that the user types. Printable ASCII, as the addresses below.
 *
 * Ownership: borrowed from the login; "" for NULL.
 * Errors: none.
 * Threads: any.
 * Since: 1.0
 */
CFY_API const char* cfy_device_login_user_code(const cfy_device_login* login);

/**
 * Where the user types it: https.
 *
 * Ownership: borrowed from the login; "" for NULL.
 * Errors: none.
 * Threads: any.
 * Since: 1.0
 */
CFY_API const char* cfy_device_login_verification_uri(const cfy_device_login* login);

/**
 * The same with the code in it, for a QR code; "" if the server gives none.
 *
 * Ownership: borrowed from the login; "" for NULL.
 * Errors: none.
 * Threads: any.
 * Since: 1.0
 */
CFY_API const char* cfy_device_login_verification_uri_complete(const cfy_device_login* login);

/**
 * Waits until the user has typed the code and answered, asking the server as often as it lets us.
 *
 * Ownership: `*out` is yours; free it with cfy_token_free().
 * Errors: oauth (access_denied, device_expired, …), cancelled, validation (NULL).
 * Threads: any.
 * Since: 1.0
 */
CFY_API cfy_error* cfy_oauth_finish_device_login(cfy_oauth* oauth, const cfy_device_login* login,
                                                 const cfy_cancel* cancel, cfy_token** out);

/**
 * Frees a device login.
 *
 * Ownership: takes the login; NULL is fine.
 * Errors: none.
 * Threads: any, once nobody uses it.
 * Since: 1.0
 */
CFY_API void cfy_device_login_free(cfy_device_login* login);

/**
 * A token that is good now: from this process, from the store, or renewed, once for all who share the store. `scope` (a
 * list with spaces) may name less than was granted; NULL for all of it.
 *
 * Ownership: `*out` is yours; free it with cfy_token_free().
 * Errors: oauth (login_needed, login_lost, scope_wider), configuration (the store), timeout (renewal_busy), validation
 *   (NULL).
 * Threads: any.
 * Since: 1.0
 */
CFY_API cfy_error* cfy_oauth_token(cfy_oauth* oauth, const char* scope, size_t size, cfy_token** out);

/**
 * A token that is newer than what there is, though that may be good.
 *
 * Ownership: `*out` is yours; free it with cfy_token_free().
 * Errors: those of cfy_oauth_token().
 * Threads: any.
 * Since: 1.0
 */
CFY_API cfy_error* cfy_oauth_refresh_token(cfy_oauth* oauth, const char* scope, size_t size, cfy_token** out);

/**
 * Exchanges a token for another (RFC 8693), for another resource or with less scope; the new one is kept nowhere. `scope`
 * and `resource` may be NULL: those of the settings, and none.
 *
 * Ownership: `*out` is yours; free it with cfy_token_free().
 * Errors: oauth, validation (NULL).
 * Threads: any.
 * Since: 1.0
 */
CFY_API cfy_error* cfy_oauth_exchange_token(cfy_oauth* oauth, const cfy_secret* subject_token, const char* scope,
                                            size_t scope_size, const char* resource, size_t resource_size,
                                            cfy_token** out);

/**
 * What the server says of a token (RFC 7662): a JSON object with `active`.
 *
 * Ownership: `*out` is yours; free it with cfy_buffer_free().
 * Errors: oauth (endpoint_missing, content_type, active_missing), validation (NULL).
 * Threads: any.
 * Since: 1.0
 */
CFY_API cfy_error* cfy_oauth_introspect(cfy_oauth* oauth, const cfy_secret* token, cfy_buffer** out);

/**
 * Ends one access token (RFC 7009).
 *
 * Ownership: nothing is handed over.
 * Errors: oauth, validation (NULL).
 * Threads: any.
 * Since: 1.0
 */
CFY_API cfy_error* cfy_oauth_revoke_token(cfy_oauth* oauth, const cfy_secret* token);

/**
 * Ends the login: its tokens at the server, and then what the store keeps. Where the server can't be told, the login
 * stays. `*existed` (may be NULL) is 1 if there was one.
 *
 * Ownership: nothing is handed over.
 * Errors: oauth, configuration (the store), validation (NULL).
 * Threads: any.
 * Since: 1.0
 */
CFY_API cfy_error* cfy_oauth_revoke(cfy_oauth* oauth, int* existed);

/**
 * After a suspected compromise: as cfy_oauth_revoke(), but the store forgets the login and its key first, whatever the
 * server answers.
 *
 * Ownership: nothing is handed over.
 * Errors: oauth, configuration (the store), validation (NULL).
 * Threads: any.
 * Since: 1.0
 */
CFY_API cfy_error* cfy_oauth_revoke_all(cfy_oauth* oauth, int* existed);

/**
 * A client as cfy_client_new() makes it, whose credential is a login where no API key is set: its token goes with each
 * call, and is replaced once where the service refuses it.
 *
 * Ownership: `*out` is yours; free it with cfy_client_free(). It shares the login.
 * Errors: those of cfy_client_new().
 * Threads: as cfy_client_new().
 * Since: 1.0
 */
CFY_API cfy_error* cfy_client_new_with_oauth(const cfy_config* config, const cfy_oauth* oauth, cfy_client** out);

/**
 * The login that a client acts with, to renew or end it: the one that the client was made with, or its own.
 *
 * Ownership: `*out` is yours; free it with cfy_oauth_free(). Both share the login.
 * Errors: configuration (field client_id, rule no_login: it acts with an API key, or with nothing), validation (NULL).
 * Threads: any.
 * Since: 1.0
 */
CFY_API cfy_error* cfy_client_oauth(const cfy_client* client, cfy_oauth** out);

/**
 * The access token itself.
 *
 * Ownership: `*out` is yours; free it with cfy_secret_free().
 * Errors: validation (a pointer is NULL), internal (no memory).
 * Threads: any.
 * Since: 1.0
 */
CFY_API cfy_error* cfy_token_access_token(const cfy_token* token, cfy_secret** out);

/**
 * What it may do: scopes with one space between.
 *
 * Ownership: borrowed from the token; "" for NULL.
 * Errors: none.
 * Threads: any.
 * Since: 1.0
 */
CFY_API const char* cfy_token_scope(const cfy_token* token);

/**
 * `Bearer`, or `DPoP` for a token that is bound to a key of ours (RFC 9449).
 *
 * Ownership: borrowed, for ever; "" for NULL.
 * Errors: none.
 * Threads: any.
 * Since: 1.0
 */
CFY_API const char* cfy_token_type(const cfy_token* token);

/**
 * For how many seconds it is still good, by the monotonic clock; -1 if the server didn't say.
 *
 * Ownership: nothing is handed over.
 * Errors: none; 0 for NULL.
 * Threads: any.
 * Since: 1.0
 */
CFY_API int64_t cfy_token_expires_in(const cfy_token* token);

/**
 * Frees a token, and wipes what nobody else holds of it.
 *
 * Ownership: takes the token; NULL is fine.
 * Errors: none.
 * Threads: any, once.
 * Since: 1.0
 */
CFY_API void cfy_token_free(cfy_token* token);

CFY_END_DECLS

#endif
