/**
 * @file connectify/abi.h
 * @brief The version of the interface, and what every other header needs.
 */
#ifndef CONNECTIFY_ABI_H
#define CONNECTIFY_ABI_H

#include <stddef.h>
#include <stdint.h>

#if defined(_WIN32)
#define CFY_API __declspec(dllimport)
#else
#define CFY_API __attribute__((visibility("default")))
#endif

#ifdef __cplusplus
#define CFY_BEGIN_DECLS extern "C" {
#define CFY_END_DECLS }
#else
#define CFY_BEGIN_DECLS
#define CFY_END_DECLS
#endif

/** As a length: the text ends at its first NUL. */
#define CFY_NUL_TERMINATED ((size_t)-1)

/** The interface that these headers describe: major in the upper 16 bits, minor in the lower. */
#define CFY_ABI_VERSION_MAJOR 1
#define CFY_ABI_VERSION_MINOR 0
#define CFY_ABI_VERSION ((uint32_t)((CFY_ABI_VERSION_MAJOR << 16) | CFY_ABI_VERSION_MINOR))

CFY_BEGIN_DECLS

/**
 * The interface that the loaded library has. It serves a program built against these headers if its upper 16 bits are
 * equal to those of CFY_ABI_VERSION, and its lower 16 bits are not smaller.
 *
 * Ownership: nothing is handed over.
 * Errors: none.
 * Threads: any, at any time.
 * Since: 1.0
 */
CFY_API uint32_t cfy_abi_version(void);

/**
 * The library's own version, such as "1.0.0" (semantic versioning).
 *
 * Ownership: borrowed; lives as long as the library.
 * Errors: none.
 * Threads: any, at any time.
 * Since: 1.0
 */
CFY_API const char* cfy_version(void);

/**
 * Ends all work of the library in this process: calls in flight are cancelled, engine threads are joined, and whatever
 * it is asked later answers `cancelled`, but for taking what has arrived, closing and freeing. The library does it by
 * itself when the process exits; runtimes with a shutdown of their own (Python, the JVM, .NET) call it at the beginning
 * of theirs. A second call does nothing.
 *
 * Waits at most `timeout_ms` milliseconds for calls in flight to leave, or as long as at the process's exit if that is
 * negative; answers 1 if all of them did, else 0.
 *
 * Ownership: handles stay valid and still have to be freed.
 * Errors: none.
 * Threads: any, but not from a callback of this library.
 * Since: 1.0
 */
CFY_API int cfy_shutdown(int64_t timeout_ms);

CFY_END_DECLS

#endif
