/**
 * @file connectify/tls.h
 * @brief TLS: how certificates are judged, and what a server offers.
 *
 * The rules are those of every connection that the library makes; none can be turned off. Their names are in
 * docs/tls.md.
 */
#ifndef CONNECTIFY_TLS_H
#define CONNECTIFY_TLS_H

#include <stdint.h>

#include "buffer.h"
#include "client.h"
#include "config.h"
#include "error.h"

CFY_BEGIN_DECLS

/**
 * Judges a stored chain of certificates as a live connection would.
 *
 * `chain` holds, in PEM form, the server's certificate first and then its intermediates in any order, `authorities` the
 * trusted certificates, and `crls` the revocation lists, one for each issuer, or is NULL where revocation is not to be
 * judged. `name` is the DNS name (in ASCII) or the IP address that is connected to; `at` the time, in Unix seconds.
 *
 * Ownership: `*out` is yours; free it with cfy_buffer_free(). It is a JSON object,
 *   `{"chain":[{"subject","issuer","not_before","not_after","pin"}…]}`: the path that was accepted, leaf first.
 * Errors: tls (the chain is refused: cfy_error_rule() says by which rule), validation (the name; a pointer is NULL),
 *   internal (no memory).
 * Threads: any.
 * Since: 1.0
 */
CFY_API cfy_error* cfy_tls_judge(const char* chain, size_t chain_size, const char* authorities, size_t authorities_size,
                                 const char* name, size_t name_size, int64_t at, const char* crls, size_t crls_size,
                                 cfy_buffer** out);

/**
 * Reads a time for cfy_tls_judge(): RFC 3339, or Unix seconds. Fractions of a second are dropped.
 *
 * Ownership: nothing is handed over.
 * Errors: validation (no time; a pointer is NULL).
 * Threads: any.
 * Since: 1.0
 */
CFY_API cfy_error* cfy_tls_parse_time(const char* text, size_t size, int64_t* out);

/**
 * Connects to a server as a client of this configuration would, and tells what it met. No application data is sent.
 *
 * Ownership: `*out` is yours; free it with cfy_buffer_free(). It is a JSON object, `{"host","port","passed","version",
 *   "cipher","group","days_left","resumption","chain":[…],"pins":[…],"rules":[{"rule","passed","message"}…]}`: the chain
 *   as in cfy_tls_judge(), the pins that would fit (for the setting tls_pins), and each rule with the cure where it is
 *   broken. A broken rule is no error of this function.
 * Errors: connection, timeout, configuration (a setting), tls (the policy cannot be enforced), validation (the host; a
 *   pointer is NULL).
 * Threads: any.
 * Since: 1.0
 */
CFY_API cfy_error* cfy_tls_probe(const cfy_config* config, const char* host, size_t host_size, uint16_t port,
                                 cfy_buffer** out);

/**
 * The same for the service that a client calls, by the settings that it was made with.
 *
 * Ownership: as cfy_tls_probe().
 * Errors: connection, timeout, tls (the policy cannot be enforced), validation (a pointer is NULL).
 * Threads: any number at once for one client.
 * Since: 1.0
 */
CFY_API cfy_error* cfy_client_tls_report(cfy_client* client, cfy_buffer** out);

CFY_END_DECLS

#endif
