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
  cfy_client* viewer = NULL;
  cfy_buffer* why = NULL;
  check(cfy_config_new(&config));
  check(cfy_client_new(config, &client));
  check(cfy_client_as_role(client, "viewer", NULL, 0, &viewer)); /* shares connections and credential */
  check(cfy_client_explain(viewer, "devices.delete", "dev_0001", &why));
  puts(cfy_buffer_data(why));
  cfy_buffer_free(why);
  cfy_client_free(viewer);
  cfy_client_free(client);
  cfy_config_free(config);
  return 0;
}
