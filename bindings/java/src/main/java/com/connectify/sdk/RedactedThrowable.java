package com.connectify.sdk;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.Set;

/** Prints as another does, but for the secrets. */
final class RedactedThrowable extends Throwable {
  private static final long serialVersionUID = 1;

  private final String text;

  private RedactedThrowable(Throwable shown, Throwable cause) {
    super(shown.getMessage() == null ? null : Redactor.redact(shown.getMessage()), cause);
    text = Redactor.redact(shown.toString());
    setStackTrace(shown.getStackTrace());
  }

  /** The same object if nothing that it prints is a secret. */
  static Throwable of(Throwable thrown) {
    StringWriter printed = new StringWriter();
    thrown.printStackTrace(new PrintWriter(printed));
    String all = printed.toString();
    return Redactor.redact(all) == all ? thrown : of(thrown, Collections.newSetFromMap(new IdentityHashMap<>()));
  }

  private static Throwable of(Throwable thrown, Set<Throwable> before) {
    if (!before.add(thrown)) { // a circle
      return new RedactedThrowable(thrown, null);
    }
    Throwable cause = thrown.getCause();
    RedactedThrowable redacted = new RedactedThrowable(thrown, cause == null ? null : of(cause, before));
    for (Throwable suppressed : thrown.getSuppressed()) {
      redacted.addSuppressed(of(suppressed, before));
    }
    return redacted;
  }

  @Override
  public String toString() {
    return text;
  }
}
