#include <connectify/connectify.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static void check(cfy_error* error) {
  if (error == NULL) return;
  fprintf(stderr, "%s\n", cfy_error_message(error));
  cfy_error_free(error);
  exit(EXIT_FAILURE);
}

int main(void) {
  cfy_config* config = NULL;
  cfy_client* client = NULL;
  cfy_stream* stream = NULL;
  cfy_answer* event = NULL;
  const char* last = getenv("LAST_EVENT");
  size_t size = 0;
  check(cfy_config_new(&config));
  check(cfy_client_new(config, &client));
  check(cfy_stream_open(client, "events.stream", NULL, NULL, last, strlen(last), &stream));
  check(cfy_stream_next(stream, -1, &event)); /* waits for it */
  puts(cfy_answer_json(event, &size));
  cfy_answer_free(event);
  cfy_stream_free(stream);
  cfy_client_free(client);
  cfy_config_free(config);
  return 0;
}
