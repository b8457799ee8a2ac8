/* A first look at Connectify: seven steps against the sandbox.
 *
 *   connectify sandbox &          starts the platform on this machine
 *   ./quickstart_c                asks it for its status, lists, registers and updates devices, and gets refused
 *   ./quickstart_c --steps        the same, one line of JSON a step
 *
 * Ends with status 1 if a step did not go as expected. */
#define _POSIX_C_SOURCE 199309L /* clock_gettime */

#include <connectify/connectify.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

/* The seed data of a fresh sandbox. */
enum { SEED_DEVICES = 52, PAGE_SIZE = 20, SEED_PAGES = 3 };

/* A name as nobody should register it: markup, a right-to-left override (U+202E), and a line break. */
static const char BAD_NAME[] = "Kitchen <script>lamp\xE2\x80\xAE\r\n2";

/* A key that is well formed, but that no sandbox ever gave out. Real keys never stand in source code: the sandbox's own
 * is found by the library, and yours belongs into CONNECTIFY_API_KEY. */
static const char UNKNOWN_KEY[] = "cfy_ak_test_0000000000000000000000000000000025rrqD";

/* What the steps share. */
typedef struct {
  cfy_client* client;
  char device_id[65];
} Session;

/* One line about how a step went. */
typedef struct {
  char text[512];
} Detail;

/* A step answers 1 if it went as expected. */
typedef int StepFunction(Session* session, Detail* detail);

/* ---- Errors --------------------------------------------------------------------------------------------------- */

/* The step failed: tells why, and frees the error. */
static int failed(Detail* detail, cfy_error* error) {
  snprintf(detail->text, sizeof detail->text, "%s: %s", cfy_error_name(error), cfy_error_message(error));
  cfy_error_free(error);
  return 0;
}

/* The step is about being refused: the error has to be there, and of this kind. Frees it. */
static int expect_error(Detail* detail, cfy_error* error, cfy_error_code code) {
  const int expected = cfy_error_get_code(error) == code;
  if (error == NULL) {
    snprintf(detail->text, sizeof detail->text, "was accepted, but had to be refused");
  } else {
    snprintf(detail->text, sizeof detail->text, "%s: %s", cfy_error_name(error), cfy_error_message(error));
  }
  cfy_error_free(error);
  return expected;
}

/* ---- Clients -------------------------------------------------------------------------------------------------- */

/* A client of the running sandbox. If `name` is not NULL, that setting is set as well. */
static cfy_error* connect_sandbox(const char* name, const char* value, cfy_client** client) {
  cfy_config* config = NULL;
  cfy_error* error = cfy_config_new(&config);
  if (error == NULL) error = cfy_config_set(config, "environment", "sandbox", CFY_NUL_TERMINATED);
  if (error == NULL && name != NULL) error = cfy_config_set(config, name, value, CFY_NUL_TERMINATED);
  if (error == NULL) error = cfy_client_new(config, client);
  cfy_config_free(config);
  return error;
}

/* Asks for the status with a client that differs from the usual one in one setting. */
static cfy_error* status_with(const char* name, const char* value) {
  cfy_client* client = NULL;
  cfy_answer* answer = NULL;
  cfy_error* error = connect_sandbox(name, value, &client);
  if (error == NULL) error = cfy_client_call(client, "status.get", NULL, NULL, &answer);
  cfy_answer_free(answer);
  cfy_client_free(client);
  return error;
}

/* ---- The steps ------------------------------------------------------------------------------------------------ */

static int ask_status(Session* session, Detail* detail) {
  cfy_answer* answer = NULL;
  const char* status = NULL;
  const char* environment = NULL;
  size_t size = 0;

  cfy_error* error = cfy_client_call(session->client, "status.get", NULL, NULL, &answer);
  if (error == NULL) error = cfy_answer_get_string(answer, "/status", &status, &size);
  if (error == NULL) error = cfy_answer_get_string(answer, "/environment", &environment, &size);
  if (error != NULL) {
    cfy_answer_free(answer);
    return failed(detail, error);
  }

  snprintf(detail->text, sizeof detail->text, "%s (%s)", status, environment);
  const int expected = strcmp(status, "connected") == 0;
  cfy_answer_free(answer);
  return expected;
}

static int list_devices(Session* session, Detail* detail) {
  cfy_params* params = NULL;
  cfy_pages* pages = NULL;
  size_t devices = 0;
  int page_count = 0;

  cfy_error* error = cfy_params_new(&params);
  if (error == NULL) error = cfy_params_set_int(params, "limit", PAGE_SIZE);
  if (error == NULL) error = cfy_pages_new(session->client, "devices.list", params, NULL, &pages);
  while (error == NULL) {
    cfy_answer* page = NULL;
    size_t count = 0;
    error = cfy_pages_next(pages, &page);
    if (error == NULL && page == NULL) break; /* after the last page */
    if (error == NULL) error = cfy_answer_count(page, "/devices", &count);
    cfy_answer_free(page);
    devices += count;
    page_count++;
  }
  cfy_pages_free(pages);
  cfy_params_free(params);
  if (error != NULL) return failed(detail, error);

  snprintf(detail->text, sizeof detail->text, "%zu devices over %d pages of %d (a fresh sandbox has %d over %d)",
           devices, page_count, PAGE_SIZE, SEED_DEVICES, SEED_PAGES);
  return devices == SEED_DEVICES && page_count == SEED_PAGES;
}

/* Registers a lamp under this name; keeps the id that the platform gave it. */
static cfy_error* register_lamp(Session* session, const char* name, size_t size) {
  cfy_params* params = NULL;
  cfy_answer* answer = NULL;
  const char* id = NULL;
  size_t id_size = 0;

  cfy_error* error = cfy_params_new(&params);
  if (error == NULL) error = cfy_params_set_string(params, "name", name, size);
  if (error == NULL) error = cfy_params_set_string(params, "type", "lamp", CFY_NUL_TERMINATED);
  if (error == NULL) error = cfy_params_append_string(params, "capabilities", "brightness", CFY_NUL_TERMINATED);
  if (error == NULL) error = cfy_client_call(session->client, "devices.register", params, NULL, &answer);
  if (error == NULL) error = cfy_answer_get_string(answer, "/id", &id, &id_size);
  if (error == NULL) snprintf(session->device_id, sizeof session->device_id, "%s", id);
  cfy_answer_free(answer);
  cfy_params_free(params);
  return error;
}

/* The library refuses a name that could do harm where it is shown, before anything is sent. */
static int refuse_bad_name(Session* session, Detail* detail) {
  cfy_error* error = register_lamp(session, BAD_NAME, sizeof BAD_NAME - 1);
  const int names_rule = error != NULL && cfy_error_rule(error)[0] != '\0';
  return expect_error(detail, error, CFY_ERROR_VALIDATION) && names_rule;
}

/* cfy_text_clean() gives no text for a name that is fine as it is; this one never is. */
static int register_cleaned(Session* session, Detail* detail) {
  cfy_buffer* cleaned = NULL;
  cfy_error* error = cfy_text_clean("device_name", BAD_NAME, sizeof BAD_NAME - 1, &cleaned, NULL);
  if (error == NULL) error = register_lamp(session, cfy_buffer_data(cleaned), cfy_buffer_size(cleaned));
  if (error == NULL) {
    snprintf(detail->text, sizeof detail->text, "%s is \"%s\"", session->device_id, cfy_buffer_data(cleaned));
  }
  cfy_buffer_free(cleaned);
  return error == NULL ? 1 : failed(detail, error);
}

/* Renames the device, and deletes it, so that the sandbox is as it was. */
static int update_device(Session* session, Detail* detail) {
  static const char NEW_NAME[] = "Kitchen lamp";
  cfy_params* device = NULL;
  cfy_params* changes = NULL;
  cfy_answer* updated = NULL;
  cfy_answer* deleted = NULL;
  const char* name = NULL;
  size_t size = 0;

  cfy_error* error = cfy_params_new(&device);
  if (error == NULL) error = cfy_params_set_string(device, "id", session->device_id, CFY_NUL_TERMINATED);
  if (error == NULL) error = cfy_params_new(&changes);
  if (error == NULL) error = cfy_params_set_string(changes, "id", session->device_id, CFY_NUL_TERMINATED);
  if (error == NULL) error = cfy_params_set_string(changes, "name", NEW_NAME, CFY_NUL_TERMINATED);
  if (error == NULL) error = cfy_client_call(session->client, "devices.update", changes, NULL, &updated);
  if (error == NULL) error = cfy_answer_get_string(updated, "/name", &name, &size);
  if (error == NULL) error = cfy_client_call(session->client, "devices.delete", device, NULL, &deleted);

  int expected = 0;
  if (error == NULL) {
    snprintf(detail->text, sizeof detail->text, "is now \"%s\"; deleted again", name);
    expected = strcmp(name, NEW_NAME) == 0;
  }
  cfy_answer_free(deleted);
  cfy_answer_free(updated);
  cfy_params_free(changes);
  cfy_params_free(device);
  return error == NULL ? expected : failed(detail, error);
}

static int try_wrong_key(Session* session, Detail* detail) {
  (void)session;
  return expect_error(detail, status_with("api_key", UNKNOWN_KEY), CFY_ERROR_AUTHENTICATION);
}

/* A certificate bundle that does not hold the sandbox's authority: the system's. */
static const char* other_authorities(void) {
  static const char* const PLACES[] = {"/etc/ssl/certs/ca-certificates.crt", "/etc/pki/tls/certs/ca-bundle.crt",
                                       "/etc/ssl/cert.pem"};
  for (size_t i = 0; i < sizeof PLACES / sizeof PLACES[0]; i++) {
    FILE* file = fopen(PLACES[i], "r");
    if (file == NULL) continue;
    fclose(file);
    return PLACES[i];
  }
  return NULL;
}

/* A server that nobody vouches for gets no request, and no key. */
static int try_untrusted(Session* session, Detail* detail) {
  (void)session;
  const char* bundle = other_authorities();
  if (bundle == NULL) {
    snprintf(detail->text, sizeof detail->text, "found no certificate bundle of the system to try with");
    return 0;
  }
  return expect_error(detail, status_with("ca_file", bundle), CFY_ERROR_TLS);
}

static const struct {
  const char* name;
  StepFunction* run;
} STEPS[] = {
    {"status", ask_status},         {"list", list_devices},    {"refuse", refuse_bad_name},
    {"register", register_cleaned}, {"update", update_device}, {"wrong_key", try_wrong_key},
    {"untrusted", try_untrusted},
};

/* ---- Reports -------------------------------------------------------------------------------------------------- */

static double now_ms(void) {
  struct timespec now;
  clock_gettime(CLOCK_MONOTONIC, &now);
  return (double)now.tv_sec * 1e3 + (double)now.tv_nsec / 1e6;
}

/* Printable ASCII alone, so that nothing from a server can act on the terminal; quoted for JSON if asked. */
static void print_text(const char* text, int quoted) {
  for (; *text != '\0'; text++) {
    if (quoted && (*text == '"' || *text == '\\')) putchar('\\');
    putchar(*text >= ' ' && *text <= '~' ? *text : '?');
  }
}

static void report(const char* step, int ok, double ms, const Detail* detail, int as_json) {
  if (as_json) {
    printf("{\"step\":\"%s\",\"ok\":%s,\"ms\":%.2f,\"detail\":\"", step, ok ? "true" : "false", ms);
    print_text(detail->text, 1);
    printf("\"}\n");
  } else {
    printf("%-6s %-10s %8.2f ms  ", ok ? "ok" : "FAILED", step, ms);
    print_text(detail->text, 0);
    printf("\n");
  }
  fflush(stdout);
}

int main(int argc, char** argv) {
  const int as_json = argc == 2 && strcmp(argv[1], "--steps") == 0;
  if (argc > 1 && !as_json) {
    fprintf(stderr, "usage: quickstart_c [--steps]\n");
    return 2;
  }

  Session session = {NULL, ""};
  cfy_error* error = connect_sandbox(NULL, NULL, &session.client);
  if (error != NULL) {
    fprintf(stderr, "quickstart: %s\n", cfy_error_message(error));
    cfy_error_free(error);
    return EXIT_FAILURE;
  }

  int all_ok = 1;
  for (size_t i = 0; i < sizeof STEPS / sizeof STEPS[0]; i++) {
    Detail detail = {""};
    const double started = now_ms();
    const int ok = STEPS[i].run(&session, &detail);
    report(STEPS[i].name, ok, now_ms() - started, &detail, as_json);
    all_ok = all_ok && ok;
  }
  cfy_client_free(session.client);
  return all_ok ? EXIT_SUCCESS : EXIT_FAILURE;
}
