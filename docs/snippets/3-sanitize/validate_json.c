#include <connectify/connectify.h>
#include <stdio.h>

static const char SCHEMA[] =
    "{\"type\":\"object\",\"properties\":{\"temperature\":{\"type\":\"number\",\"maximum\":60}}}";
static const char READING[] = "{\"temperature\": 451}";

int main(void) {
  cfy_schema* schema = NULL;
  cfy_error* error = cfy_schema_new(SCHEMA, sizeof SCHEMA - 1, NULL, &schema);
  if (error == NULL) error = cfy_schema_validate(schema, READING, sizeof READING - 1);
  printf("%s %s\n", cfy_error_field(error), cfy_error_rule(error));
  cfy_error_free(error);
  cfy_schema_free(schema);
  return 0;
}
