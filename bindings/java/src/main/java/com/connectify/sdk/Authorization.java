package com.connectify.sdk;

import com.connectify.sdk.internal.NativeAuthorization;
import com.connectify.sdk.internal.Utf8;
import java.util.function.Function;

/** A login by browser under way: good for one answer. Close it when it is done with. */
public final class Authorization implements AutoCloseable {
  private final String url;
  private final boolean browserOpened;
  private NativeAuthorization authorization; // guarded by this; null once closed

  Authorization(NativeAuthorization authorization) {
    this.authorization = authorization;
    url = Utf8.decode(authorization.url());
    browserOpened = authorization.browserOpened();
  }

  /**
   * Where the user's browser is to go.
   *
   * @return an address
   */
  public String url() {
    return url;
  }

  /**
   * Whether the user's browser was started; if not, show the user {@link #url()}.
   *
   * @return whether it was
   */
  public boolean browserOpened() {
    return browserOpened;
  }

  /** Stops waiting for the login. While another thread waits for it, this waits for that thread. */
  @Override
  public synchronized void close() {
    if (authorization != null) {
      authorization.free();
      authorization = null;
    }
  }

  synchronized <T> T use(Function<NativeAuthorization, T> use) {
    if (authorization == null) {
      throw new IllegalStateException("this login is closed: begin another one");
    }
    return use.apply(authorization);
  }
}
