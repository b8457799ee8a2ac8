/**
 * @file connectify/scan.h
 * @brief A scanner for credentials that slipped out: into texts, files, the history of a repository, or its index.
 *
 * It knows the platform's own formats, whose checksums tell a credential from what looks like one, some three hundred
 * formats of others, and API keys and secrets that a source gives to this library as literals. It looks into base64,
 * hexadecimal and percent encoding, three deep. Credentials of a sandbox (with the mark `test_`) are no findings unless
 * asked for. A line with the words `connectify:allow` lets its findings pass, and so does an ignore file.
 *
 * Each scan answers with JSON in UTF-8, in which fields may be added:
 *
 *     {"findings":[{"rule","description","fingerprint","file","line","column","commit"?,"encodings"?,"cure"?}…],
 *      "unread":[{"file","reason"}…],"files","bytes","ignored"}
 *
 * No part of a value is told. The fingerprint is the same wherever the value stands; lines and columns count from 1,
 * columns in characters; `unread` names what was meant to be scanned and could not be, also where a file has more than
 * 500 findings, of which no more are told; `ignored` counts the findings that were let pass.
 */
#ifndef CONNECTIFY_SCAN_H
#define CONNECTIFY_SCAN_H

#include "buffer.h"
#include "error.h"

CFY_BEGIN_DECLS

/** A scanner with its options. */
typedef struct cfy_scan cfy_scan;

/**
 * Makes a scanner.
 *
 * Ownership: `*out` is yours; free it with cfy_scan_free().
 * Errors: validation (NULL), internal (no memory).
 * Threads: any.
 * Since: 1.0
 */
CFY_API cfy_error* cfy_scan_new(cfy_scan** out);

/**
 * Sets an option: `ignore_file` (a file with one fingerprint, or `path:FILE RULE`, a line; otherwise `.connectify-scan-ignore` where the scan
 * begins, if there is one), `test_credentials` (`true`: a sandbox's credentials are findings too), `threads` (a number;
 * otherwise one a processor).
 *
 * Ownership: nothing is handed over.
 * Errors: validation (no such option, a value that it cannot have, NULL).
 * Threads: one at a time, and none while a scan runs.
 * Since: 1.0
 */
CFY_API cfy_error* cfy_scan_set(cfy_scan* scan, const char* name, const char* value, size_t size);

/**
 * Scans one text. `name` is the name of its file: where it ends in that of a programming language, literals that are
 * given to this library are findings. The text need not be UTF-8, and may hold NULs.
 *
 * Ownership: `*out` is yours; free it with cfy_buffer_free().
 * Errors: validation (NULL, a name that is not UTF-8), configuration (the ignore file is missing or malformed).
 * Threads: any, also several at a time with one scanner.
 * Since: 1.0
 */
CFY_API cfy_error* cfy_scan_text(const cfy_scan* scan, const char* name, const char* text, size_t size,
                                 cfy_buffer** out);

/**
 * Scans a file, or all files below a folder, but for folders named `.git`. Links are not followed; pipes, sockets and
 * devices are passed over; of a file of any size only a bounded part is held in memory.
 *
 * Ownership: `*out` is yours; free it with cfy_buffer_free().
 * Errors: validation (NULL, neither a file nor a folder), not_found (no such file), configuration (it cannot be read;
 *   the ignore file is malformed), cancelled (cfy_scan_stop()).
 * Threads: any; one scan at a time.
 * Since: 1.0
 */
CFY_API cfy_error* cfy_scan_path(cfy_scan* scan, const char* path, cfy_buffer** out);

/**
 * Scans every version of every file in the history of the git repository that `path` lies in: all branches, tags and
 * stashes. `commit` in a finding is the first that has it. Uses the program `git`; runs nothing that the repository's
 * configuration names, and reaches for no network.
 *
 * Ownership: `*out` is yours; free it with cfy_buffer_free().
 * Errors: as cfy_scan_path(); configuration also when there is no git, no repository, or one that git does not trust.
 * Threads: any; one scan at a time.
 * Since: 1.0
 */
CFY_API cfy_error* cfy_scan_history(cfy_scan* scan, const char* path, cfy_buffer** out);

/**
 * Scans what is staged in the git repository that `path` lies in. What the version of the file in HEAD has as well is
 * not told again. With "." as the path, git's own variables say which repository and index are meant, as in a hook.
 *
 * Ownership: `*out` is yours; free it with cfy_buffer_free().
 * Errors: as cfy_scan_history().
 * Threads: any; one scan at a time.
 * Since: 1.0
 */
CFY_API cfy_error* cfy_scan_staged(cfy_scan* scan, const char* path, cfy_buffer** out);

/**
 * Says how far the scan is that runs now, or how far the last one came. Either pointer may be NULL.
 *
 * Ownership: nothing is handed over.
 * Errors: none.
 * Threads: any, while a scan runs too.
 * Since: 1.0
 */
CFY_API void cfy_scan_progress(const cfy_scan* scan, int64_t* files, int64_t* bytes);

/**
 * Ends the scan that runs now, which then fails with `cancelled`; without one, the next.
 *
 * Ownership: nothing is handed over.
 * Errors: none.
 * Threads: any, while a scan runs too.
 * Since: 1.0
 */
CFY_API void cfy_scan_stop(cfy_scan* scan);

/**
 * Frees a scanner; NULL is fine.
 *
 * Ownership: takes the scanner back.
 * Errors: none.
 * Threads: any, once no scan runs.
 * Since: 1.0
 */
CFY_API void cfy_scan_free(cfy_scan* scan);

CFY_END_DECLS

#endif
