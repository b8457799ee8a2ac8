#include <connectify/connectify.h>
#include <stdio.h>

int main(void) {
  static const char ARGUMENTS[] = "{\"id\": \"dev_9999\"}";
  cfy_config* config = NULL;
  cfy_client* client = NULL;
  cfy_answer* answer = NULL;
  cfy_error* error = cfy_config_new(&config);
  if (error == NULL) error = cfy_client_new(config, &client);
  if (error == NULL) {
    error = cfy_client_call_json(client, "devices.get", ARGUMENTS, sizeof ARGUMENTS - 1, NULL, &answer);
  }
  if (error != NULL) {
    printf("%s %d\n", cfy_error_name(error), cfy_error_http_status(error));
    printf("%s\n", cfy_error_message(error)); /* says what is wrong and the cure */
  }
  cfy_error_free(error);
  cfy_answer_free(answer);
  cfy_client_free(client);
  cfy_config_free(config);
  return 0;
}
