/* What the C tests share: checks that stay in release builds, and a client that needs no server. */
#ifndef CONNECTIFY_TESTS_ABI_CHECK_H
#define CONNECTIFY_TESTS_ABI_CHECK_H

#include <connectify/connectify.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static int failures = 0;

#define CHECK(condition)                                                      \
  do {                                                                        \
    if (!(condition)) {                                                       \
      fprintf(stderr, "%s:%d: not so: %s\n", __FILE__, __LINE__, #condition); \
      failures++;                                                             \
    }                                                                         \
  } while (0)

/* The call succeeds. */
#define OK(call) check_error((call), CFY_OK, NULL, NULL, __FILE__, __LINE__, #call)
/* The call is refused with this code. */
#define REFUSED(code, call) check_error((call), (code), NULL, NULL, __FILE__, __LINE__, #call)
/* The call is refused with this code and rule. */
#define REFUSED_BY(code, rule, call) check_error((call), (code), (rule), NULL, __FILE__, __LINE__, #call)
/* The call is refused with this code and a message that holds this text. */
#define REFUSED_SAYING(code, text, call) check_error((call), (code), NULL, (text), __FILE__, __LINE__, #call)

/* Takes the error. Every refusal has a name and a message. */
static inline void check_error(cfy_error* error, cfy_error_code code, const char* rule, const char* said,
                               const char* file, int line, const char* call) {
  const int as_expected = cfy_error_get_code(error) == code &&
                          (rule == NULL || strcmp(cfy_error_rule(error), rule) == 0) &&
                          (said == NULL || strstr(cfy_error_message(error), said) != NULL) &&
                          (error == NULL || (*cfy_error_name(error) != '\0' && *cfy_error_message(error) != '\0'));
  if (!as_expected) {
    fprintf(stderr, "%s:%d: %s\n  gave \"%s\", rule \"%s\": %s\n", file, line, call, cfy_error_name(error),
            cfy_error_rule(error), cfy_error_message(error));
    failures++;
  }
  cfy_error_free(error);
}

/* Text as pointer and length, with everything in between. */
#define TEXT(literal) (literal), sizeof(literal) - 1

/* Well formed, and known to nobody. */
#define TEST_KEY "cfy_ak_test_0000000000000000000000000000000025rrqD"

/* Keeps the settings of the machine out of the tests. */
static inline void forget_environment(void) {
  static const char* const NAMES[] = {
      "CONNECTIFY_API_KEY",       "CONNECTIFY_API_SECRET",   "CONNECTIFY_SECRET",    "CONNECTIFY_ENV",
      "CONNECTIFY_BASE_URL",      "CONNECTIFY_TIMEOUT",      "CONNECTIFY_CLIENT_ID", "CONNECTIFY_SCOPE",
      "CONNECTIFY_LOG_LEVEL",     "CONNECTIFY_CA_FILE",      "CONNECTIFY_PROXY",     "CONNECTIFY_DEBUG",
      "CONNECTIFY_CLIENT_SECRET", "CONNECTIFY_REDIRECT_URI", "SSL_CERT_FILE",
  };
  for (size_t i = 0; i < sizeof NAMES / sizeof NAMES[0]; i++) unsetenv(NAMES[i]);
  setenv("CONNECTIFY_SANDBOX_FILE", "/nonexistent/sandbox.json", 1);
}

/* A client of https://127.0.0.1:<port>/v1. */
static inline cfy_client* make_client(unsigned port) {
  cfy_config* config = NULL;
  cfy_client* client = NULL;
  char url[64];
  snprintf(url, sizeof url, "https://127.0.0.1:%u/v1", port);
  OK(cfy_config_new(&config));
  OK(cfy_config_set(config, "environment", TEXT("sandbox")));
  OK(cfy_config_set(config, "base_url", url, CFY_NUL_TERMINATED));
  OK(cfy_config_set(config, "api_key", TEXT(TEST_KEY)));
  OK(cfy_client_new(config, &client));
  cfy_config_free(config);
  if (client == NULL) exit(EXIT_FAILURE); /* the reason stands above */
  return client;
}

static inline int report(const char* program) {
  if (failures != 0) fprintf(stderr, "%s: %d failed\n", program, failures);
  return failures == 0 ? EXIT_SUCCESS : EXIT_FAILURE;
}

#endif
