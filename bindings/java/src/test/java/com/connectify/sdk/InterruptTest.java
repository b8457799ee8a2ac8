package com.connectify.sdk;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.net.ServerSocket;
import java.time.Duration;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;

/** A waiting call ends when its thread is interrupted. */
@ExtendWith(SharedSandbox.class)
@Timeout(30)
class InterruptTest {
  private record Ended(Throwable failure, boolean stillInterrupted) {}

  private static Ended interrupting(Sandbox sandbox, Consumer<ConnectifySDK> call) throws Exception {
    try (ServerSocket server = Servers.silent();
        ConnectifySDK sdk = sandbox.settings().setBaseUrl(Servers.url(server)).build()) {
      CompletableFuture<Ended> ended = new CompletableFuture<>();
      Thread thread =
          new Thread(
              () -> {
                Throwable failure = assertThrows(Throwable.class, () -> call.accept(sdk));
                ended.complete(new Ended(failure, Thread.currentThread().isInterrupted()));
              });
      thread.start();
      Thread.sleep(200);
      assertFalse(ended.isDone());
      thread.interrupt();
      return ended.get(2, TimeUnit.SECONDS);
    }
  }

  @Test
  void aCallEnds(Sandbox sandbox) throws Exception {
    Ended ended = interrupting(sandbox, sdk -> sdk.status().ping());
    assertEquals(CancellationException.class, ended.failure().getClass());
    assertTrue(ended.stillInterrupted());
  }

  @Test
  void aCallWithOptionsEnds(Sandbox sandbox) throws Exception {
    Ended ended =
        interrupting(sandbox, sdk -> sdk.status().ping(CallOptions.withTimeout(Duration.ofSeconds(20))));
    assertEquals(CancellationException.class, ended.failure().getClass());
  }

  @Test
  void aListEnds(Sandbox sandbox) throws Exception {
    Ended ended = interrupting(sandbox, sdk -> sdk.devices().list().iterator().next());
    assertEquals(CancellationException.class, ended.failure().getClass());
    assertTrue(ended.stillInterrupted());
  }

  @Test
  void otherThreadsGoOn(Sandbox sandbox) {
    try (ConnectifySDK sdk = sandbox.settings().build()) {
      Thread.currentThread().interrupt();
      CompletableFuture<Boolean> other = CompletableFuture.supplyAsync(() -> sdk.status().ping().pong());
      assertTrue(Thread.interrupted());
      assertTrue(other.join());
      assertTrue(sdk.status().ping().pong());
    }
  }
}
