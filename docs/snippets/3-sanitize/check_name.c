#include <connectify/connectify.h>
#include <stdio.h>

int main(void) {
  static const char NAME[] = "Kitchen\xe2\x80\xaenehctiK"; /* U+202E turns round what follows */
  cfy_buffer* cleaned = NULL;
  cfy_error* error = cfy_text_check("device_name", NAME, sizeof NAME - 1);
  puts(cfy_error_rule(error));
  cfy_error_free(error);
  error = cfy_text_clean("device_name", NAME, sizeof NAME - 1, &cleaned, NULL);
  if (error == NULL) puts(cleaned == NULL ? NAME : cfy_buffer_data(cleaned));
  cfy_error_free(error);
  cfy_buffer_free(cleaned);
  return 0;
}
