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
  int existed = 0;
  check(cfy_config_new(&config));
  check(cfy_oauth_new(config, &oauth));        /* client_id and scope: from the settings */
  check(cfy_oauth_login(oauth, NULL, &token)); /* opens the browser, and waits for it on this machine */
  printf("%s %s\n", cfy_token_type(token), cfy_token_scope(token));
  check(cfy_oauth_revoke(oauth, &existed)); /* logs out */
  cfy_token_free(token);
  cfy_oauth_free(oauth);
  cfy_config_free(config);
  return 0;
}
