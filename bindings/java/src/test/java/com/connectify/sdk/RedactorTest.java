package com.connectify.sdk;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotSame;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.DynamicTest.dynamicTest;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.logging.Handler;
import java.util.logging.Level;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import java.util.logging.SimpleFormatter;
import java.util.logging.StreamHandler;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/** Masking secrets in text, and in what java.util.logging writes. */
class RedactorTest {
  private static final String REGISTERED = "Vq8.registered-by-the-test.7Zt";

  private final ByteArrayOutputStream written = new ByteArrayOutputStream();
  private final StreamHandler target = new StreamHandler(written, new SimpleFormatter());
  private final RedactingHandler handler = new RedactingHandler(target);

  @BeforeEach
  void register() {
    Redactor.ofProcess().add(REGISTERED);
  }

  @TestFactory
  Stream<DynamicTest> vectors() throws IOException {
    return VectorsTest.cases("redactor.json").stream()
        .map(each -> dynamicTest((String) each.get("name"), () -> vector(each)));
  }

  private static void vector(Map<String, Object> vector) {
    Redactor redactor = new Redactor();
    List<?> values = (List<?>) vector.get("values");
    if (vector.containsKey("error")) {
      ValidationException refused =
          assertThrows(ValidationException.class, () -> values.forEach(value -> redactor.add((String) value)));
      assertEquals(vector.get("error"), refused.getRule().orElseThrow());
      return;
    }
    values.forEach(value -> redactor.add((String) value));
    byte[] text = ((String) vector.get("text")).getBytes(StandardCharsets.UTF_8);
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    for (int at = 0; at < text.length; at += 5) {
      out.writeBytes(redactor.write(Arrays.copyOfRange(text, at, Math.min(at + 5, text.length))));
    }
    out.writeBytes(redactor.finish());
    assertEquals(vector.get("expect"), out.toString(StandardCharsets.UTF_8));
    assertEquals(vector.get("masked"), redactor.masked());
    assertEquals(vector.get("masked"), redactor.report().stream().mapToLong(Redactor.Masked::count).sum());
  }

  @Test
  void whatHoldsNoSecretIsGivenBackAsItIs() {
    String plain = "plain 🌿";
    assertSame(plain, Redactor.redact(plain));
    assertTrue(Redactor.redact("a " + REGISTERED + " z").startsWith("a [REDACTED:sha256:"));
    assertFalse(Redactor.redact("\ud83d " + REGISTERED).contains(REGISTERED));
  }

  private String log(LogRecord record) {
    handler.publish(record);
    handler.flush();
    return written.toString(StandardCharsets.UTF_8);
  }

  @Test
  void messagesAndTheirParametersAreMasked() {
    LogRecord record = new LogRecord(Level.WARNING, "the key is {0}");
    record.setParameters(new Object[] {REGISTERED});
    record.setLoggerName("a.logger");
    String text = log(record);
    assertTrue(text.contains("the key is [REDACTED:sha256:"), text);
    assertTrue(text.contains(record.getSourceClassName() == null ? "a.logger" : record.getSourceClassName()), text);
    assertFalse(text.contains(REGISTERED));
    assertEquals(REGISTERED, record.getParameters()[0], "the record of the others is as it was");
  }

  @Test
  void exceptionsWithTheirCausesAreMasked() {
    IllegalStateException thrown =
        new IllegalStateException("outer " + REGISTERED, new IllegalArgumentException("inner " + REGISTERED));
    thrown.addSuppressed(new IOException("suppressed " + REGISTERED));
    thrown.getCause().addSuppressed(thrown); // a circle
    LogRecord record = new LogRecord(Level.SEVERE, "failed");
    record.setThrown(thrown);
    String text = log(record);
    assertFalse(text.contains(REGISTERED), text);
    for (String part : List.of("IllegalStateException: outer [", "IllegalArgumentException: inner [", "suppressed [")) {
      assertTrue(text.contains(part), text);
    }
    assertTrue(text.contains("com.connectify.sdk.RedactorTest.exceptionsWithTheirCausesAreMasked("), text);
  }

  /** Keeps what it was given. */
  private static final class Keeping extends Handler {
    private LogRecord last;

    @Override
    public void publish(LogRecord record) {
      last = record;
    }

    @Override
    public void flush() {}

    @Override
    public void close() {}
  }

  @Test
  void whatHoldsNoSecretGoesThroughAsItIs() {
    Keeping keeping = new Keeping();
    LogRecord plain = new LogRecord(Level.INFO, "plain");
    plain.setThrown(new IOException("plain"));
    new RedactingHandler(keeping).publish(plain);
    assertSame(plain, keeping.last);
    LogRecord secret = new LogRecord(Level.INFO, REGISTERED);
    new RedactingHandler(keeping).publish(secret);
    assertNotSame(secret, keeping.last);
    keeping.setLevel(Level.OFF);
    keeping.last = null;
    new RedactingHandler(keeping).publish(plain);
    assertEquals(null, keeping.last, "the level is that of the handler within");
  }

  @Test
  void itStandsBeforeAHandlerOfALogger() {
    Logger logger = Logger.getAnonymousLogger();
    logger.setUseParentHandlers(false);
    logger.addHandler(handler);
    logger.log(Level.INFO, "token {0} of {1}", new Object[] {REGISTERED, "a user"});
    handler.close();
    String text = written.toString(StandardCharsets.UTF_8);
    assertFalse(text.contains(REGISTERED), text);
    assertTrue(text.contains("of a user"), text);
  }
}
