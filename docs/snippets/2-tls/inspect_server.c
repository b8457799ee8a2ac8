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
  cfy_buffer* report = NULL;
  check(cfy_config_new(&config));
  check(cfy_client_new(config, &client));
  check(cfy_client_tls_report(client, &report));
  puts(cfy_buffer_data(report)); /* JSON: version, chain, pins, and each rule with its verdict */
  cfy_buffer_free(report);
  cfy_client_free(client);
  cfy_config_free(config);
  return 0;
}
