package com.connectify.sdk;

import com.connectify.sdk.internal.NativeToken;
import com.connectify.sdk.internal.Utf8;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/** An access token, and what is known of it. Any number of threads may use one; it is wiped when nobody holds it. */
public final class Token {
  private final NativeToken token;

  Token(NativeToken token) {
    this.token = token;
  }

  /**
   * The access token itself. A client that was made with the login sends it by itself.
   *
   * @return a secret, which is the caller's to close
   */
  public Secret accessToken() {
    return new Secret(token.accessToken());
  }

  /**
   * What it may do.
   *
   * @return the names of scopes
   */
  public List<String> scopes() {
    String scope = Utf8.decode(token.scope());
    return scope.isEmpty() ? List.of() : List.of(scope.split(" "));
  }

  /**
   * How it is shown to a service.
   *
   * @return {@code Bearer}, or {@code DPoP} for a token that is bound to a key of the library's
   */
  public String type() {
    return Utf8.decode(token.type());
  }

  /**
   * For how long it is still good.
   *
   * @return the time; empty if the server did not say
   */
  public Optional<Duration> expiresIn() {
    long seconds = token.expiresIn();
    return seconds < 0 ? Optional.empty() : Optional.of(Duration.ofSeconds(seconds));
  }

  /** What it is, without the value. */
  @Override
  public String toString() {
    return "Token[type=" + type() + ", scopes=" + scopes() + "]";
  }
}
