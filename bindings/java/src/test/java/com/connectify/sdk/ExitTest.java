package com.connectify.sdk;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.fail;

import com.connectify.sdk.programs.ExitWhileCalling;
import java.net.ServerSocket;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * The JVM ends with work in flight, {@code CONNECTIFY_PROCESSES} (20) times in each way: no crash, no hang, no word.
 */
@ExtendWith(SharedSandbox.class)
class ExitTest {
  private static final int PROCESSES = Integer.parseInt(System.getenv().getOrDefault("CONNECTIFY_PROCESSES", "20"));

  @ParameterizedTest
  @CsvSource({
    "blocking, silent", "calling without end, sandbox", "submitted, silent", "submitting, silent", "closing, silent",
    "after calls, sandbox"
  })
  void endsWell(String way, String server, Sandbox sandbox) throws Exception {
    ExecutorService pool = Executors.newFixedThreadPool(2);
    try (ServerSocket silent = Servers.silent()) {
      Map<String, String> environment = sandbox.environment();
      if (server.equals("silent")) {
        environment.put("CONNECTIFY_BASE_URL", Servers.url(silent));
      }
      List<Future<Child.Result>> runs = new ArrayList<>();
      for (int i = 0; i < PROCESSES; i++) {
        // Every second by System.exit(), the others by the end of main().
        String[] arguments = i % 2 == 0 ? new String[] {way} : new String[] {way, "exit"};
        runs.add(pool.submit(() -> new Child(environment).run(ExitWhileCalling.class, arguments)));
      }
      int bad = 0;
      Child.Result last = null;
      for (Future<Child.Result> run : runs) {
        if (!run.get().equals(new Child.Result(0, "", ""))) {
          bad++;
          last = run.get();
        }
      }
      System.out.println("exit while " + way + ": " + PROCESSES + " processes, " + bad + " bad");
      if (bad > 0) {
        fail(bad + " of " + PROCESSES + ", the last: " + last);
      }
      assertEquals(PROCESSES, runs.size());
    } finally {
      pool.shutdown();
    }
  }
}
