/**
 * @file connectify/queue.h
 * @brief Where submitted calls arrive: completions are pulled, and nothing ever calls into your program by itself.
 *
 * One queue for each event loop. To wait with an event loop, watch cfy_queue_descriptor() for reading, and when it is
 * readable call cfy_queue_next() with a timeout of 0 until it gives NULL.
 */
#ifndef CONNECTIFY_QUEUE_H
#define CONNECTIFY_QUEUE_H

#include "answer.h"
#include "error.h"

CFY_BEGIN_DECLS

/** A queue of completions. */
typedef struct cfy_queue cfy_queue;

/** One call that has ended. */
typedef struct cfy_completion cfy_completion;

/**
 * A new, empty queue.
 *
 * Ownership: `*out` is yours; free it with cfy_queue_free(). Calls in flight keep what they need of it.
 * Errors: validation (`out` is NULL), internal (no memory, no descriptor left).
 * Threads: any.
 * Since: 1.0
 */
CFY_API cfy_error* cfy_queue_new(cfy_queue** out);

/**
 * A descriptor that is readable while the queue has completions, or is closed. For poll, epoll and event loops only:
 * never read, write or close it. In a child made by fork() ask again.
 *
 * Ownership: borrowed from the queue; stop watching it before the queue is freed.
 * Errors: none; -1 for NULL.
 * Threads: any.
 * Since: 1.0
 */
CFY_API int cfy_queue_descriptor(cfy_queue* queue);

/**
 * Takes the next completion, in the order in which calls ended. Waits up to `timeout_ms` milliseconds for one (0: not
 * at all, negative: without end); `*out` is NULL if none came.
 *
 * Ownership: `*out` is yours; free it with cfy_completion_free().
 * Errors: cancelled (rule `closed`) when the queue is closed and empty, validation (NULL).
 * Threads: any number at once.
 * Since: 1.0
 */
CFY_API cfy_error* cfy_queue_next(cfy_queue* queue, int64_t timeout_ms, cfy_completion** out);

/**
 * Closes the queue: everyone who waits wakes up. What was queued can still be taken; what comes later is dropped.
 *
 * Ownership: the handle still has to be freed. NULL is fine.
 * Errors: none.
 * Threads: any, at any time.
 * Since: 1.0
 */
CFY_API void cfy_queue_close(cfy_queue* queue);

/**
 * Closes and frees a queue.
 *
 * Ownership: takes the queue; NULL is fine. Threads that wait in it are woken, and the memory lives until they have
 *   left.
 * Errors: none.
 * Threads: any, once.
 * Since: 1.0
 */
CFY_API void cfy_queue_free(cfy_queue* queue);

/**
 * The id that the submitting function gave; 0 for NULL.
 *
 * Ownership: nothing is handed over.
 * Errors: none.
 * Threads: any.
 * Since: 1.0
 */
CFY_API int64_t cfy_completion_id(const cfy_completion* completion);

/**
 * Takes the result: the error if the call failed, else NULL with the answer in `*out`. A second time gives an error.
 *
 * Ownership: the error or `*out` is yours.
 * Errors: the call's own; validation (NULL, or taken already).
 * Threads: one at a time.
 * Since: 1.0
 */
CFY_API cfy_error* cfy_completion_take(cfy_completion* completion, cfy_answer** out);

/**
 * Frees a completion, and its result if that was not taken.
 *
 * Ownership: takes the completion; NULL is fine.
 * Errors: none.
 * Threads: any, once.
 * Since: 1.0
 */
CFY_API void cfy_completion_free(cfy_completion* completion);

CFY_END_DECLS

#endif
