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
  cfy_oauth* oauth = NULL;
  cfy_token* token = NULL;
  cfy_client* client = NULL;
  cfy_answer* answer = NULL;
  check(cfy_config_new(&config));
  check(cfy_oauth_new(config, &oauth));           /* client_id, client_secret, scope: from the settings */
  check(cfy_oauth_token(oauth, NULL, 0, &token)); /* the one that is kept, or a new one */
  printf("%s %s\n", cfy_token_type(token), cfy_token_scope(token));

  check(cfy_client_new_with_oauth(config, oauth, &client)); /* renews it while it runs */
  check(cfy_client_call(client, "devices.list", NULL, NULL, &answer));
  cfy_answer_free(answer);
  cfy_client_free(client);
  cfy_token_free(token);
  cfy_oauth_free(oauth);
  cfy_config_free(config);
  return 0;
}
