/**
 * @file connectify/stream.h
 * @brief Events as they happen, pulled one at a time.
 *
 * A connection that is lost is made again, and goes on after the last event that came. While you take nothing, no more
 * is read than a window of a few hundred kilobytes, so that the service waits too.
 */
#ifndef CONNECTIFY_STREAM_H
#define CONNECTIFY_STREAM_H

#include "answer.h"
#include "buffer.h"
#include "client.h"
#include "error.h"
#include "params.h"

CFY_BEGIN_DECLS

/** A stream of events that lasts. */
typedef struct cfy_stream cfy_stream;

/**
 * Opens a stream of the operation `events.stream`, and returns before it is connected. `last_event_id` is the id of an
 * event after which it is to go on, or NULL. In the options `timeout` says how long nothing may come on a connection
 * before another one is made (60 s by default); the service sends a sign of life every 15 s.
 *
 * Ownership: `*out` is yours; free it with cfy_stream_free(). It shares the client; everything else is copied.
 * Errors: validation (NULL, an operation that is no stream, an id that is none), configuration (no api_key), cancelled
 *   (the client is closed).
 * Threads: any.
 * Since: 1.0
 */
CFY_API cfy_error* cfy_stream_open(cfy_client* client, const char* operation, const cfy_params* params,
                                   const cfy_call_options* options, const char* last_event_id, size_t size,
                                   cfy_stream** out);

/**
 * Takes the next event, as an answer whose JSON is the event. Waits up to `timeout_ms` milliseconds for one (0: not at
 * all, negative: without end); `*out` is NULL if none came.
 *
 * Ownership: `*out` is yours; free it with cfy_answer_free().
 * Errors: response for an event that breaks its schema (the next one can be taken); what ended the stream
 *   (authentication, permission, connection after ten attempts …); cancelled, rule `closed`, after cfy_stream_close(),
 *   and when the service says that there is nothing more.
 * Threads: any number at once; each event goes to one of them.
 * Since: 1.0
 */
CFY_API cfy_error* cfy_stream_next(cfy_stream* stream, int64_t timeout_ms, cfy_answer** out);

/**
 * A descriptor that is readable while there is something to take, or the stream has ended. For poll, epoll and event
 * loops only: never read, write or close it.
 *
 * Ownership: borrowed from the stream; stop watching it before the stream is freed.
 * Errors: none; -1 for NULL, when the process has no descriptor left, and in a child made by fork().
 * Threads: any.
 * Since: 1.0
 */
CFY_API int cfy_stream_descriptor(cfy_stream* stream);

/**
 * The id of the last event that was taken: give it to cfy_stream_open() to go on from there, in another process too.
 *
 * Ownership: `*out` is yours; free it with cfy_buffer_free(). Empty before the first event.
 * Errors: validation (NULL), internal (no memory).
 * Threads: any.
 * Since: 1.0
 */
CFY_API cfy_error* cfy_stream_last_event_id(cfy_stream* stream, cfy_buffer** out);

/**
 * Ends the stream: everyone who waits wakes up. What came already can still be taken.
 *
 * Ownership: the handle still has to be freed. NULL is fine.
 * Errors: none.
 * Threads: any, at any time.
 * Since: 1.0
 */
CFY_API void cfy_stream_close(cfy_stream* stream);

/**
 * Ends the stream and frees it.
 *
 * Ownership: takes the stream; NULL is fine. Whoever is inside cfy_stream_next() leaves with `cancelled`.
 * Errors: none.
 * Threads: any, once.
 * Since: 1.0
 */
CFY_API void cfy_stream_free(cfy_stream* stream);

CFY_END_DECLS

#endif
