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
  static const char NAME[] = "<b>Kitchen</b>";
  cfy_buffer* encoded = NULL;
  check(cfy_text_encode("html_text", "replace", NAME, sizeof NAME - 1, &encoded));
  puts(encoded == NULL ? NAME : cfy_buffer_data(encoded)); /* NULL: it is safe as it is */
  cfy_buffer_free(encoded);
  return 0;
}
