package com.connectify.sdk;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.ObjectInputStream;
import java.io.ObjectOutputStream;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CancellationException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** The exception classes. */
@ExtendWith(SharedSandbox.class)
class ErrorsTest {
  private static final ErrorDetails DETAILS =
      new ErrorDetails("x", "Wrong; do it right.", "name", "empty", 422, "BAD", "req_1", true, Duration.ofSeconds(1), 2);

  @Test
  void everyErrorOfTheTableHasItsClass() throws Exception {
    List<?> rows = (List<?>) Tree.json(Tree.ROOT.resolve("core/spec/errors.json")).get("errors");
    assertFalse(rows.isEmpty());
    for (Object each : rows) {
      Map<?, ?> row = (Map<?, ?>) each;
      RuntimeException made = ErrorTable.exception(((Long) row.get("number")).intValue(), DETAILS);
      if (row.containsKey("standard_class")) {
        assertEquals(row.get("java"), made.getClass().getName());
      } else {
        assertEquals("com.connectify.sdk." + row.get("java"), made.getClass().getName());
        assertInstanceOf(ConnectifyException.class, made);
        Object own = made.getClass().getConstructor(String.class).newInstance("Wrong.");
        assertEquals(row.get("name"), ((ConnectifyException) own).getCode());
      }
      assertEquals("Wrong; do it right.", made.getMessage());
    }
  }

  @Test
  void anErrorOfALaterLibraryIsTheBaseClass() {
    assertEquals(ConnectifyException.class, ErrorTable.exception(4711, DETAILS).getClass());
  }

  @Test
  void exceptionsSurviveSerialization() throws Exception {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (ObjectOutputStream out = new ObjectOutputStream(bytes)) {
      out.writeObject(new RateLimitException(DETAILS));
    }
    RateLimitException again =
        (RateLimitException) new ObjectInputStream(new ByteArrayInputStream(bytes.toByteArray())).readObject();
    assertEquals(Duration.ofSeconds(1), again.getRetryAfter().orElseThrow());
    assertEquals("empty", again.getRule().orElseThrow());
    assertTrue(again.isRetriable());
  }

  @Test
  void anErrorOfTheServiceTellsAll(Sandbox sandbox) {
    try (ConnectifySDK sdk = sandbox.settings().build()) {
      NotFoundException error = assertThrows(NotFoundException.class, () -> sdk.devices().get("dev_9999"));
      assertEquals("not_found", error.getCode());
      assertEquals(404, error.getHttpStatus());
      assertEquals("NOT_FOUND", error.getApiCode().orElseThrow());
      assertFalse(error.getRequestId().orElseThrow().isEmpty());
      assertFalse(error.isRetriable());
      assertEquals(Optional.empty(), error.getRetryAfter());
    }
  }

  @Test
  void anErrorOfAnArgumentNamesIt(Sandbox sandbox) {
    try (ConnectifySDK sdk = sandbox.settings().build()) {
      ValidationException error =
          assertThrows(
              ValidationException.class, () -> sdk.devices().update("dev_0001", new DeviceUpdate().name("<b>")));
      assertEquals("name", error.getField().orElseThrow());
      assertEquals("markup_character", error.getRule().orElseThrow());
      assertEquals(0, error.getHttpStatus());
      assertEquals(Optional.empty(), error.getApiCode());
    }
  }

  @Test
  void aTimeoutMayBeRepeatedAndACancelledCallIsNoErrorOfOurs() {
    assertTrue(ErrorTable.exception(10, DETAILS) instanceof TimeoutException);
    assertInstanceOf(CancellationException.class, ErrorTable.exception(14, DETAILS));
  }

  @Test
  void noMessageHoldsTheKey(Sandbox sandbox) {
    String key = "cfy_ak_test_EXAMPLEexampleEXAMPLEexample01234f1f5M";
    try (ConnectifySDK sdk = sandbox.settings().setApiKey(key).build()) {
      AuthenticationException error = assertThrows(AuthenticationException.class, () -> sdk.status().get());
      assertFalse(error.toString().contains(key));
    }
  }
}
