package com.connectify.sdk;

import com.connectify.sdk.internal.NativeConfig;
import com.connectify.sdk.internal.NativeRedactor;
import com.connectify.sdk.internal.NativeSecret;
import com.connectify.sdk.internal.NativeWebhookVerifier;
import com.connectify.sdk.internal.Utf8;
import java.util.Arrays;

/**
 * A credential in guarded memory, which is wiped when the secret is closed, or at the latest when it is garbage. Never
 * shown: printing, formatting and logging do not give the value; {@link #reveal()} alone does.
 *
 * <p>A String or byte[] that it was made from is not wiped. Where that matters, wipe the bytes, or let the library read
 * the value itself, from the environment or a file. Any thread may use a secret. Each takes memory pages of its own, so
 * close those that are needed for a moment only.
 */
public final class Secret implements AutoCloseable {
  // One for all, so that comparing two cannot block; what it guards takes microseconds.
  private static final Object LOCK = new Object();

  private NativeSecret value; // guarded by LOCK; null once closed

  /**
   * A secret from text.
   *
   * @param value the value
   * @throws ValidationException if it is empty
   */
  public Secret(String value) {
    this(Utf8.encode(value));
  }

  /**
   * A secret from bytes.
   *
   * @param value the value; copied, and the caller's to wipe
   * @throws ValidationException if it is empty
   */
  public Secret(byte[] value) {
    NativeLibrary.check();
    this.value = new NativeSecret(value);
  }

  Secret(NativeSecret value) {
    this.value = value;
  }

  /**
   * The value.
   *
   * @return a new array, which is the caller's to wipe
   * @throws IllegalStateException if the secret is closed
   */
  public byte[] reveal() {
    synchronized (LOCK) {
      return open().reveal();
    }
  }

  /** Wipes the value. Clients that it was given to keep their own. A second time does nothing. */
  @Override
  public void close() {
    synchronized (LOCK) {
      if (value != null) {
        value.free();
        value = null;
      }
    }
  }

  /**
   * Whether both hold the same; takes a time that depends on the lengths alone. A closed secret equals itself only.
   *
   * @param other the other
   * @return whether they are equal
   */
  @Override
  public boolean equals(Object other) {
    if (this == other) {
      return true;
    }
    if (!(other instanceof Secret)) {
      return false;
    }
    synchronized (LOCK) {
      NativeSecret another = ((Secret) other).value;
      return value != null && another != null && value.equals(another);
    }
  }

  /**
   * Not possible: a hash would tell of the value.
   *
   * @throws UnsupportedOperationException always
   */
  @Override
  public int hashCode() {
    throw new UnsupportedOperationException("a Secret has no hash, which would tell of its value; keep it in a list");
  }

  /** What it is, without the value. */
  @Override
  public String toString() {
    synchronized (LOCK) {
      return value == null ? "Secret(closed)" : Utf8.decode(value.describe());
    }
  }

  void giveTo(NativeConfig config, byte[] setting) {
    synchronized (LOCK) {
      config.setSecret(setting, open());
    }
  }

  void giveTo(NativeWebhookVerifier verifier) {
    synchronized (LOCK) {
      verifier.addSecret(open());
    }
  }

  void giveTo(NativeRedactor redactor) {
    synchronized (LOCK) {
      redactor.addSecret(open());
    }
  }

  /** Another one of the same value, for what takes long; the caller frees it. */
  NativeSecret copy() {
    byte[] value = reveal();
    try {
      return new NativeSecret(value);
    } finally {
      Arrays.fill(value, (byte) 0);
    }
  }

  private NativeSecret open() {
    if (value == null) {
      throw new IllegalStateException("this secret is closed: its value has been wiped");
    }
    return value;
  }
}
