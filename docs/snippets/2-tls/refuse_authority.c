#include <connectify/connectify.h>
#include <stdio.h>

int main(void) {
  cfy_config* config = NULL;
  cfy_client* client = NULL;
  cfy_answer* answer = NULL;
  cfy_error* error = cfy_config_new(&config);
  if (error == NULL) error = cfy_config_set(config, "ca_file", "another-ca.pem", CFY_NUL_TERMINATED);
  if (error == NULL) error = cfy_client_new(config, &client);
  if (error == NULL) error = cfy_client_call(client, "status.ping", NULL, NULL, &answer);
  printf("%s %s\n", cfy_error_name(error), cfy_error_rule(error));
  cfy_error_free(error);
  cfy_answer_free(answer);
  cfy_client_free(client);
  cfy_config_free(config);
  return 0;
}
