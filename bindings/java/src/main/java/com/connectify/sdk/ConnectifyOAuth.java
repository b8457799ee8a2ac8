package com.connectify.sdk;

import com.connectify.sdk.internal.NativeClient;
import com.connectify.sdk.internal.NativeConfig;
import com.connectify.sdk.internal.NativeOAuth;
import com.connectify.sdk.internal.NativeSecret;
import com.connectify.sdk.internal.Utf8;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.function.Function;

/**
 * One client at one authorization server, with its login: how that begins, is kept and renewed, and ends.
 *
 * <pre>{@code
 * ConnectifyOAuth oauth = new ConnectifyOAuth.Builder().setClientId("my-app").setScope("devices:read").build();
 * oauth.login();
 * try (ConnectifySDK sdk = new ConnectifySDK.Builder().setOAuth(oauth).build()) {
 *   sdk.devices().list().forEach(device -> System.out.println(device.name()));
 * }
 * }</pre>
 *
 * <p>Tokens are kept in an encrypted store that all processes share, and are renewed once for all of them. With the
 * grant {@code client_credentials} there is no login: {@link #token} asks for a token when there is none. Any number
 * of threads may use one; what waits for a person ends with a {@link java.util.concurrent.CancellationException} when
 * its thread is interrupted. What the server refuses, and what of its answers is refused, throws {@link
 * OAuthException} with the rule; every method that asks the server throws what a call throws beside that.
 */
public final class ConnectifyOAuth {
  private final NativeOAuth oauth;

  private ConnectifyOAuth(NativeOAuth oauth) {
    this.oauth = oauth;
  }

  /** The settings of a client of OAuth 2.0. Each that is not given is looked for in its other sources. */
  public static final class Builder extends Settings<Builder> {
    /** Settings of which none is given yet. */
    public Builder() {}

    /**
     * Makes the client. Touches no network.
     *
     * @return a new client
     * @throws ConfigurationException if a setting is missing or bad, or a file was refused
     * @throws NativeLibraryException if the native library cannot be loaded
     */
    public ConnectifyOAuth build() {
      NativeConfig config = toNative();
      try {
        return new ConnectifyOAuth(new NativeOAuth(config));
      } finally {
        config.free();
      }
    }
  }

  /**
   * All of a login by the browser of this machine, within five minutes.
   *
   * @return the token
   * @throws ConfigurationException if no browser can be opened
   */
  public Token login() {
    return new Token(oauth.login());
  }

  /**
   * The same as {@link #login()}.
   *
   * @return what will hold the token; cancelling it ends the login
   */
  public CompletableFuture<Token> loginAsync() {
    return BackgroundCall.begin(this::login);
  }

  /**
   * Begins a login whose browser is the caller's concern, with the redirect URI of the settings: send the user to
   * {@link Authorization#url()}.
   *
   * @return the login
   */
  public Authorization getAuthorizationUrl() {
    return getAuthorizationUrl(null);
  }

  /**
   * Begins a login whose browser is the caller's concern: send the user to {@link Authorization#url()}.
   *
   * @param redirectUri where the user is sent back to; null: that of the settings
   * @return the login
   */
  public Authorization getAuthorizationUrl(String redirectUri) {
    return new Authorization(oauth.getAuthorizationUrl(utf8(redirectUri)));
  }

  /**
   * The same as {@link #getAuthorizationUrl(String)}.
   *
   * @param redirectUri where the user is sent back to; null: that of the settings
   * @return what will hold the login
   */
  public CompletableFuture<Authorization> getAuthorizationUrlAsync(String redirectUri) {
    return BackgroundCall.begin(() -> getAuthorizationUrl(redirectUri));
  }

  /**
   * Ends a login with the answer that the browser came back with, after judging it.
   *
   * @param login the login
   * @param answer the query, or the whole address
   * @return the token
   */
  public Token exchangeCodeForToken(Authorization login, String answer) {
    byte[] utf8 = Utf8.encode(answer);
    return new Token(login.use(begun -> oauth.exchangeCodeForToken(begun, utf8)));
  }

  /**
   * The same as {@link #exchangeCodeForToken}.
   *
   * @param login the login
   * @param answer the query, or the whole address
   * @return what will hold the token
   */
  public CompletableFuture<Token> exchangeCodeForTokenAsync(Authorization login, String answer) {
    return BackgroundCall.begin(() -> exchangeCodeForToken(login, answer));
  }

  /**
   * Begins a login on this machine: waits at a port of its own, and opens the user's browser. Where that cannot be
   * opened, show the user {@link Authorization#url()}.
   *
   * @return the login
   */
  public Authorization openBrowser() {
    return new Authorization(oauth.openBrowser());
  }

  /**
   * Waits until the browser has come back, and ends the login.
   *
   * @param login what {@link #openBrowser()} began
   * @param timeout how long to wait
   * @return the token
   * @throws TimeoutException if the browser did not come back in time
   */
  public Token waitForBrowser(Authorization login, Duration timeout) {
    return new Token(login.use(begun -> oauth.waitForBrowser(begun, timeout.toMillis())));
  }

  /**
   * The same as {@link #waitForBrowser}.
   *
   * @param login what {@link #openBrowser()} began
   * @param timeout how long to wait
   * @return what will hold the token; cancelling it ends the wait
   */
  public CompletableFuture<Token> waitForBrowserAsync(Authorization login, Duration timeout) {
    return BackgroundCall.begin(() -> waitForBrowser(login, timeout));
  }

  /**
   * Begins a login where there is no browser (RFC 8628): show the user the code and the address.
   *
   * @return the login
   */
  public DeviceLogin beginDeviceLogin() {
    return new DeviceLogin(oauth.beginDeviceLogin());
  }

  /**
   * The same as {@link #beginDeviceLogin()}.
   *
   * @return what will hold the login
   */
  public CompletableFuture<DeviceLogin> beginDeviceLoginAsync() {
    return BackgroundCall.begin(this::beginDeviceLogin);
  }

  /**
   * Waits until the user has typed the code and answered.
   *
   * @param login the login
   * @return the token
   */
  public Token finishDeviceLogin(DeviceLogin login) {
    return new Token(oauth.finishDeviceLogin(login.toNative()));
  }

  /**
   * The same as {@link #finishDeviceLogin}.
   *
   * @param login the login
   * @return what will hold the token; cancelling it ends the wait
   */
  public CompletableFuture<Token> finishDeviceLoginAsync(DeviceLogin login) {
    return BackgroundCall.begin(() -> finishDeviceLogin(login));
  }

  /**
   * A token that is good now, renewed if need be.
   *
   * @param scopes less than what was granted; none: all of it
   * @return the token
   */
  public Token token(String... scopes) {
    return new Token(oauth.token(scope(scopes)));
  }

  /**
   * The same as {@link #token}.
   *
   * @param scopes less than what was granted; none: all of it
   * @return what will hold the token
   */
  public CompletableFuture<Token> tokenAsync(String... scopes) {
    return BackgroundCall.begin(() -> token(scopes));
  }

  /**
   * A token that is newer than what there is, though that may be good.
   *
   * @param scopes less than what was granted; none: all of it
   * @return the token
   */
  public Token refreshToken(String... scopes) {
    return new Token(oauth.refreshToken(scope(scopes)));
  }

  /**
   * The same as {@link #refreshToken}.
   *
   * @param scopes less than what was granted; none: all of it
   * @return what will hold the token
   */
  public CompletableFuture<Token> refreshTokenAsync(String... scopes) {
    return BackgroundCall.begin(() -> refreshToken(scopes));
  }

  /**
   * Exchanges a token for another (RFC 8693); the new one is kept nowhere.
   *
   * @param subjectToken the token
   * @param resource the API that the new one is for; null: none is named
   * @param scopes what the new one may do; none: what the settings say
   * @return the new token
   */
  public Token exchangeToken(Secret subjectToken, String resource, String... scopes) {
    return new Token(using(subjectToken, given -> oauth.exchangeToken(given, scope(scopes), utf8(resource))));
  }

  /**
   * What the server says of a token (RFC 7662).
   *
   * @param token the token
   * @return what it says; {@code active} is always there
   */
  public Map<String, Object> introspect(Secret token) {
    return new JsonReader(using(token, oauth::introspect)).map();
  }

  /**
   * Ends one access token (RFC 7009).
   *
   * @param token the token
   */
  public void revokeToken(Secret token) {
    using(
        token,
        given -> {
          oauth.revokeToken(given);
          return null;
        });
  }

  /**
   * Ends the login: its tokens at the server, and then what the store keeps. Where the server cannot be told, the login
   * stays.
   *
   * @return whether there was one
   */
  public boolean revoke() {
    return oauth.revoke();
  }

  /**
   * The same as {@link #revoke()}.
   *
   * @return what will hold whether there was one
   */
  public CompletableFuture<Boolean> revokeAsync() {
    return BackgroundCall.begin(this::revoke);
  }

  /**
   * After a suspected compromise: as {@link #revoke()}, but the store forgets the login and its key first, whatever the
   * server answers.
   *
   * @return whether there was a login
   */
  public boolean revokeAll() {
    return oauth.revokeAll();
  }

  NativeClient client(NativeConfig config) {
    return oauth.client(config);
  }

  /** With a copy of the secret, so that no other thread can close it meanwhile, and none waits. */
  private static <T> T using(Secret secret, Function<NativeSecret, T> use) {
    NativeSecret copy = secret.copy();
    try {
      return use.apply(copy);
    } finally {
      copy.free();
    }
  }

  private static byte[] scope(String[] scopes) {
    return scopes.length == 0 ? null : Utf8.encode(String.join(" ", scopes));
  }

  private static byte[] utf8(String text) {
    return text == null ? null : Utf8.encode(text);
  }
}
