package com.connectify.sdk;

import com.connectify.sdk.internal.NativeClient;
import com.connectify.sdk.internal.NativeConfig;
import com.connectify.sdk.internal.Utf8;
import java.nio.file.Path;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;

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
  private ConnectifySDK(NativeClient client) {
    super(new Caller(client));
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
  public static final class Builder {
    private final Map<String, Object> settings = new LinkedHashMap<>(); // Strings and Secrets

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
        return new ConnectifySDK(new NativeClient(config));
      } finally {
        config.free();
      }
    }

    /** The caller frees it. */
    NativeConfig toNative() {
      NativeLibrary.check();
      NativeConfig config = new NativeConfig();
      try {
        for (Map.Entry<String, Object> setting : settings.entrySet()) {
          byte[] name = Utf8.encode(setting.getKey());
          if (setting.getValue() instanceof Secret secret) {
            secret.giveTo(config, name);
          } else {
            config.set(name, Utf8.encode((String) setting.getValue()));
          }
        }
        return config;
      } catch (RuntimeException refused) {
        config.free();
        throw refused;
      }
    }

    /** A setting by its name. */
    Builder set(String name, Object value) {
      if (value == null) {
        settings.remove(name);
      } else {
        settings.put(name, value);
      }
      return this;
    }

    /**
     * The API key, which tells which application calls.
     *
     * @param apiKey the key
     * @return this
     */
    public Builder setApiKey(String apiKey) {
      return set("api_key", apiKey);
    }

    /**
     * The API key, which tells which application calls.
     *
     * @param apiKey the key
     * @return this
     */
    public Builder setApiKey(Secret apiKey) {
      return set("api_key", apiKey);
    }

    /**
     * The API secret, which proves that it is the application.
     *
     * @param apiSecret the secret
     * @return this
     */
    public Builder setApiSecret(String apiSecret) {
      return set("api_secret", apiSecret);
    }

    /**
     * The API secret, which proves that it is the application.
     *
     * @param apiSecret the secret
     * @return this
     */
    public Builder setApiSecret(Secret apiSecret) {
      return set("api_secret", apiSecret);
    }

    /**
     * Which platform to call.
     *
     * @param environment {@code sandbox}, {@code development}, {@code staging} or {@code production}
     * @return this
     */
    public Builder setEnvironment(String environment) {
      return set("environment", environment);
    }

    /**
     * Where the API is.
     *
     * @param baseUrl an https URL
     * @return this
     */
    public Builder setBaseUrl(String baseUrl) {
      return set("base_url", baseUrl);
    }

    /**
     * The OAuth 2.0 client's id.
     *
     * @param clientId the id
     * @return this
     */
    public Builder setClientId(String clientId) {
      return set("client_id", clientId);
    }

    /**
     * The OAuth 2.0 client's secret.
     *
     * @param clientSecret the secret
     * @return this
     */
    public Builder setClientSecret(String clientSecret) {
      return set("client_secret", clientSecret);
    }

    /**
     * The OAuth 2.0 client's secret.
     *
     * @param clientSecret the secret
     * @return this
     */
    public Builder setClientSecret(Secret clientSecret) {
      return set("client_secret", clientSecret);
    }

    /**
     * Where the authorization server sends the user back to.
     *
     * @param redirectUri the URI
     * @return this
     */
    public Builder setRedirectUri(String redirectUri) {
      return set("redirect_uri", redirectUri);
    }

    /**
     * What to ask leave for.
     *
     * @param scopes the names of scopes, such as {@code devices:read}
     * @return this
     */
    public Builder setScope(String... scopes) {
      return set("scope", scopes == null ? null : String.join(" ", scopes));
    }

    /**
     * How long a call may take in all.
     *
     * @param timeout the time
     * @return this
     */
    public Builder setTimeout(Duration timeout) {
      return set("timeout", timeout == null ? null : CallOptions.seconds(timeout));
    }

    /**
     * How long connecting may take.
     *
     * @param timeout the time
     * @return this
     */
    public Builder setConnectTimeout(Duration timeout) {
      return set("connect_timeout", timeout == null ? null : CallOptions.seconds(timeout));
    }

    /**
     * From which level on the library tells what it does.
     *
     * @param logLevel the level, such as {@code WARNING}
     * @return this
     */
    public Builder setLogLevel(String logLevel) {
      return set("log_level", logLevel);
    }

    /**
     * Whether the library tells everything that it does.
     *
     * @param debug whether it does
     * @return this
     */
    public Builder setDebug(Boolean debug) {
      return set("debug", debug == null ? null : debug.toString());
    }

    /**
     * The proxy to go through.
     *
     * @param proxy its URL
     * @return this
     */
    public Builder setProxy(String proxy) {
      return set("proxy", proxy);
    }

    /**
     * The certificate authorities to trust, instead of the system's.
     *
     * @param file a PEM file
     * @return this
     */
    public Builder setCaFile(Path file) {
      return set("ca_file", text(file));
    }

    /**
     * The {@code .env} file to look for settings in.
     *
     * @param file the file
     * @return this
     */
    public Builder setEnvFile(Path file) {
      return set("env_file", text(file));
    }

    /**
     * The JSON file to look for settings in.
     *
     * @param file the file
     * @return this
     */
    public Builder setConfigFile(Path file) {
      return set("config_file", text(file));
    }

    /**
     * The file in which the sandbox says where it is.
     *
     * @param file the file
     * @return this
     */
    public Builder setSandboxFile(Path file) {
      return set("sandbox_file", text(file));
    }

    private static String text(Path file) {
      return file == null ? null : file.toString();
    }
  }
}
