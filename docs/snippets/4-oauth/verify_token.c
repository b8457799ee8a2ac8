#include <connectify/connectify.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static void check(cfy_error* error) {
  if (error == NULL) return;
  fprintf(stderr, "%s\n", cfy_error_message(error));
  cfy_error_free(error);
  exit(EXIT_FAILURE);
}

int main(void) {
  const char* keys = getenv("JWKS");
  const char* token = getenv("TOKEN");
  cfy_jwks* jwks = NULL;
  cfy_jwt_rules* rules = NULL;
  cfy_buffer* claims = NULL;
  check(cfy_jwks_new(keys, strlen(keys), &jwks)); /* keep it: the keys are parsed once */
  check(cfy_jwt_rules_new(&rules));
  check(cfy_jwt_rules_set(rules, "issuer", "https://issuer.example", CFY_NUL_TERMINATED));
  check(cfy_jwt_rules_set(rules, "audience", "app_test_1", CFY_NUL_TERMINATED));
  check(cfy_jwt_rules_set(rules, "at", "1700000000", CFY_NUL_TERMINATED)); /* left out: now */
  check(cfy_jwt_verify(token, strlen(token), jwks, rules, &claims));
  puts(cfy_buffer_data(claims)); /* JSON */
  cfy_buffer_free(claims);
  cfy_jwt_rules_free(rules);
  cfy_jwks_free(jwks);
  return 0;
}
