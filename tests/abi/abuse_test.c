/* Bad arguments: each function answers with an error of its own, never with a crash, and gives nothing out. */
#define _POSIX_C_SOURCE 200809L

#include "check.h"

/* A port where nobody listens: these tests end before anything is sent. */
enum { NO_PORT = 1 };

#define NULL_IS_REFUSED(call) REFUSED(CFY_ERROR_VALIDATION, call)

/* Any address that is not NULL: out-parameters have to lose it when a call fails. */
static char somewhere;
#define STALE ((void*)&somewhere)

static void null_error_is_no_error(void) {
  CHECK(cfy_error_get_code(NULL) == CFY_OK);
  CHECK(strcmp(cfy_error_name(NULL), "") == 0);
  CHECK(strcmp(cfy_error_message(NULL), "") == 0);
  CHECK(strcmp(cfy_error_field(NULL), "") == 0);
  CHECK(strcmp(cfy_error_rule(NULL), "") == 0);
  CHECK(strcmp(cfy_error_api_code(NULL), "") == 0);
  CHECK(strcmp(cfy_error_request_id(NULL), "") == 0);
  CHECK(cfy_error_http_status(NULL) == 0);
  CHECK(cfy_error_retriable(NULL) == 0);
  CHECK(cfy_error_retry_after_ms(NULL) == -1);
}

static void null_handles_have_nothing(void) {
  size_t size = 7;
  CHECK(strcmp(cfy_buffer_data(NULL), "") == 0);
  CHECK(cfy_buffer_size(NULL) == 0);
  CHECK(strcmp(cfy_answer_json(NULL, &size), "") == 0);
  CHECK(size == 0);
  CHECK(strcmp(cfy_answer_json(NULL, NULL), "") == 0);
  CHECK(cfy_answer_http_status(NULL) == 0);
  CHECK(strcmp(cfy_answer_request_id(NULL), "") == 0);
  CHECK(strcmp(cfy_pages_collection(NULL), "") == 0);
  CHECK(strcmp(cfy_client_log_level(NULL), "") == 0);
  CHECK(cfy_queue_descriptor(NULL) == -1);
  CHECK(cfy_stream_descriptor(NULL) == -1);
  CHECK(cfy_completion_id(NULL) == 0);
  CHECK(cfy_secret_equals(NULL, NULL) == 0);
}

static void null_may_be_freed(void) {
  cfy_error_free(NULL);
  cfy_buffer_free(NULL);
  cfy_secret_free(NULL);
  cfy_config_free(NULL);
  cfy_params_free(NULL);
  cfy_answer_free(NULL);
  cfy_pages_free(NULL);
  cfy_stream_close(NULL);
  cfy_stream_free(NULL);
  cfy_queue_close(NULL);
  cfy_queue_free(NULL);
  cfy_completion_free(NULL);
  cfy_cancel_trigger(NULL);
  cfy_cancel_free(NULL);
  cfy_call_options_free(NULL);
  cfy_client_close(NULL);
  cfy_client_free(NULL);
}

static void null_is_refused_by_makers(void) {
  NULL_IS_REFUSED(cfy_config_new(NULL));
  NULL_IS_REFUSED(cfy_params_new(NULL));
  NULL_IS_REFUSED(cfy_queue_new(NULL));
  NULL_IS_REFUSED(cfy_cancel_new(NULL));
  NULL_IS_REFUSED(cfy_call_options_new(NULL));
  NULL_IS_REFUSED(cfy_secret_new("x", 1, NULL));

  cfy_secret* secret = STALE;
  NULL_IS_REFUSED(cfy_secret_new(NULL, 1, &secret));
  CHECK(secret == NULL);
  secret = STALE;
  NULL_IS_REFUSED(cfy_secret_new("x", 0, &secret));
  CHECK(secret == NULL);
}

static void null_is_refused_by_config(void) {
  cfy_config* config = NULL;
  cfy_secret* secret = NULL;
  cfy_buffer* buffer = STALE;
  OK(cfy_config_new(&config));
  OK(cfy_secret_new("x", 1, &secret));
  NULL_IS_REFUSED(cfy_config_set(NULL, "timeout", "1", 1));
  NULL_IS_REFUSED(cfy_config_set(config, NULL, "1", 1));
  NULL_IS_REFUSED(cfy_config_set_secret(NULL, "api_key", secret));
  NULL_IS_REFUSED(cfy_config_set_secret(config, NULL, secret));
  NULL_IS_REFUSED(cfy_config_diagnose(NULL, &buffer));
  CHECK(buffer == NULL);
  NULL_IS_REFUSED(cfy_config_diagnose(config, NULL));
  /* A NULL value is no value. */
  OK(cfy_config_set(config, "timeout", NULL, 0));
  OK(cfy_config_set(config, "timeout", NULL, CFY_NUL_TERMINATED));
  OK(cfy_config_set_secret(config, "api_key", NULL));
  cfy_secret_free(secret);
  cfy_config_free(config);
}

static void null_is_refused_by_secrets(void) {
  cfy_secret* secret = NULL;
  const void* value = STALE;
  size_t size = 7;
  cfy_buffer* buffer = STALE;
  OK(cfy_secret_new("x", 1, &secret));
  NULL_IS_REFUSED(cfy_secret_reveal(NULL, &value, &size));
  CHECK(value == NULL);
  CHECK(size == 0);
  NULL_IS_REFUSED(cfy_secret_reveal(secret, NULL, &size));
  NULL_IS_REFUSED(cfy_secret_reveal(secret, &value, NULL));
  NULL_IS_REFUSED(cfy_secret_describe(NULL, &buffer));
  CHECK(buffer == NULL);
  NULL_IS_REFUSED(cfy_secret_describe(secret, NULL));
  CHECK(cfy_secret_equals(secret, NULL) == 0);
  cfy_secret_free(secret);
}

static void null_is_refused_by_params(void) {
  cfy_params* params = NULL;
  OK(cfy_params_new(&params));
  NULL_IS_REFUSED(cfy_params_set_string(NULL, "name", "x", 1));
  NULL_IS_REFUSED(cfy_params_set_string(params, NULL, "x", 1));
  NULL_IS_REFUSED(cfy_params_set_string(params, "name", NULL, 1));
  NULL_IS_REFUSED(cfy_params_set_int(NULL, "limit", 1));
  NULL_IS_REFUSED(cfy_params_set_int(params, NULL, 1));
  NULL_IS_REFUSED(cfy_params_set_double(NULL, "x", 1.0));
  NULL_IS_REFUSED(cfy_params_set_double(params, NULL, 1.0));
  NULL_IS_REFUSED(cfy_params_set_bool(NULL, "x", 1));
  NULL_IS_REFUSED(cfy_params_set_bool(params, NULL, 1));
  NULL_IS_REFUSED(cfy_params_append_string(NULL, "x", "y", 1));
  NULL_IS_REFUSED(cfy_params_append_string(params, NULL, "y", 1));
  NULL_IS_REFUSED(cfy_params_append_string(params, "x", NULL, 1));
  cfy_params_free(params);
}

static void null_is_refused_by_text(void) {
  cfy_buffer* cleaned = STALE;
  cfy_buffer* changes = STALE;
  NULL_IS_REFUSED(cfy_text_check(NULL, "x", 1));
  NULL_IS_REFUSED(cfy_text_check("device_name", NULL, 1));
  NULL_IS_REFUSED(cfy_text_clean(NULL, "x", 1, &cleaned, &changes));
  CHECK(cleaned == NULL);
  CHECK(changes == NULL);
  NULL_IS_REFUSED(cfy_text_clean("device_name", NULL, 1, &cleaned, &changes));
  NULL_IS_REFUSED(cfy_text_clean("device_name", "x", 1, NULL, &changes));
}

static void null_is_refused_by_cancel_and_options(void) {
  cfy_cancel* cancel = NULL;
  cfy_call_options* options = NULL;
  OK(cfy_cancel_new(&cancel));
  OK(cfy_call_options_new(&options));
  NULL_IS_REFUSED(cfy_cancel_set_poll(cancel, NULL));
  NULL_IS_REFUSED(cfy_call_options_set(NULL, "timeout", "1", 1));
  NULL_IS_REFUSED(cfy_call_options_set(options, NULL, "1", 1));
  NULL_IS_REFUSED(cfy_call_options_set(options, "timeout", NULL, 1));
  NULL_IS_REFUSED(cfy_call_options_set_cancel(NULL, cancel));
  OK(cfy_call_options_set_cancel(options, NULL));
  cfy_call_options_free(options);
  cfy_cancel_free(cancel);
}

static void null_is_refused_by_answers_and_queues(void) {
  const char* text = STALE;
  size_t size = 7;
  int64_t number = 7;
  double real = 7;
  int truth = 7;
  NULL_IS_REFUSED(cfy_answer_get_string(NULL, "/x", &text, &size));
  CHECK(text == NULL);
  CHECK(size == 0);
  NULL_IS_REFUSED(cfy_answer_get_int(NULL, "/x", &number));
  CHECK(number == 0);
  NULL_IS_REFUSED(cfy_answer_get_double(NULL, "/x", &real));
  CHECK(real == 0);
  NULL_IS_REFUSED(cfy_answer_get_bool(NULL, "/x", &truth));
  CHECK(truth == 0);
  size = 7;
  NULL_IS_REFUSED(cfy_answer_count(NULL, "/x", &size));
  CHECK(size == 0);

  cfy_queue* queue = NULL;
  cfy_completion* completion = STALE;
  cfy_answer* answer = STALE;
  OK(cfy_queue_new(&queue));
  NULL_IS_REFUSED(cfy_queue_next(NULL, 0, &completion));
  CHECK(completion == NULL);
  NULL_IS_REFUSED(cfy_queue_next(queue, 0, NULL));
  NULL_IS_REFUSED(cfy_completion_take(NULL, &answer));
  CHECK(answer == NULL);
  cfy_queue_free(queue);
}

static void null_is_refused_by_clients(void) {
  cfy_client* client = make_client(NO_PORT);
  cfy_queue* queue = NULL;
  cfy_config* config = NULL;
  OK(cfy_queue_new(&queue));
  OK(cfy_config_new(&config));

  cfy_client* made = STALE;
  NULL_IS_REFUSED(cfy_client_new(NULL, &made));
  CHECK(made == NULL);
  NULL_IS_REFUSED(cfy_client_new(config, NULL));

  cfy_answer* answer = STALE;
  NULL_IS_REFUSED(cfy_client_call(NULL, "status.ping", NULL, NULL, &answer));
  CHECK(answer == NULL);
  NULL_IS_REFUSED(cfy_client_call(client, NULL, NULL, NULL, &answer));
  NULL_IS_REFUSED(cfy_client_call(client, "status.ping", NULL, NULL, NULL));
  answer = STALE;
  NULL_IS_REFUSED(cfy_client_call_json(NULL, "status.ping", NULL, 0, NULL, &answer));
  CHECK(answer == NULL);
  NULL_IS_REFUSED(cfy_client_call_json(client, NULL, NULL, 0, NULL, &answer));
  NULL_IS_REFUSED(cfy_client_call_json(client, "status.ping", NULL, 0, NULL, NULL));

  int64_t id = 7;
  NULL_IS_REFUSED(cfy_client_submit(NULL, "status.ping", NULL, NULL, queue, &id));
  CHECK(id == 0);
  NULL_IS_REFUSED(cfy_client_submit(client, NULL, NULL, NULL, queue, &id));
  NULL_IS_REFUSED(cfy_client_submit(client, "status.ping", NULL, NULL, NULL, &id));
  NULL_IS_REFUSED(cfy_client_submit(client, "status.ping", NULL, NULL, queue, NULL));
  NULL_IS_REFUSED(cfy_client_submit_json(NULL, "status.ping", NULL, 0, NULL, queue, &id));
  NULL_IS_REFUSED(cfy_client_submit_json(client, NULL, NULL, 0, NULL, queue, &id));
  NULL_IS_REFUSED(cfy_client_submit_json(client, "status.ping", NULL, 0, NULL, NULL, &id));
  NULL_IS_REFUSED(cfy_client_submit_json(client, "status.ping", NULL, 0, NULL, queue, NULL));
  NULL_IS_REFUSED(cfy_client_cancel(NULL, 1));

  cfy_pages* pages = STALE;
  NULL_IS_REFUSED(cfy_pages_new(NULL, "devices.list", NULL, NULL, &pages));
  CHECK(pages == NULL);
  NULL_IS_REFUSED(cfy_pages_new(client, NULL, NULL, NULL, &pages));
  NULL_IS_REFUSED(cfy_pages_new(client, "devices.list", NULL, NULL, NULL));
  NULL_IS_REFUSED(cfy_pages_new_json(NULL, "devices.list", NULL, 0, NULL, &pages));
  NULL_IS_REFUSED(cfy_pages_new_json(client, NULL, NULL, 0, NULL, &pages));
  NULL_IS_REFUSED(cfy_pages_new_json(client, "devices.list", NULL, 0, NULL, NULL));
  OK(cfy_pages_new(client, "devices.list", NULL, NULL, &pages));
  NULL_IS_REFUSED(cfy_pages_next(NULL, &answer));
  NULL_IS_REFUSED(cfy_pages_next(pages, NULL));
  NULL_IS_REFUSED(cfy_pages_submit(NULL, queue, &id));
  NULL_IS_REFUSED(cfy_pages_submit(pages, NULL, &id));
  NULL_IS_REFUSED(cfy_pages_submit(pages, queue, NULL));

  cfy_stream* stream = STALE;
  cfy_buffer* text = STALE;
  NULL_IS_REFUSED(cfy_stream_open(NULL, "events.stream", NULL, NULL, NULL, 0, &stream));
  CHECK(stream == NULL);
  NULL_IS_REFUSED(cfy_stream_open(client, NULL, NULL, NULL, NULL, 0, &stream));
  NULL_IS_REFUSED(cfy_stream_open(client, "events.stream", NULL, NULL, NULL, 1, &stream));
  NULL_IS_REFUSED(cfy_stream_open(client, "events.stream", NULL, NULL, NULL, 0, NULL));
  NULL_IS_REFUSED(cfy_stream_next(NULL, 0, &answer));
  NULL_IS_REFUSED(cfy_stream_last_event_id(NULL, &text));
  CHECK(text == NULL);
  OK(cfy_stream_open(client, "events.stream", NULL, NULL, NULL, 0, &stream));
  NULL_IS_REFUSED(cfy_stream_next(stream, 0, NULL));
  NULL_IS_REFUSED(cfy_stream_last_event_id(stream, NULL));
  cfy_stream_free(stream);

  cfy_pages_free(pages);
  cfy_config_free(config);
  cfy_queue_free(queue);
  cfy_client_free(client);
}

static void misuse_is_refused_by_privilege(void) {
  cfy_client* client = make_client(NO_PORT);
  cfy_client* narrowed = STALE;
  NULL_IS_REFUSED(cfy_client_as_role(NULL, "viewer", NULL, 0, &narrowed));
  CHECK(narrowed == NULL);
  NULL_IS_REFUSED(cfy_client_as_role(client, NULL, NULL, 0, &narrowed));
  NULL_IS_REFUSED(cfy_client_as_role(client, "viewer", NULL, 0, NULL));
  NULL_IS_REFUSED(cfy_client_as_role(client, "viewer", "\xff", 1, &narrowed));
  OK(cfy_client_as_role(client, "viewer", NULL, 0, &narrowed));
  cfy_answer* answer = STALE;
  REFUSED(CFY_ERROR_PERMISSION,
          cfy_client_call_json(narrowed, "devices.delete", "{\"id\":\"dev_1\"}", CFY_NUL_TERMINATED, NULL, &answer));
  CHECK(answer == NULL);

  cfy_buffer* buffer = STALE;
  NULL_IS_REFUSED(cfy_client_explain(NULL, "devices.list", NULL, &buffer));
  CHECK(buffer == NULL);
  NULL_IS_REFUSED(cfy_client_explain(client, NULL, NULL, &buffer));
  NULL_IS_REFUSED(cfy_client_explain(client, "devices.list", NULL, NULL));

  cfy_review* review = STALE;
  NULL_IS_REFUSED(cfy_review_new(NULL, &review));
  CHECK(review == NULL);
  NULL_IS_REFUSED(cfy_review_new(client, NULL));
  OK(cfy_review_new(client, &review));
  NULL_IS_REFUSED(cfy_review_set(NULL, "granted", "x", 1));
  NULL_IS_REFUSED(cfy_review_set(review, NULL, "x", 1));
  NULL_IS_REFUSED(cfy_review_set(review, "granted", NULL, 1));
  NULL_IS_REFUSED(cfy_review_set(review, "grantd", "x", 1));
  buffer = STALE;
  NULL_IS_REFUSED(cfy_review_run(NULL, &buffer));
  CHECK(buffer == NULL);
  NULL_IS_REFUSED(cfy_review_run(review, NULL));
  cfy_review_free(review);
  cfy_review_free(NULL);

  cfy_config* config = NULL;
  cfy_posture* posture = STALE;
  OK(cfy_config_new(&config));
  NULL_IS_REFUSED(cfy_posture_new(NULL, &posture));
  CHECK(posture == NULL);
  NULL_IS_REFUSED(cfy_posture_new(config, NULL));
  OK(cfy_posture_new(config, &posture));
  NULL_IS_REFUSED(cfy_posture_set(NULL, "offline", "true", 4));
  NULL_IS_REFUSED(cfy_posture_set(posture, NULL, "true", 4));
  NULL_IS_REFUSED(cfy_posture_set(posture, "offline", NULL, 4));
  NULL_IS_REFUSED(cfy_posture_set(posture, "offlin", "true", 4));
  NULL_IS_REFUSED(cfy_posture_run(NULL));
  buffer = STALE;
  NULL_IS_REFUSED(cfy_posture_text(posture, "json", &buffer)); /* it was not run */
  CHECK(buffer == NULL);
  NULL_IS_REFUSED(cfy_posture_text(NULL, "json", &buffer));
  NULL_IS_REFUSED(cfy_posture_text(posture, NULL, &buffer));
  NULL_IS_REFUSED(cfy_posture_text(posture, "pdf", &buffer));
  NULL_IS_REFUSED(cfy_posture_text(posture, "json", NULL));
  cfy_posture_free(posture);
  cfy_posture_free(NULL);

  cfy_config_free(config);
  cfy_client_free(narrowed);
  cfy_client_free(client);
}

static void bad_text_is_never_cut(void) {
  cfy_config* config = NULL;
  cfy_params* params = NULL;
  cfy_answer* answer = NULL;
  cfy_buffer* cleaned = NULL;
  cfy_client* client = make_client(NO_PORT);
  OK(cfy_config_new(&config));
  OK(cfy_params_new(&params));

  REFUSED(CFY_ERROR_CONFIGURATION, cfy_config_set(config, "scope", TEXT("a\0b")));
  REFUSED(CFY_ERROR_CONFIGURATION, cfy_config_set(config, "scope", TEXT("a\xFF")));
  REFUSED(CFY_ERROR_CONFIGURATION, cfy_config_set(config, "scope", TEXT("\xC3")));
  REFUSED_BY(CFY_ERROR_VALIDATION, "invalid_utf8", cfy_params_set_string(params, "name", TEXT("\xED\xA0\x80")));
  REFUSED_BY(CFY_ERROR_VALIDATION, "invalid_utf8", cfy_params_append_string(params, "capabilities", TEXT("\xC0\x80")));
  REFUSED_BY(CFY_ERROR_VALIDATION, "invalid_utf8", cfy_text_check("device_name", TEXT("lamp\xF8")));
  REFUSED_BY(CFY_ERROR_VALIDATION, "control_character", cfy_text_check("device_name", TEXT("la\0mp")));

  /* An embedded NUL goes with cleaning, and the text behind it stays. */
  OK(cfy_text_clean("device_name", TEXT("la\0mp"), &cleaned, NULL));
  CHECK(cfy_buffer_size(cleaned) == 4 && memcmp(cfy_buffer_data(cleaned), "lamp", 5) == 0);
  cfy_buffer_free(cleaned);

  /* In arguments it is passed on, and refused by the operation's own rules. */
  OK(cfy_params_set_string(params, "name", TEXT("la\0mp")));
  OK(cfy_params_set_string(params, "type", TEXT("lamp")));
  REFUSED_BY(CFY_ERROR_VALIDATION, "control_character",
             cfy_client_call(client, "devices.register", params, NULL, &answer));
  CHECK(answer == NULL);

  cfy_client_free(client);
  cfy_params_free(params);
  cfy_config_free(config);
}

static void unknown_names_are_told_the_nearest(void) {
  cfy_config* config = NULL;
  cfy_call_options* options = NULL;
  cfy_params* params = NULL;
  cfy_secret* secret = NULL;
  cfy_answer* answer = STALE;
  cfy_pages* pages = STALE;
  cfy_queue* queue = NULL;
  cfy_buffer* cleaned = STALE;
  int64_t id = 7;
  cfy_client* client = make_client(NO_PORT);
  OK(cfy_config_new(&config));
  OK(cfy_call_options_new(&options));
  OK(cfy_params_new(&params));
  OK(cfy_secret_new("x", 1, &secret));
  OK(cfy_queue_new(&queue));

  REFUSED_SAYING(CFY_ERROR_CONFIGURATION, "base_url", cfy_config_set(config, "base_ulr", "x", 1));
  REFUSED_SAYING(CFY_ERROR_CONFIGURATION, "api_secret", cfy_config_set_secret(config, "api_secrt", secret));
  REFUSED_SAYING(CFY_ERROR_VALIDATION, "timeout", cfy_call_options_set(options, "timeot", "1", 1));
  REFUSED_SAYING(CFY_ERROR_VALIDATION, "device_name", cfy_text_check("device_nam", "x", 1));
  REFUSED_SAYING(CFY_ERROR_VALIDATION, "identifier", cfy_text_clean("identifer", "x", 1, &cleaned, NULL));
  CHECK(cleaned == NULL);

  REFUSED_SAYING(CFY_ERROR_VALIDATION, "devices.list", cfy_client_call(client, "devices.lst", NULL, NULL, &answer));
  CHECK(answer == NULL);
  REFUSED_SAYING(CFY_ERROR_VALIDATION, "status.get", cfy_client_submit(client, "status.gte", NULL, NULL, queue, &id));
  CHECK(id == 0);
  REFUSED_SAYING(CFY_ERROR_VALIDATION, "devices.list", cfy_pages_new(client, "device.list", NULL, NULL, &pages));
  CHECK(pages == NULL);
  REFUSED(CFY_ERROR_VALIDATION, cfy_pages_new(client, "devices.get", NULL, NULL, &pages));
  CHECK(pages == NULL);

  OK(cfy_params_set_int(params, "limt", 10));
  REFUSED_SAYING(CFY_ERROR_VALIDATION, "limit", cfy_client_call(client, "devices.list", params, NULL, &answer));

  cfy_client_free(client);
  cfy_queue_free(queue);
  cfy_secret_free(secret);
  cfy_params_free(params);
  cfy_call_options_free(options);
  cfy_config_free(config);
}

static void bad_values_are_refused(void) {
  static const char* const TIMEOUTS[] = {"", "0", "-1", "nan", "inf", "1e999", "five", "5 s", "5,5", "0x10"};
  static const char* const DOCUMENTS[] = {
      "", "[]", "1", "null", "{", "{}{}", "{\"limit\":1,\"limit\":2}", "{\"limit\":1,}"};
  cfy_call_options* options = NULL;
  cfy_params* params = NULL;
  cfy_answer* answer = STALE;
  cfy_pages* pages = STALE;
  cfy_client* client = make_client(NO_PORT);
  OK(cfy_call_options_new(&options));
  OK(cfy_params_new(&params));

  for (size_t i = 0; i < sizeof TIMEOUTS / sizeof TIMEOUTS[0]; i++) {
    REFUSED(CFY_ERROR_VALIDATION, cfy_call_options_set(options, "timeout", TIMEOUTS[i], CFY_NUL_TERMINATED));
  }
  for (size_t i = 0; i < sizeof DOCUMENTS / sizeof DOCUMENTS[0]; i++) {
    answer = STALE;
    REFUSED(CFY_ERROR_VALIDATION,
            cfy_client_call_json(client, "devices.list", DOCUMENTS[i], CFY_NUL_TERMINATED, NULL, &answer));
    CHECK(answer == NULL);
    REFUSED(CFY_ERROR_VALIDATION,
            cfy_pages_new_json(client, "devices.list", DOCUMENTS[i], CFY_NUL_TERMINATED, NULL, &pages));
    CHECK(pages == NULL);
  }
  REFUSED(CFY_ERROR_VALIDATION, cfy_client_call_json(client, "devices.list", TEXT("{}\0"), NULL, &answer));
  REFUSED(CFY_ERROR_VALIDATION, cfy_client_call_json(client, "devices.get", TEXT("{\"id\":\"\xFF\"}"), NULL, &answer));

  REFUSED(CFY_ERROR_VALIDATION, cfy_params_set_double(params, "x", strtod("nan", NULL)));
  REFUSED(CFY_ERROR_VALIDATION, cfy_params_set_double(params, "x", strtod("inf", NULL)));
  OK(cfy_params_set_int(params, "limit", INT64_MAX));
  REFUSED(CFY_ERROR_VALIDATION, cfy_params_append_string(params, "limit", TEXT("x"))); /* no list */
  REFUSED(CFY_ERROR_VALIDATION, cfy_client_call(client, "devices.list", params, NULL, &answer));
  OK(cfy_params_set_string(params, "limit", TEXT("10")));
  REFUSED(CFY_ERROR_VALIDATION, cfy_client_call(client, "devices.list", params, NULL, &answer)); /* no number */

  cfy_client_free(client);
  cfy_params_free(params);
  cfy_call_options_free(options);
}

static int destroyed = 0;
static int never(void* payload) { return (void)payload, 0; }
static void count_destroyed(void* payload) { ++*(int*)payload; }

static void a_table_of_another_size_is_refused(void) {
  static const uint32_t SIZES[] = {0, 4, sizeof(cfy_cancel_poll) - 1, sizeof(cfy_cancel_poll) + 1, UINT32_MAX};
  cfy_cancel* cancel = NULL;
  OK(cfy_cancel_new(&cancel));
  for (size_t i = 0; i < sizeof SIZES / sizeof SIZES[0]; i++) {
    const cfy_cancel_poll poll = {SIZES[i], never, count_destroyed, &destroyed};
    REFUSED(CFY_ERROR_VALIDATION, cfy_cancel_set_poll(cancel, &poll));
  }
  cfy_cancel_free(cancel);
}

static void a_payload_is_destroyed_once(void) {
  const cfy_cancel_poll poll = {sizeof poll, never, count_destroyed, &destroyed};
  cfy_cancel* cancel = NULL;
  OK(cfy_cancel_new(&cancel));

  destroyed = 0;
  NULL_IS_REFUSED(cfy_cancel_set_poll(NULL, &poll));
  CHECK(destroyed == 1); /* taken, also on error */
  OK(cfy_cancel_set_poll(cancel, &poll));
  CHECK(destroyed == 1);
  OK(cfy_cancel_set_poll(cancel, &poll)); /* replaces the one before */
  CHECK(destroyed == 2);
  cfy_cancel_free(cancel);
  CHECK(destroyed == 3);

  const cfy_cancel_poll undestroyed = {sizeof undestroyed, never, NULL, NULL};
  OK(cfy_cancel_new(&cancel));
  OK(cfy_cancel_set_poll(cancel, &undestroyed));
  cfy_cancel_free(cancel);
}

static void versions_fit(void) {
  CHECK(cfy_abi_version() >> 16 == CFY_ABI_VERSION >> 16);
  CHECK(cfy_abi_version() >= CFY_ABI_VERSION);
  CHECK(strlen(cfy_version()) >= sizeof "1.0.0" - 1);
}

int main(void) {
  forget_environment();
  versions_fit();
  null_error_is_no_error();
  null_handles_have_nothing();
  null_may_be_freed();
  null_is_refused_by_makers();
  null_is_refused_by_config();
  null_is_refused_by_secrets();
  null_is_refused_by_params();
  null_is_refused_by_text();
  null_is_refused_by_cancel_and_options();
  null_is_refused_by_answers_and_queues();
  null_is_refused_by_clients();
  misuse_is_refused_by_privilege();
  bad_text_is_never_cut();
  unknown_names_are_told_the_nearest();
  bad_values_are_refused();
  a_table_of_another_size_is_refused();
  a_payload_is_destroyed_once();
  return report("abuse_test");
}
