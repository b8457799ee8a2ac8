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
  cfy_rotation* rotation = NULL;
  cfy_buffer* text = NULL;
  check(cfy_rotation_new(NULL, &rotation)); /* the key that the settings lead to, in the file that it comes from */
  check(cfy_rotation_set(rotation, "overlap", "0", CFY_NUL_TERMINATED)); /* revoke the old one at once */
  check(cfy_rotation_run(rotation, "now", &text));                       /* "if_due" in a timer */
  puts(cfy_buffer_data(text));
  cfy_buffer_free(text);
  cfy_rotation_free(rotation);
  return 0;
}
