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
  static const char TEXT[] = "api_secret = \"cfy_sk_test_EXAMPLEexampleEXAMPLEexample01232d0cX3\"\n";
  cfy_scan* scan = NULL;
  cfy_buffer* report = NULL;
  check(cfy_scan_new(&scan));
  check(cfy_scan_set(scan, "test_credentials", "true", CFY_NUL_TERMINATED)); /* those of a sandbox, too */
  check(cfy_scan_text(scan, "settings.py", TEXT, sizeof TEXT - 1, &report));
  puts(cfy_buffer_data(report)); /* JSON; no part of a value is in it */
  cfy_buffer_free(report);
  cfy_scan_free(scan);
  return 0;
}
