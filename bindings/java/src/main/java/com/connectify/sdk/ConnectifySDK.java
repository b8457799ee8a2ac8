package com.connectify.sdk;

import com.connectify.sdk.internal.NativeClient;
import com.connectify.sdk.internal.NativeConfig;

/**
 * A client of the Connectify platform. Make one and keep it: it holds connections open between calls.
 *
 * <pre>{@code
 * try (ConnectifySDK sdk = new ConnectifySDK.Builder().setApiKey(System.getenv("CONNECTIFY_API_KEY")).build()) {
 *   System.out.println(sdk.status().get().environment());
 * }
 * }</pre>
 *
 * <p>Any number of threads may use one at once. A call that waits ends with a {@link
 * java.util.concurrent.CancellationException} when its thread is interrupted, which stays interrupted; cancelling the
 * future of a call ends the call. Every call throws a {@link ConnectifyException}, of the class that tells what is
 * wrong.
 */
public final class ConnectifySDK extends Groups implements AutoCloseable {
  private ConnectifySDK(Caller caller) {
    super(caller);
  }

  /**
   * Connects to the service, and tells what its TLS offers and which of the library's rules it keeps.
   *
   * @return the report
   * @throws ConnectionException if the service cannot be reached
   */
  public TlsReport tlsReport() {
    return caller.tlsReport();
  }

  /**
   * A client that can do less: what a built-in role allows, of what this one may do.
   *
   * @param role {@code viewer}, {@code operator} or {@code admin}
   * @return a client that shares this one's connections and credential; closing it leaves this one as it is, and
   *     closing this one ends both
   * @throws PermissionDeniedException if the role allows what this client may not do
   * @throws ValidationException if there is no such role
   */
  public ConnectifySDK asRole(String role) {
    return asRole(role, "");
  }

  /**
   * A client that can do less: what a role allows, of what this one may do. A call that it does not allow throws {@link
   * PermissionDeniedException} before anything is sent.
   *
   * @param role the name of the role
   * @param roles roles beside the built-in ones, as JSON: {@code {"roles": {"kitchen": {"inherits": ["viewer"],
   *     "permissions": [{"scope": "devices:write", "resources": ["dev_kitchen_*"]}]}}}}
   * @return a client that shares this one's connections and credential; closing it leaves this one as it is, and
   *     closing this one ends both
   * @throws PermissionDeniedException if the role allows what this client may not do
   * @throws ValidationException if there is no such role, or the roles will not do
   */
  public ConnectifySDK asRole(String role, String roles) {
    return new ConnectifySDK(caller.asRole(role, roles));
  }

  /**
   * Whether the client would send an operation, and why.
   *
   * @param operation the operation, such as {@code devices.update}
   * @return the decision
   * @throws ValidationException if there is no such operation
   */
  public Decision explain(String operation) {
    return explain(operation, "");
  }

  /**
   * Whether the client would send an operation, and why.
   *
   * @param operation the operation, such as {@code devices.update}
   * @param resource the id that it would act on; empty for none
   * @return the decision
   * @throws ValidationException if there is no such operation
   */
  public Decision explain(String operation, String resource) {
    return caller.explain(operation, resource);
  }

  /**
   * Compares what is granted to the client's credential with what it was used for.
   *
   * @return what was found, and the smaller grant
   */
  public ScopeReview review() {
    return review(new ReviewOptions());
  }

  /**
   * Compares what is granted to the client's credential with what it was used for.
   *
   * @param options how
   * @return what was found, and the smaller grant
   * @throws ConfigurationException if it is not known what is granted, or the record of uses cannot be read
   */
  public ScopeReview review(ReviewOptions options) {
    return caller.review(options);
  }

  /**
   * Ends calls in flight, which throw CancellationException, and closes the connections. A second time does nothing.
   */
  @Override
  public void close() {
    caller.close();
  }

  /**
   * The settings of a client. Each that is not given, or null, is looked for in its other sources: the environment
   * ({@code CONNECTIFY_API_KEY}, …), the {@code .env} file, the JSON file, the running sandbox.
   */
  public static final class Builder extends Settings<Builder> {
    private ConnectifyOAuth oauth;

    /** Settings of which none is given yet. */
    public Builder() {}

    /**
     * Makes the client. Touches no network.
     *
     * @return a new client
     * @throws ConfigurationException if a setting is missing or bad, or a file was refused
     * @throws NativeLibraryException if the native library cannot be loaded
     */
    public ConnectifySDK build() {
      NativeConfig config = toNative();
      try {
        return new ConnectifySDK(new Caller(oauth == null ? new NativeClient(config) : oauth.client(config)));
      } finally {
        config.free();
      }
    }

    /**
     * The login that the client acts with, where no API key is given: its token goes with each call, and is renewed.
     *
     * @param oauth the login; null: one of the client's own, by these settings
     * @return this
     */
    public Builder setOAuth(ConnectifyOAuth oauth) {
      this.oauth = oauth;
      return this;
    }
  }
}
