package com.connectify.sdk;

import java.util.logging.Formatter;
import java.util.logging.Handler;
import java.util.logging.LogRecord;
import java.util.logging.SimpleFormatter;

/**
 * Masks secrets in everything that a handler of {@code java.util.logging} writes, by the process's redactor: messages
 * with their parameters, exceptions with their causes.
 *
 * <pre>{@code
 * logger.addHandler(new RedactingHandler(new ConsoleHandler()));
 * }</pre>
 *
 * <p>Level, filter and format are those of the handler within.
 */
public final class RedactingHandler extends Handler {
  private static final Formatter MESSAGES = new SimpleFormatter();

  private final Handler target;

  /**
   * A handler in front of another.
   *
   * @param target the one that writes
   */
  public RedactingHandler(Handler target) {
    this.target = target;
  }

  @Override
  public void publish(LogRecord record) {
    if (record != null && target.isLoggable(record)) {
      target.publish(redacted(record));
    }
  }

  @Override
  public void flush() {
    target.flush();
  }

  @Override
  public void close() {
    target.close();
  }

  private static LogRecord redacted(LogRecord record) {
    String message = MESSAGES.formatMessage(record);
    String seen = message == null ? null : Redactor.redact(message);
    Throwable thrown = record.getThrown();
    Throwable shown = thrown == null ? null : RedactedThrowable.of(thrown);
    return seen == message && shown == thrown && record.getParameters() == null ? record : copy(record, seen, shown);
  }

  private static LogRecord copy(LogRecord record, String message, Throwable thrown) {
    LogRecord copy = new LogRecord(record.getLevel(), message);
    copy.setThrown(thrown);
    copy.setLoggerName(record.getLoggerName());
    copy.setInstant(record.getInstant());
    copy.setSequenceNumber(record.getSequenceNumber());
    copy.setLongThreadID(record.getLongThreadID());
    copy.setSourceClassName(record.getSourceClassName());
    copy.setSourceMethodName(record.getSourceMethodName());
    return copy;
  }
}
