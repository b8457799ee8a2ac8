#include <connectify/connectify.h>
#include <stdio.h>

int main(void) {
  static const char ARGUMENTS[] = "{\"id\": \"dev_0001\"}";
  cfy_config* config = NULL;
  cfy_client* client = NULL;
  cfy_answer* answer = NULL;
  cfy_error* error = cfy_config_new(&config);
  if (error == NULL) error = cfy_config_set(config, "scope", "devices:read", CFY_NUL_TERMINATED);
  if (error == NULL) error = cfy_client_new(config, &client);
  if (error == NULL) {
    error = cfy_client_call_json(client, "devices.delete", ARGUMENTS, sizeof ARGUMENTS - 1, NULL, &answer);
  }
  printf("%s %s\n", cfy_error_name(error), cfy_error_rule(error)); /* nothing was sent */
  cfy_error_free(error);
  cfy_answer_free(answer);
  cfy_client_free(client);
  cfy_config_free(config);
  return 0;
}
