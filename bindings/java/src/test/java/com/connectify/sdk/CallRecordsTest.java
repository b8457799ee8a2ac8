package com.connectify.sdk;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.logging.Handler;
import java.util.logging.Level;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;

/** What System.Logger is told of calls. */
@ExtendWith(SharedSandbox.class)
@Timeout(60)
class CallRecordsTest {
  private static final Logger LOGGER = Logger.getLogger("com.connectify.sdk");

  private final List<LogRecord> written = new CopyOnWriteArrayList<>();
  private final Handler handler =
      new Handler() {
        @Override
        public void publish(LogRecord record) {
          written.add(record);
        }

        @Override
        public void flush() {}

        @Override
        public void close() {}
      };
  private Sandbox sandbox;

  @BeforeEach
  void listen(Sandbox shared) {
    sandbox = shared;
    LOGGER.addHandler(handler);
    LOGGER.setUseParentHandlers(false);
    LOGGER.setLevel(Level.ALL);
  }

  @AfterEach
  void leave() {
    LOGGER.removeHandler(handler);
    LOGGER.setUseParentHandlers(true);
    LOGGER.setLevel(null);
  }

  private List<String> lines() {
    return written.stream().map(LogRecord::getMessage).toList();
  }

  private static String line(String operation, int status, String error) {
    return "operation=" + Pattern.quote(operation) + " status=" + status + " ms=\\d+ request_id=\\S+ retries=0" + error;
  }

  @Test
  void eachCallIsALineOnItsThread() {
    List<String> expected = new ArrayList<>();
    try (ConnectifySDK sdk = sandbox.settings().setLogLevel("INFO").build()) {
      sdk.devices().get("dev_0001");
      expected.add(line("devices.get", 200, ""));
      assertThrows(NotFoundException.class, () -> sdk.devices().get("dev_9999"));
      expected.add(line("devices.get", 404, " error=not_found"));
      assertEquals(52, sdk.devices().list(new ListDevicesParams().limit(40)).stream().count());
      expected.add(line("devices.list", 200, ""));
      expected.add(line("devices.list", 200, ""));
      assertTrue(
          written.stream().allMatch(each -> each.getLongThreadID() == Thread.currentThread().getId()));
      sdk.status().pingAsync().join();
      expected.add(line("status.ping", 200, ""));
    }
    assertEquals(expected.size(), written.size(), () -> lines().toString());
    for (int i = 0; i < expected.size(); i++) {
      String line = lines().get(i);
      assertTrue(line.matches(expected.get(i)), line);
      assertEquals(Level.INFO, written.get(i).getLevel());
    }
  }

  @Test
  void aCallThatIsCancelledAndOneThatIsRefusedHereAreTold() {
    try (ConnectifySDK sdk = sandbox.settings().setLogLevel("INFO").build()) {
      Thread.currentThread().interrupt();
      assertThrows(java.util.concurrent.CancellationException.class, () -> sdk.status().ping());
      assertTrue(Thread.interrupted());
      assertThrows(ValidationException.class, () -> sdk.devices().get("<b>"));
    }
    assertTrue(lines().get(0).endsWith(" error=cancelled"), lines().get(0));
    assertTrue(lines().get(1).endsWith(" retries=0 error=validation"), lines().get(1));
  }

  @Test
  void debugShowsTextsWithoutSecrets() {
    String secret = sandbox.key("reader");
    try (ConnectifySDK sdk = sandbox.settings().setDebug(true).build()) {
      sdk.devices().get("dev_0001");
      assertThrows(ConnectifyException.class, () -> sdk.devices().register(new DeviceRegistration(secret, "<light>")));
    }
    assertTrue(lines().contains("operation=devices.get arguments={\"id\":\"dev_0001\"}"), lines().toString());
    String all = String.join("\n", lines());
    assertTrue(all.contains("\noperation=devices.get answer={"), all);
    assertTrue(all.contains("[REDACTED:"), all);
    assertFalse(all.contains(secret));
  }

  @Test
  void nothingIsToldUnlessItIsWanted() {
    for (String level : List.of("WARNING", "ERROR")) {
      try (ConnectifySDK sdk = sandbox.settings().setLogLevel(level).build()) {
        sdk.status().ping();
        assertThrows(NotFoundException.class, () -> sdk.devices().get("dev_9999"));
      }
    }
    assertEquals(List.of(), lines());
  }
}
