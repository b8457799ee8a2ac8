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
  cfy_config* config = NULL;
  cfy_client* client = NULL;
  cfy_pages* pages = NULL;
  check(cfy_config_new(&config));
  check(cfy_client_new(config, &client));
  check(cfy_pages_new(client, "devices.list", NULL, NULL, &pages));
  for (;;) {
    cfy_answer* page = NULL;
    size_t count = 0;
    check(cfy_pages_next(pages, &page));
    if (page == NULL) break; /* that was the last one */
    check(cfy_answer_count(page, "/devices", &count));
    for (size_t i = 0; i < count; i++) {
      char pointer[64];
      const char* id = NULL;
      size_t size = 0;
      snprintf(pointer, sizeof pointer, "/devices/%zu/id", i);
      check(cfy_answer_get_string(page, pointer, &id, &size));
      puts(id);
    }
    cfy_answer_free(page);
  }
  cfy_pages_free(pages);
  cfy_client_free(client);
  cfy_config_free(config);
  return 0;
}
