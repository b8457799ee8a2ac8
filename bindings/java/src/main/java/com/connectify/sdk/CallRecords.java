package com.connectify.sdk;

import com.connectify.sdk.internal.Answer;
import com.connectify.sdk.internal.NativeClient;
import com.connectify.sdk.internal.Utf8;
import java.util.concurrent.TimeUnit;

/**
 * Tells {@link System.Logger} of each call that has ended, on the thread that made it or takes its completion: at INFO
 * a line, at DEBUG also arguments and answer. Nothing above that: a failure is told to whoever called. What is wanted
 * is the library's to say, by the settings log_level and debug.
 */
final class CallRecords {
  private static final int LONGEST_TEXT = 8192; // of what was sent or answered

  /** Loaded when the first record is made: logging takes longer to load than a call. */
  private static final class Log {
    static final System.Logger LOGGER = System.getLogger("com.connectify.sdk");

    private Log() {}
  }

  private final boolean tellsCalls;
  private final boolean tellsTexts;

  CallRecords(NativeClient client) {
    String level = Utf8.decode(client.logLevel());
    tellsTexts = level.equals("DEBUG");
    tellsCalls = tellsTexts || level.equals("INFO");
  }

  Call begin(String operation, byte[] arguments) {
    return new Call(operation, arguments);
  }

  /** One call under way. A class and not a function, since loading one takes less time than linking a lambda. */
  final class Call {
    private final String operation;
    private final byte[] arguments;
    private final long begin = tellsCalls ? System.nanoTime() : 0;

    private Call(String operation, byte[] arguments) {
      this.operation = operation;
      this.arguments = arguments;
    }

    /** Once: with an answer or a failure. */
    void ended(Answer answer, Throwable failure) {
      if (!tellsCalls) {
        return;
      }
      long milliseconds = TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - begin);
      write(System.Logger.Level.INFO, line(operation, milliseconds, answer, failure));
      if (tellsTexts) {
        write(System.Logger.Level.DEBUG, "operation=" + operation + " arguments=" + cut(arguments));
        if (answer != null) {
          write(System.Logger.Level.DEBUG, "operation=" + operation + " answer=" + cut(answer.json));
        }
      }
    }
  }

  private static String line(String operation, long milliseconds, Answer answer, Throwable failure) {
    if (answer != null) {
      String requestId = Utf8.decode(answer.requestId);
      return line(operation, answer.httpStatus, milliseconds, requestId, answer.attempts, "");
    }
    if (failure instanceof ConnectifyException error) {
      String code = " error=" + error.getCode();
      return line(
          operation, error.getHttpStatus(), milliseconds, error.getRequestId().orElse(""), error.getAttempts(), code);
    }
    return line(operation, 0, milliseconds, "", 0, " error=cancelled");
  }

  private static String line(
      String operation, int status, long milliseconds, String requestId, int attempts, String error) {
    return "operation=" + operation
        + " status=" + status
        + " ms=" + milliseconds
        + " request_id=" + requestId
        + " retries=" + Math.max(0, attempts - 1)
        + error;
  }

  // Masked before it is cut: half of a secret has no shape.
  private static String cut(byte[] json) {
    String masked = Redactor.redact(Utf8.decode(json));
    return masked.length() <= LONGEST_TEXT ? masked : masked.substring(0, LONGEST_TEXT) + "…";
  }

  private static void write(System.Logger.Level level, String message) {
    if (Log.LOGGER.isLoggable(level)) {
      Log.LOGGER.log(level, Encode.logLine(Redactor.redact(message)));
    }
  }
}
