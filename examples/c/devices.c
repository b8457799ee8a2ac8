/* Lists your devices, all pages of them, one line each.
 *
 *   CONNECTIFY_ENV=sandbox ./devices_c        (with `connectify sandbox` running elsewhere)
 *
 * Nothing is set here: the client finds its settings in the environment, a .env or a JSON file. `connectify doctor`
 * shows which of them it would take. */
#include <connectify/connectify.h>
#include <stdio.h>
#include <stdlib.h>

static void print_device(const cfy_answer* page, size_t index);

/* The first error ends the program: it says what is wrong and what to do. */
static void check(cfy_error* error) {
  if (error == NULL) return;
  fprintf(stderr, "devices: %s\n", cfy_error_message(error));
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
    check(cfy_pages_next(pages, &page));
    if (page == NULL) break; /* that was the last one */

    size_t count = 0;
    check(cfy_answer_count(page, "/devices", &count));
    for (size_t i = 0; i < count; i++) print_device(page, i);
    cfy_answer_free(page);
  }

  cfy_pages_free(pages);
  cfy_client_free(client);
  cfy_config_free(config);
  return EXIT_SUCCESS;
}

/* The text at /devices/<index>/<field>. */
static const char* device_field(const cfy_answer* page, size_t index, const char* field, size_t* size) {
  char pointer[64];
  const char* text = NULL;
  snprintf(pointer, sizeof pointer, "/devices/%zu/%s", index, field);
  check(cfy_answer_get_string(page, pointer, &text, size));
  return text;
}

/* What comes from a server is not printed as it is: it could move the cursor, or read backwards. */
static void print_clean(const char* text, size_t size) {
  cfy_buffer* cleaned = NULL;
  cfy_error* error = cfy_text_clean("free_text", text, size, &cleaned, NULL);
  if (error != NULL) {
    printf("(nothing to show)");
  } else if (cleaned != NULL) {
    printf("%s", cfy_buffer_data(cleaned));
  } else {
    fwrite(text, 1, size, stdout); /* it was clean already */
  }
  cfy_error_free(error);
  cfy_buffer_free(cleaned);
}

static void print_device(const cfy_answer* page, size_t index) {
  static const char* const FIELDS[] = {"id", "status", "name"};
  for (size_t i = 0; i < sizeof FIELDS / sizeof FIELDS[0]; i++) {
    size_t size = 0;
    const char* text = device_field(page, index, FIELDS[i], &size);
    print_clean(text, size);
    putchar(i + 1 < sizeof FIELDS / sizeof FIELDS[0] ? '\t' : '\n');
  }
}
