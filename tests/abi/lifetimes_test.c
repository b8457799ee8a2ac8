/* Handles used in any order: closed, freed before their children, taken twice, waited for by another thread. */
#define _POSIX_C_SOURCE 200809L

#include <arpa/inet.h>
#include <netinet/in.h>
#include <poll.h>
#include <pthread.h>
#include <sys/socket.h>
#include <unistd.h>

#include "check.h"

/* Longer than anything here takes: reached only by a defect. */
enum { LIMIT_MS = 10000 };

/* A server that takes connections and never says a word, so that calls stay in flight. */
static unsigned silent_port = 0;

static void start_silent_server(void) {
  struct sockaddr_in address = {0};
  socklen_t size = sizeof address;
  const int listener = socket(AF_INET, SOCK_STREAM, 0);
  address.sin_family = AF_INET;
  address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  if (listener < 0 || bind(listener, (struct sockaddr*)&address, size) != 0 || listen(listener, 64) != 0 ||
      getsockname(listener, (struct sockaddr*)&address, &size) != 0) {
    perror("lifetimes_test: no silent server");
    exit(EXIT_FAILURE);
  }
  silent_port = ntohs(address.sin_port);
}

static int64_t submit_ping(cfy_client* client, cfy_queue* queue) {
  int64_t id = 0;
  OK(cfy_client_submit(client, "status.ping", NULL, NULL, queue, &id));
  CHECK(id > 0);
  return id;
}

/* The next completion has this id and was cancelled; there it is taken and freed. */
static void expect_cancelled(cfy_queue* queue, int64_t id) {
  cfy_completion* completion = NULL;
  cfy_answer* answer = NULL;
  OK(cfy_queue_next(queue, LIMIT_MS, &completion));
  CHECK(completion != NULL);
  CHECK(cfy_completion_id(completion) == id);
  REFUSED(CFY_ERROR_CANCELLED, cfy_completion_take(completion, &answer));
  CHECK(answer == NULL);
  cfy_completion_free(completion);
}

static void expect_empty(cfy_queue* queue) {
  cfy_completion* completion = NULL;
  OK(cfy_queue_next(queue, 0, &completion));
  CHECK(completion == NULL);
}

static void a_closed_client_answers_cancelled(void) {
  cfy_client* client = make_client(silent_port);
  cfy_queue* queue = NULL;
  cfy_pages* pages = NULL;
  cfy_answer* answer = NULL;
  int64_t id = 7;
  OK(cfy_queue_new(&queue));
  OK(cfy_pages_new(client, "devices.list", NULL, NULL, &pages));
  cfy_client_close(client);
  cfy_client_close(client);

  REFUSED(CFY_ERROR_CANCELLED, cfy_client_call(client, "status.ping", NULL, NULL, &answer));
  REFUSED(CFY_ERROR_CANCELLED, cfy_client_call_json(client, "status.ping", NULL, 0, NULL, &answer));
  REFUSED(CFY_ERROR_CANCELLED, cfy_client_submit(client, "status.ping", NULL, NULL, queue, &id));
  CHECK(id == 0);
  REFUSED(CFY_ERROR_CANCELLED, cfy_pages_next(pages, &answer));
  REFUSED(CFY_ERROR_CANCELLED, cfy_pages_submit(pages, queue, &id));
  CHECK(id == 0);
  OK(cfy_client_cancel(client, 1));
  expect_empty(queue);

  cfy_pages_free(pages);
  cfy_queue_free(queue);
  cfy_client_free(client);
}

static void closing_completes_each_call_once(void) {
  cfy_client* client = make_client(silent_port);
  cfy_queue* queue = NULL;
  int64_t ids[8];
  int seen[8] = {0};
  OK(cfy_queue_new(&queue));
  for (size_t i = 0; i < 8; i++) ids[i] = submit_ping(client, queue);
  cfy_client_free(client);

  for (size_t i = 0; i < 8; i++) {
    cfy_completion* completion = NULL;
    cfy_answer* answer = NULL;
    OK(cfy_queue_next(queue, LIMIT_MS, &completion));
    for (size_t k = 0; k < 8; k++) seen[k] += cfy_completion_id(completion) == ids[k];
    REFUSED(CFY_ERROR_CANCELLED, cfy_completion_take(completion, &answer));
    cfy_completion_free(completion);
  }
  for (size_t i = 0; i < 8; i++) CHECK(seen[i] == 1);
  expect_empty(queue);
  cfy_queue_free(queue);
}

static void a_cancelled_call_completes_once(void) {
  cfy_client* client = make_client(silent_port);
  cfy_queue* queue = NULL;
  OK(cfy_queue_new(&queue));
  const int64_t id = submit_ping(client, queue);
  OK(cfy_client_cancel(client, id));
  OK(cfy_client_cancel(client, id));
  expect_cancelled(queue, id);
  OK(cfy_client_cancel(client, id));
  OK(cfy_client_cancel(client, INT64_MAX));
  OK(cfy_client_cancel(client, -1));
  expect_empty(queue);
  cfy_queue_free(queue);
  cfy_client_free(client);
}

static void a_switch_may_be_freed_before_its_call_ends(void) {
  cfy_client* client = make_client(silent_port);
  cfy_queue* queue = NULL;
  cfy_cancel* cancel = NULL;
  cfy_call_options* options = NULL;
  cfy_answer* answer = NULL;
  int64_t id = 0;
  OK(cfy_queue_new(&queue));
  OK(cfy_cancel_new(&cancel));
  OK(cfy_call_options_new(&options));
  OK(cfy_call_options_set_cancel(options, cancel));
  OK(cfy_client_submit(client, "status.ping", NULL, options, queue, &id));
  cfy_cancel_trigger(cancel);
  cfy_cancel_trigger(cancel);
  cfy_cancel_free(cancel);
  expect_cancelled(queue, id);

  /* The options still hold the switch, and it stays on. */
  REFUSED(CFY_ERROR_CANCELLED, cfy_client_call(client, "status.ping", NULL, options, &answer));
  cfy_call_options_free(options);
  cfy_queue_free(queue);
  cfy_client_free(client);
}

static int polls = 0;
static int third_time(void* payload) { return (void)payload, ++polls >= 3; }

static void a_blocking_call_asks_whether_to_go_on(void) {
  cfy_client* client = make_client(silent_port);
  cfy_cancel* cancel = NULL;
  cfy_call_options* options = NULL;
  cfy_answer* answer = NULL;
  const cfy_cancel_poll poll = {sizeof poll, third_time, NULL, NULL};
  OK(cfy_cancel_new(&cancel));
  OK(cfy_cancel_set_poll(cancel, &poll));
  OK(cfy_call_options_new(&options));
  OK(cfy_call_options_set_cancel(options, cancel));
  REFUSED(CFY_ERROR_CANCELLED, cfy_client_call(client, "status.ping", NULL, options, &answer));
  CHECK(polls == 3);
  cfy_call_options_free(options);
  cfy_cancel_free(cancel);
  cfy_client_free(client);
}

static void pages_outlive_their_client(void) {
  cfy_client* client = make_client(silent_port);
  cfy_queue* queue = NULL;
  cfy_pages* pages = NULL;
  cfy_answer* answer = NULL;
  int64_t id = 0;
  OK(cfy_queue_new(&queue));
  OK(cfy_pages_new(client, "devices.list", NULL, NULL, &pages));
  OK(cfy_pages_submit(pages, queue, &id));
  cfy_client_free(client);
  expect_cancelled(queue, id);
  CHECK(strcmp(cfy_pages_collection(pages), "devices") == 0);
  REFUSED(CFY_ERROR_CANCELLED, cfy_pages_next(pages, &answer));
  cfy_queue_free(queue);
  cfy_pages_free(pages);
}

static void one_page_at_a_time(void) {
  cfy_client* client = make_client(silent_port);
  cfy_queue* queue = NULL;
  cfy_pages* pages = NULL;
  cfy_answer* answer = NULL;
  int64_t first = 0;
  int64_t second = 7;
  OK(cfy_queue_new(&queue));
  OK(cfy_pages_new(client, "devices.list", NULL, NULL, &pages));
  OK(cfy_pages_submit(pages, queue, &first));
  REFUSED_BY(CFY_ERROR_VALIDATION, "in_flight", cfy_pages_submit(pages, queue, &second));
  CHECK(second == 0);
  REFUSED_BY(CFY_ERROR_VALIDATION, "in_flight", cfy_pages_next(pages, &answer));

  /* The walk may go before its page has come. */
  cfy_pages_free(pages);
  OK(cfy_client_cancel(client, first));
  expect_cancelled(queue, first);
  cfy_client_free(client);
  cfy_queue_free(queue);
}

static void a_queue_may_go_before_its_calls(void) {
  cfy_client* client = make_client(silent_port);
  cfy_queue* queue = NULL;
  OK(cfy_queue_new(&queue));
  for (int i = 0; i < 4; i++) submit_ping(client, queue);
  cfy_queue_free(queue);
  cfy_client_free(client);
}

static void a_result_is_taken_once(void) {
  cfy_client* client = make_client(silent_port);
  cfy_queue* queue = NULL;
  cfy_completion* completion = NULL;
  cfy_answer* answer = NULL;
  OK(cfy_queue_new(&queue));
  submit_ping(client, queue);
  cfy_client_free(client);
  OK(cfy_queue_next(queue, LIMIT_MS, &completion));
  cfy_queue_free(queue);
  REFUSED(CFY_ERROR_CANCELLED, cfy_completion_take(completion, &answer));
  REFUSED(CFY_ERROR_VALIDATION, cfy_completion_take(completion, &answer));
  cfy_completion_free(completion);

  /* And one that nobody takes goes with its completion. */
  client = make_client(silent_port);
  OK(cfy_queue_new(&queue));
  submit_ping(client, queue);
  cfy_client_free(client);
  OK(cfy_queue_next(queue, LIMIT_MS, &completion));
  cfy_completion_free(completion);
  cfy_queue_free(queue);
}

/* ---- Waiting in other threads ---------------------------------------------------------------------------------------
 */

typedef struct {
  cfy_queue* queue;
  cfy_error* error;
  int came_with_something;
} Waiter;

static void* wait_without_end(void* argument) {
  Waiter* waiter = argument;
  cfy_completion* completion = NULL;
  waiter->error = cfy_queue_next(waiter->queue, -1, &completion);
  waiter->came_with_something = completion != NULL;
  cfy_completion_free(completion);
  return NULL;
}

static void closing_wakes_all_who_wait(void (*end)(cfy_queue*)) {
  enum { WAITERS = 4 };
  Waiter waiters[WAITERS];
  pthread_t threads[WAITERS];
  const struct timespec time_to_settle = {0, 200 * 1000 * 1000};
  cfy_queue* queue = NULL;
  OK(cfy_queue_new(&queue));
  for (size_t i = 0; i < WAITERS; i++) {
    waiters[i] = (Waiter){queue, NULL, 0};
    CHECK(pthread_create(&threads[i], NULL, wait_without_end, &waiters[i]) == 0);
  }
  nanosleep(&time_to_settle, NULL);
  end(queue);
  for (size_t i = 0; i < WAITERS; i++) {
    pthread_join(threads[i], NULL);
    REFUSED_BY(CFY_ERROR_CANCELLED, "closed", waiters[i].error);
    CHECK(!waiters[i].came_with_something);
  }
  if (end == cfy_queue_close) cfy_queue_free(queue);
}

static int is_readable(int descriptor) {
  struct pollfd entry = {descriptor, POLLIN, 0};
  return poll(&entry, 1, 0) == 1 && (entry.revents & POLLIN) != 0;
}

static void the_descriptor_tells_when_to_look(void) {
  cfy_client* client = make_client(silent_port);
  cfy_queue* queue = NULL;
  OK(cfy_queue_new(&queue));
  CHECK(!is_readable(cfy_queue_descriptor(queue)));
  const int64_t id = submit_ping(client, queue);
  cfy_client_free(client);
  CHECK(is_readable(cfy_queue_descriptor(queue)));
  expect_cancelled(queue, id);
  expect_empty(queue);
  CHECK(!is_readable(cfy_queue_descriptor(queue)));
  cfy_queue_close(queue);
  CHECK(is_readable(cfy_queue_descriptor(queue)));
  cfy_queue_free(queue);
}

static void a_closed_queue_gives_what_it_has(void) {
  cfy_client* client = make_client(silent_port);
  cfy_queue* queue = NULL;
  cfy_completion* completion = NULL;
  OK(cfy_queue_new(&queue));
  const int64_t id = submit_ping(client, queue);
  cfy_client_free(client);
  cfy_queue_close(queue);
  cfy_queue_close(queue);
  expect_cancelled(queue, id);
  REFUSED_BY(CFY_ERROR_CANCELLED, "closed", cfy_queue_next(queue, -1, &completion));
  cfy_queue_free(queue);
}

/* ---- The end of the process -----------------------------------------------------------------------------------------
 */

/* Leaves nothing that could be called afterwards, so it comes last. */
static void after_shutdown_everything_is_cancelled(void) {
  cfy_client* client = make_client(silent_port);
  cfy_queue* queue = NULL;
  cfy_answer* answer = NULL;
  OK(cfy_queue_new(&queue));
  const int64_t id = submit_ping(client, queue);
  CHECK(cfy_shutdown(LIMIT_MS) == 1);
  CHECK(cfy_shutdown(-1) == 1);
  CHECK(cfy_shutdown(0) == 1);
  expect_cancelled(queue, id);
  REFUSED(CFY_ERROR_CANCELLED, cfy_client_call(client, "status.ping", NULL, NULL, &answer));
  cfy_client_free(client);
  cfy_queue_free(queue);
}

int main(void) {
  forget_environment();
  start_silent_server();
  a_closed_client_answers_cancelled();
  closing_completes_each_call_once();
  a_cancelled_call_completes_once();
  a_switch_may_be_freed_before_its_call_ends();
  a_blocking_call_asks_whether_to_go_on();
  pages_outlive_their_client();
  one_page_at_a_time();
  a_queue_may_go_before_its_calls();
  a_result_is_taken_once();
  closing_wakes_all_who_wait(cfy_queue_close);
  closing_wakes_all_who_wait(cfy_queue_free);
  the_descriptor_tells_when_to_look();
  a_closed_queue_gives_what_it_has();
  after_shutdown_everything_is_cancelled();
  return report("lifetimes_test");
}
