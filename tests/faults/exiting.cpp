// A process that ends in the middle of its work; exit_test.cpp runs it many times. Its one argument says how:
//   in_flight      threads inside blocking calls and submitted calls under way when main() returns
//   after_fork     the same in a child of a process that has used its client, and then in that process
//   openssl_first  the same in a process that set OpenSSL up before the library, so that OpenSSL cleans up at exit
#include <sys/wait.h>
#include <unistd.h>

#include <cstdlib>
#include <cstring>
#include <thread>

#include <openssl/ssl.h>
#include <connectify/connectify.hpp>

namespace {

constexpr int kThreads = 4;
constexpr int kSubmitted = 16;

// Never freed: they are in use when the process ends.
connectify::Client& client() {
  static auto* const made = new connectify::Client;
  return *made;
}

void begin_endless_work() {
  for (int i = 0; i < kThreads; ++i) {
    std::thread([] {
      try {
        for (;;) client().call("status.get");
      } catch (const connectify::CancelledError&) {  // the process is ending
      }
    }).detach();
  }
  auto* const queue = new connectify::Queue;
  std::thread([queue] {
    try {
      for (int i = 0; i < kSubmitted; ++i) client().submit("status.get", {}, *queue);
      while (queue->next(std::chrono::milliseconds(-1))) client().submit("status.get", {}, *queue);
    } catch (const connectify::CancelledError&) {
    }
  }).detach();
  std::this_thread::sleep_for(std::chrono::milliseconds(20 + std::rand() % 20));
}

int work_and_fork() {
  client().call("status.get");
  begin_endless_work();
  const pid_t child = fork();
  if (child == 0) {
    client().call("status.get");
    begin_endless_work();
    return 0;  // by exit(), with handlers and all
  }
  int status = 0;
  waitpid(child, &status, 0);
  return WIFEXITED(status) ? WEXITSTATUS(status) : 1;
}

}  // namespace

int main(int argc, char** argv) {
  const char* const mode = argc == 2 ? argv[1] : "";
  std::srand(static_cast<unsigned>(getpid()));
  alarm(30);  // a hang is a crash to whoever waits
  if (std::strcmp(mode, "after_fork") == 0) return work_and_fork();
  if (std::strcmp(mode, "openssl_first") == 0) {
    OPENSSL_init_ssl(0, nullptr);
    SSL_CTX_free(SSL_CTX_new(TLS_client_method()));
  } else if (std::strcmp(mode, "in_flight") != 0) {
    return 2;
  }
  begin_endless_work();
  return 0;
}
