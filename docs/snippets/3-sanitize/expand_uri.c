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
  static const char VARIABLES[] = "{\"id\": \"a/b\", \"limit\": 5}";
  cfy_buffer* uri = NULL;
  check(cfy_uri_expand("/devices/{id}{?limit}", CFY_NUL_TERMINATED, VARIABLES, sizeof VARIABLES - 1, &uri));
  puts(cfy_buffer_data(uri));
  cfy_buffer_free(uri);
  return 0;
}
