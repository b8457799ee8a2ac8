#include <connectify/connectify.h>
#include <stdio.h>

int main(void) {
  cfy_config* config = NULL;
  cfy_client* client = NULL;
  cfy_answer* answer = NULL;
  size_t size = 0;
  cfy_error* error = cfy_config_new(&config);
  if (error == NULL) error = cfy_client_new(config, &client);
  if (error == NULL) error = cfy_client_call(client, "status.get", NULL, NULL, &answer);
  puts(error == NULL ? cfy_answer_json(answer, &size) : cfy_error_message(error));
  const int status = error == NULL ? 0 : 1;
  cfy_error_free(error);
  cfy_answer_free(answer);
  cfy_client_free(client);
  cfy_config_free(config);
  return status;
}
