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
  cfy_answer* answer = NULL;
  size_t size = 0;
  check(cfy_config_new(&config));
  check(cfy_config_set(config, "tls_min_version", "1.3", CFY_NUL_TERMINATED));
  check(cfy_config_set(config, "tls_pins", getenv("PINS"), CFY_NUL_TERMINATED)); /* sha256//…,sha256//… */
  check(cfy_client_new(config, &client));
  check(cfy_client_call(client, "status.get", NULL, NULL, &answer));
  puts(cfy_answer_json(answer, &size));
  cfy_answer_free(answer);
  cfy_client_free(client);
  cfy_config_free(config);
  return 0;
}
