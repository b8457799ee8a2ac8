/**
 * @file connectify/connectify.h
 * @brief The whole C interface of the Connectify Developer's Kit.
 *
 * A C99 interface that is kept: a program built against 1.0 runs with every 1.x. In every header of this folder
 *
 * - a function that can fail answers `cfy_error *`: NULL is success, anything else is yours to free with
 *   cfy_error_free(). There is no thread-local or global error;
 * - when a function fails, its out-parameters are set to NULL or 0, and nothing else has changed;
 * - handles are opaque, made by `_new` and given back to `_free`; `_free` of NULL does nothing; a handle keeps what it
 *   was made from alive, so the order of freeing is free;
 * - text goes in as pointer and length, in UTF-8. A length of CFY_NUL_TERMINATED means that it ends at a NUL. An
 *   embedded NUL or invalid UTF-8 is refused with a validation error, never cut;
 * - text comes out as a pointer with a length (and a NUL behind it), borrowed from the handle that it was asked of;
 * - each comment ends in the same four lines: Ownership, Errors, Threads, Since.
 */
#ifndef CONNECTIFY_CONNECTIFY_H
#define CONNECTIFY_CONNECTIFY_H

#include "abi.h"
#include "answer.h"
#include "buffer.h"
#include "cancel.h"
#include "client.h"
#include "config.h"
#include "error.h"
#include "jwt.h"
#include "oauth.h"
#include "operations.h"
#include "pages.h"
#include "params.h"
#include "privilege.h"
#include "queue.h"
#include "redactor.h"
#include "rotation.h"
#include "scan.h"
#include "schema.h"
#include "secret.h"
#include "stream.h"
#include "text.h"
#include "tls.h"
#include "webhook.h"

#endif
