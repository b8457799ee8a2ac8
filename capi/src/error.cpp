#include "connectify/error.h"

#include "guard.hpp"

cfy_error_code cfy_error_get_code(const cfy_error* error) {
  return error == nullptr ? CFY_OK : static_cast<cfy_error_code>(error->error.code);
}

const char* cfy_error_name(const cfy_error* error) {
  // The table's names are literals, so a NUL stands behind each.
  return error == nullptr ? "" : cfy::error_name(error->error.code).data();
}

const char* cfy_error_message(const cfy_error* error) { return error == nullptr ? "" : error->error.message.c_str(); }

const char* cfy_error_field(const cfy_error* error) { return error == nullptr ? "" : error->error.field.c_str(); }

const char* cfy_error_rule(const cfy_error* error) { return error == nullptr ? "" : error->error.rule.c_str(); }

int cfy_error_http_status(const cfy_error* error) { return error == nullptr ? 0 : error->error.http_status; }

const char* cfy_error_api_code(const cfy_error* error) { return error == nullptr ? "" : error->error.api_code.c_str(); }

const char* cfy_error_request_id(const cfy_error* error) {
  return error == nullptr ? "" : error->error.request_id.c_str();
}

int cfy_error_retriable(const cfy_error* error) { return error != nullptr && error->error.retriable ? 1 : 0; }

int64_t cfy_error_retry_after_ms(const cfy_error* error) {
  return error == nullptr || !error->error.retry_after ? -1 : error->error.retry_after->count();
}

int cfy_error_attempts(const cfy_error* error) { return error == nullptr ? 0 : error->error.attempts; }

void cfy_error_free(cfy_error* error) {
  if (error != nullptr && error != cfy::capi::out_of_memory()) delete error;
}
