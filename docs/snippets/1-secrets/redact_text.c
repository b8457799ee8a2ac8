#include <connectify/connectify.h>
#include <stdio.h>
#include <stdlib.h>

static void check(cfy_error* error) {
  if (error == NULL) return;
  fprintf(stderr, "%s\n", cfy_error_message(error));
  cfy_error_free(error);
  exit(EXIT_FAILURE);
}

int main(void) {
  static const char LINE[] = "Authorization: Bearer cfy_sk_test_EXAMPLEexampleEXAMPLEexample01232d0cX3";
  cfy_buffer* redacted = NULL;
  check(cfy_redact(LINE, sizeof LINE - 1, &redacted));
  puts(redacted == NULL ? LINE : cfy_buffer_data(redacted)); /* NULL: there was nothing to mask */
  cfy_buffer_free(redacted);
  return 0;
}
