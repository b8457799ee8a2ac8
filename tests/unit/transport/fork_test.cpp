// After fork() the child gives the parent's engine up, and the parent does not notice.
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

#include "base/process.hpp"
#include "engine_fixture.hpp"

namespace cfy::transport {
namespace {

using test::always;
using test::http_answer;
using test::TlsServer;

using ForkTest = EngineTest;

// Runs in a child; its exit status says how it went.
template <class Body>
int in_child(Body body) {
  const pid_t child = fork();
  if (child == 0) _exit(body() ? 0 : 1);
  int status = 0;
  waitpid(child, &status, 0);
  return WIFEXITED(status) ? WEXITSTATUS(status) : -1;
}

TEST_F(ForkTest, GrowsTheGenerationInTheChildAlone) {
  const auto before = fork_generation();
  EXPECT_EQ(in_child([&] { return fork_generation() == before + 1; }), 0);
  EXPECT_EQ(fork_generation(), before);
}

TEST_F(ForkTest, LeavesTheParentsConnectionAlone) {
  TlsServer server(identity, always(http_answer(200, "{}")));
  const auto engine = make_engine();
  ASSERT_TRUE(engine->perform(get(server.url("/")), nullptr));
  // The child has the socket closed and exits; a TLS shutdown by it would end the parent's session.
  EXPECT_EQ(in_child([] { return true; }), 0);
  ASSERT_TRUE(engine->perform(get(server.url("/")), nullptr));
  EXPECT_EQ(server.handshakes(), 1);
}

TEST_F(ForkTest, ClosesTheParentsSocketsInTheChild) {
  TlsServer server(identity, always(http_answer(200, "{}")));
  const auto engine = make_engine();
  ASSERT_TRUE(engine->perform(get(server.url("/")), nullptr));
  const auto sockets = [] {
    int count = 0;
    for (int descriptor = 0; descriptor < 256; ++descriptor) {
      sockaddr_storage peer{};
      socklen_t size = sizeof(peer);
      const bool connected = getpeername(descriptor, reinterpret_cast<sockaddr*>(&peer), &size) == 0;
      count += connected && peer.ss_family == AF_INET ? 1 : 0;
    }
    return count;
  };
  // The server's end is in this process too, and is not the engine's to close.
  const int before = sockets();
  EXPECT_EQ(in_child([&] { return sockets() == before - 1; }), 0);
}

TEST_F(ForkTest, LetsTheChildMakeAnEngineOfItsOwn) {
  TlsServer server(identity, always(http_answer(200, "{}")));
  const auto engine = make_engine();
  ASSERT_TRUE(submit(*engine, get(server.url("/"))).get());
  EXPECT_EQ(in_child([&] {
              const auto own = make_engine();
              return own->perform(get(server.url("/")), nullptr).ok() && submit(*own, get(server.url("/"))).get().ok();
            }),
            0);
}

}  // namespace
}  // namespace cfy::transport
