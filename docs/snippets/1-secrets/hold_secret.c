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
  static const char VALUE[] = "cfy_sk_test_EXAMPLEexampleEXAMPLEexample01232d0cX3";
  cfy_secret* secret = NULL;
  cfy_buffer* shown = NULL;
  check(cfy_secret_new(VALUE, sizeof VALUE - 1, &secret)); /* on guarded pages, wiped when it is freed */
  check(cfy_secret_describe(secret, &shown));
  puts(cfy_buffer_data(shown)); /* its size and the beginning of its hash */
  cfy_buffer_free(shown);
  cfy_secret_free(secret);
  return 0;
}
