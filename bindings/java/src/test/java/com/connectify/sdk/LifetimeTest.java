package com.connectify.sdk;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.connectify.sdk.programs.EveryTransition;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;

/** Clients come and go: closed while in use, closed and never closed, a thousand times. */
@ExtendWith(SharedSandbox.class)
@Timeout(120)
class LifetimeTest {
  private static final int THREADS = 8;
  private static final int CYCLES = 1000;

  @Test
  void closingWhileEightThreadsCallIsNoCrash(Sandbox sandbox) throws Exception {
    ExecutorService pool = Executors.newFixedThreadPool(THREADS);
    try {
      int ended = 0;
      for (int round = 0; round < 20; round++) {
        ConnectifySDK sdk = sandbox.settings().build();
        List<Future<Integer>> callers = new ArrayList<>();
        for (int i = 0; i < THREADS; i++) {
          boolean waits = i % 2 == 0;
          callers.add(pool.submit(() -> callUntilClosed(sdk, waits)));
        }
        Thread.sleep(5 + round);
        sdk.close();
        for (Future<Integer> caller : callers) {
          ended += caller.get();
        }
      }
      assertEquals(20 * THREADS, ended);
    } finally {
      pool.shutdown();
    }
  }

  /** Answers 1 when the client's end has ended it. */
  private static int callUntilClosed(ConnectifySDK sdk, boolean waits) {
    try {
      while (true) {
        if (waits) {
          sdk.devices().get("dev_0001");
          sdk.devices().list().iterator().next();
        } else {
          List<CompletableFuture<Pong>> calls = new ArrayList<>();
          for (int i = 0; i < 5; i++) {
            calls.add(sdk.status().pingAsync());
          }
          calls.forEach(CompletableFuture::join);
        }
      }
    } catch (IllegalStateException closed) { // or a CancellationException, which is one
      return 1;
    }
  }

  @Test
  void theJvmsChecksOfNativeCodeFindNothing(Sandbox sandbox) throws Exception {
    Child.Result done = new Child(sandbox.environment()).option("-Xcheck:jni").run(EveryTransition.class);
    assertEquals(new Child.Result(0, "52 not_found\n", ""), done);
  }

  @Test
  void clientsLeaveNothingBehind(Sandbox sandbox) throws Exception {
    cycles(sandbox, 100);
    Usage before = settled();
    cycles(sandbox, CYCLES);
    Usage after = settled();
    System.out.println(CYCLES + " cycles: " + before + " -> " + after);
    assertTrue(after.descriptors() <= before.descriptors() + 2, before + " -> " + after);
    assertTrue(after.threads() <= before.threads() + 2, before + " -> " + after);
    assertTrue(after.residentKilobytes() <= before.residentKilobytes() + 40_000, before + " -> " + after);
  }

  private static void cycles(Sandbox sandbox, int count) {
    for (int i = 0; i < count; i++) {
      ConnectifySDK sdk = sandbox.settings().build();
      if (i % 10 == 0) {
        sdk.status().ping();
        sdk.status().pingAsync().join();
      }
      if (i % 20 != 0) {
        sdk.close(); // the others are the Cleaner's
      }
      new Secret("test").toString();
      if (i % 100 == 0) {
        System.gc();
      }
    }
  }

  private record Usage(long descriptors, long threads, long residentKilobytes) {
    static Usage now() throws IOException {
      String status = Files.readString(Path.of("/proc/self/status"));
      String resident = status.replaceAll("(?s).*VmRSS:\\s*(\\d+) kB.*", "$1");
      return new Usage(count("/proc/self/fd"), count("/proc/self/task"), Long.parseLong(resident));
    }

    private static long count(String folder) throws IOException {
      try (Stream<Path> entries = Files.list(Path.of(folder))) {
        return entries.count();
      }
    }
  }

  /** After everything that nobody reaches has gone: the least of some seconds. */
  private static Usage settled() throws Exception {
    Usage least = Usage.now();
    for (int i = 0; i < 20; i++) {
      System.gc();
      Thread.sleep(100);
      Usage now = Usage.now();
      least =
          new Usage(
              Math.min(least.descriptors(), now.descriptors()),
              Math.min(least.threads(), now.threads()),
              Math.min(least.residentKilobytes(), now.residentKilobytes()));
    }
    return least;
  }
}
