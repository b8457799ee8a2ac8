/* C: reads a number of calls from each line, makes them, and prints what one took:
 *   {"ns": elapsed, "cpu_ns": of this thread}
 * The other callers do the same in their languages; languages.py runs them in turns. With "ping" as its argument it
 * makes one ping instead.
 */
#define _POSIX_C_SOURCE 200809L

#include <connectify/connectify.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

static double nanoseconds(clockid_t clock) {
  struct timespec time;
  clock_gettime(clock, &time);
  return (double)time.tv_sec * 1e9 + (double)time.tv_nsec;
}

static void require(cfy_error* error) {
  if (error == NULL) return;
  fprintf(stderr, "%s\n", cfy_error_message(error));
  exit(1);
}

static void get(cfy_client* client) {
  static const char arguments[] = "{\"id\":\"dev_0001\"}";
  cfy_answer* answer = NULL;
  require(cfy_client_call_json(client, "devices.get", arguments, sizeof arguments - 1, NULL, &answer));
  cfy_answer_free(answer);
}

int main(int argc, char** argv) {
  cfy_config* config = NULL;
  cfy_client* client = NULL;
  require(cfy_config_new(&config));
  require(cfy_client_new(config, &client));
  if (argc > 1 && strcmp(argv[1], "ping") == 0) {
    cfy_answer* answer = NULL;
    require(cfy_client_call(client, "status.ping", NULL, NULL, &answer));
    cfy_answer_free(answer);
  } else {
    char line[32];
    while (fgets(line, sizeof line, stdin) != NULL) {
      const long calls = strtol(line, NULL, 10);
      const double began = nanoseconds(CLOCK_MONOTONIC);
      const double began_on_cpu = nanoseconds(CLOCK_THREAD_CPUTIME_ID);
      for (long i = 0; i < calls; ++i) get(client);
      const double cpu = nanoseconds(CLOCK_THREAD_CPUTIME_ID) - began_on_cpu;
      const double elapsed = nanoseconds(CLOCK_MONOTONIC) - began;
      printf("{\"ns\": %.0f, \"cpu_ns\": %.0f}\n", elapsed / (double)calls, cpu / (double)calls);
      fflush(stdout);
    }
  }
  cfy_client_free(client);
  cfy_config_free(config);
  return 0;
}
