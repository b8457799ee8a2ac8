/**
 * @file connectify/buffer.h
 * @brief Bytes that the library hands over.
 */
#ifndef CONNECTIFY_BUFFER_H
#define CONNECTIFY_BUFFER_H

#include "abi.h"

CFY_BEGIN_DECLS

/** Bytes: immutable. Never holds a secret; those are cfy_secret. */
typedef struct cfy_buffer cfy_buffer;

/**
 * The first byte; a NUL stands behind the last one.
 *
 * Ownership: borrowed from the buffer. "" for NULL.
 * Errors: none.
 * Threads: any.
 * Since: 1.0
 */
CFY_API const char* cfy_buffer_data(const cfy_buffer* buffer);

/**
 * The number of bytes, without the NUL behind them.
 *
 * Ownership: nothing is handed over.
 * Errors: none; 0 for NULL.
 * Threads: any.
 * Since: 1.0
 */
CFY_API size_t cfy_buffer_size(const cfy_buffer* buffer);

/**
 * Frees a buffer.
 *
 * Ownership: takes the buffer; NULL is fine.
 * Errors: none.
 * Threads: any, once.
 * Since: 1.0
 */
CFY_API void cfy_buffer_free(cfy_buffer* buffer);

CFY_END_DECLS

#endif
