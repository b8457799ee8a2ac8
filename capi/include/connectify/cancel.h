/**
 * @file connectify/cancel.h
 * @brief Ending a call from outside.
 */
#ifndef CONNECTIFY_CANCEL_H
#define CONNECTIFY_CANCEL_H

#include "error.h"

CFY_BEGIN_DECLS

/** A switch that ends the calls it was given to: once on, it stays on. */
typedef struct cfy_cancel cfy_cancel;

/**
 * A question asked on the calling thread while a blocking call waits, at least every 50 ms: shall it be cancelled?
 * For runtimes that must look for signals themselves (Python's Ctrl-C).
 */
typedef struct cfy_cancel_poll {
  /** sizeof(cfy_cancel_poll). */
  uint32_t struct_size;
  /** Answers other than 0 to cancel. Must not throw, and must not call into the library. */
  int (*poll)(void* payload);
  /** Called once with the payload when the switch is done with it; may be NULL. */
  void (*destroy)(void* payload);
  /** Given to both. */
  void* payload;
} cfy_cancel_poll;

/**
 * A new switch, off.
 *
 * Ownership: `*out` is yours; free it with cfy_cancel_free(). Calls that it was given to keep what they need of it.
 * Errors: validation (`out` is NULL), internal (no memory).
 * Threads: any.
 * Since: 1.0
 */
CFY_API cfy_error* cfy_cancel_new(cfy_cancel** out);

/**
 * Sets the question that blocking calls ask while they wait; replaces an earlier one.
 *
 * Ownership: takes the payload, also on error.
 * Errors: validation (NULL, or a `struct_size` that is not known).
 * Threads: before the switch is given to a call.
 * Since: 1.0
 */
CFY_API cfy_error* cfy_cancel_set_poll(cfy_cancel* cancel, const cfy_cancel_poll* poll);

/**
 * Turns the switch on: each call that it was given to ends with `cancelled`, unless it has just ended otherwise.
 *
 * Ownership: nothing is handed over; NULL does nothing.
 * Errors: none.
 * Threads: any, at any time, more than once.
 * Since: 1.0
 */
CFY_API void cfy_cancel_trigger(cfy_cancel* cancel);

/**
 * Frees the handle. Calls in flight keep the switch, but nobody can turn it on any more.
 *
 * Ownership: takes the handle; NULL is fine.
 * Errors: none.
 * Threads: any, once.
 * Since: 1.0
 */
CFY_API void cfy_cancel_free(cfy_cancel* cancel);

CFY_END_DECLS

#endif
