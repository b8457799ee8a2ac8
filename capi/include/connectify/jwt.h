/**
 * @file connectify/jwt.h
 * @brief JSON Web Tokens: signatures and claims checked against a set of keys.
 *
 * An error of a token has the code `oauth`; cfy_error_field() says where (`header.alg`, `claims.exp`, `signature`,
 * `jwks`), and cfy_error_rule() which check refused it (`expired`, `alg_not_allowed`, `unknown_kid`, …).
 */
#ifndef CONNECTIFY_JWT_H
#define CONNECTIFY_JWT_H

#include "buffer.h"
#include "error.h"

CFY_BEGIN_DECLS

/** A set of keys (JWKS), parsed and checked once. */
typedef struct cfy_jwks cfy_jwks;

/** What a token must say to be accepted. */
typedef struct cfy_jwt_rules cfy_jwt_rules;

/**
 * Parses a JSON Web Key Set, or a single key. A key that cannot be used keeps the others usable: its error is told when
 * a token names it. Private parts of keys are not read.
 *
 * Ownership: `*out` is yours; free it with cfy_jwks_free().
 * Errors: oauth (no key set, a `kid` given twice, symmetric keys beside public ones), validation (NULL), internal (no
 *   memory).
 * Threads: any.
 * Since: 1.0
 */
CFY_API cfy_error* cfy_jwks_new(const char* json, size_t size, cfy_jwks** out);

/**
 * Frees a set of keys.
 *
 * Ownership: takes the set; NULL is fine.
 * Errors: none.
 * Threads: any, once nobody uses it.
 * Since: 1.0
 */
CFY_API void cfy_jwks_free(cfy_jwks* jwks);

/**
 * New rules: every asymmetric algorithm of RS, PS, ES and EdDSA is allowed, `exp` must be there, clocks may differ by 30
 * seconds, and issuer and audience are not compared until they are set.
 *
 * Ownership: `*out` is yours; free it with cfy_jwt_rules_free().
 * Errors: validation (`out` is NULL), internal (no memory).
 * Threads: any.
 * Since: 1.0
 */
CFY_API cfy_error* cfy_jwt_rules_new(cfy_jwt_rules** out);

/**
 * Sets one rule:
 *
 * - `alg`: an algorithm that is allowed, or a list of them; set again, more are. HS256, HS384 and HS512 are allowed only
 *   if they are named;
 * - `profile`: `jwt`, `id_token` (OpenID Connect) or `access_token` (RFC 9068), each with the claims that it needs;
 * - `issuer`, `audience`, `nonce`, `typ`: what the token must say;
 * - `access_token`: the one that came with an ID token, for `at_hash`;
 * - `leeway`: seconds by which clocks may differ, 300 at most;
 * - `at`: the time to judge by, in Unix seconds, instead of now;
 * - `claims`: `false` checks the signature alone, and lets the payload be anything.
 *
 * Ownership: the value is copied.
 * Errors: validation (no such rule, a value of the wrong form, no such algorithm, invalid UTF-8, NULL).
 * Threads: one at a time.
 * Since: 1.0
 */
CFY_API cfy_error* cfy_jwt_rules_set(cfy_jwt_rules* rules, const char* name, const char* value, size_t size);

/**
 * Frees rules.
 *
 * Ownership: takes the rules; NULL is fine.
 * Errors: none.
 * Threads: any, once nobody uses them.
 * Since: 1.0
 */
CFY_API void cfy_jwt_rules_free(cfy_jwt_rules* rules);

/**
 * Checks a token's signature with a key of the set, and its claims by the rules. NULL for the rules means new ones.
 *
 * Ownership: `*claims` is yours; free it with cfy_buffer_free(): the payload as it was signed, of which the rules make
 *   sure that it is a JSON object unless `claims` is `false`.
 * Errors: oauth (the token is refused), validation (NULL), internal (no memory).
 * Threads: any; the set and the rules may be used by several at once.
 * Since: 1.0
 */
CFY_API cfy_error* cfy_jwt_verify(const char* token, size_t size, const cfy_jwks* jwks, const cfy_jwt_rules* rules,
                                  cfy_buffer** claims);

/**
 * Shows what a token says and judges none of it: `{"verified":false,"header":…,"claims":…}`. The claims are null if the
 * payload is no JSON object.
 *
 * Ownership: `*out` is yours; free it with cfy_buffer_free().
 * Errors: oauth (the token cannot be taken apart), validation (NULL), internal (no memory).
 * Threads: any.
 * Since: 1.0
 */
CFY_API cfy_error* cfy_jwt_inspect(const char* token, size_t size, cfy_buffer** out);

CFY_END_DECLS

#endif
