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
  static const char SECRET[] = "cfy_whsec_test_EXAMPLEexampleEXAMPLEexample01231PvKzG";
  static const char SIGNATURE[] = "t=1748779200,v1=a739dcaca64f525ac120ff98c61049027c70eb63765ace798bdb67f640f3b6db";
  static const char BODY[] = "{\"id\":\"evt_0001\",\"type\":\"device.connected\"}";
  cfy_secret* secret = NULL;
  cfy_webhook_verifier* verifier = NULL;
  cfy_buffer* event = NULL;
  check(cfy_secret_new(SECRET, sizeof SECRET - 1, &secret));
  check(cfy_webhook_verifier_new(&verifier)); /* keep it: it remembers which events it let through */
  check(cfy_webhook_verifier_add_secret(verifier, secret));
  cfy_secret_free(secret);

  /* A recorded delivery, as of its time. In a server the time is CFY_WEBHOOK_NOW. */
  check(cfy_webhook_verify(verifier, SIGNATURE, sizeof SIGNATURE - 1, "1748779200", CFY_NUL_TERMINATED, BODY,
                           sizeof BODY - 1, 1748779200, &event));
  puts(cfy_buffer_data(event));
  cfy_buffer_free(event);
  cfy_webhook_verifier_free(verifier);
  return 0;
}
