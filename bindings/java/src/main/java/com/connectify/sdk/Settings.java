package com.connectify.sdk;

import com.connectify.sdk.internal.NativeConfig;
import com.connectify.sdk.internal.Utf8;
import java.nio.file.Path;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;

/** The settings that a program gives. Which values are good is the library's to say. */
abstract class Settings<B extends Settings<B>> {
  private final Map<String, Object> settings = new LinkedHashMap<>(); // Strings and Secrets

  Settings() {}

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
  B set(String name, Object value) {
    if (value == null) {
      settings.remove(name);
    } else {
      settings.put(name, value);
    }
    return self();
  }

  /**
   * The API key, which tells which application calls.
   *
   * @param apiKey the key
   * @return this
   */
  public B setApiKey(String apiKey) {
    return set("api_key", apiKey);
  }

  /**
   * The API key, which tells which application calls.
   *
   * @param apiKey the key
   * @return this
   */
  public B setApiKey(Secret apiKey) {
    return set("api_key", apiKey);
  }

  /**
   * The API secret, which proves that it is the application.
   *
   * @param apiSecret the secret
   * @return this
   */
  public B setApiSecret(String apiSecret) {
    return set("api_secret", apiSecret);
  }

  /**
   * The API secret, which proves that it is the application.
   *
   * @param apiSecret the secret
   * @return this
   */
  public B setApiSecret(Secret apiSecret) {
    return set("api_secret", apiSecret);
  }

  /**
   * Which platform to call.
   *
   * @param environment {@code sandbox}, {@code development}, {@code staging} or {@code production}
   * @return this
   */
  public B setEnvironment(String environment) {
    return set("environment", environment);
  }

  /**
   * Where the API is.
   *
   * @param baseUrl an https URL
   * @return this
   */
  public B setBaseUrl(String baseUrl) {
    return set("base_url", baseUrl);
  }

  /**
   * The OAuth 2.0 client's id.
   *
   * @param clientId the id
   * @return this
   */
  public B setClientId(String clientId) {
    return set("client_id", clientId);
  }

  /**
   * The OAuth 2.0 client's secret.
   *
   * @param clientSecret the secret
   * @return this
   */
  public B setClientSecret(String clientSecret) {
    return set("client_secret", clientSecret);
  }

  /**
   * The OAuth 2.0 client's secret.
   *
   * @param clientSecret the secret
   * @return this
   */
  public B setClientSecret(Secret clientSecret) {
    return set("client_secret", clientSecret);
  }

  /**
   * The authorization server.
   *
   * @param issuer its https URL
   * @return this
   */
  public B setIssuer(String issuer) {
    return set("issuer", issuer);
  }

  /**
   * The key by which the OAuth 2.0 client proves itself.
   *
   * @param clientPrivateKey in PEM form, or where it is, such as {@code file:/path}
   * @return this
   */
  public B setClientPrivateKey(String clientPrivateKey) {
    return set("client_private_key", clientPrivateKey);
  }

  /**
   * The key by which the OAuth 2.0 client proves itself.
   *
   * @param clientPrivateKey in PEM form
   * @return this
   */
  public B setClientPrivateKey(Secret clientPrivateKey) {
    return set("client_private_key", clientPrivateKey);
  }

  /**
   * How the OAuth 2.0 client proves itself.
   *
   * @param clientAuthentication {@code none}, {@code basic}, {@code post}, {@code private_key_jwt} or {@code
   *     tls_client_auth}
   * @return this
   */
  public B setClientAuthentication(String clientAuthentication) {
    return set("client_authentication", clientAuthentication);
  }

  /**
   * For whom the OAuth 2.0 client acts.
   *
   * @param grant {@code login} for users, {@code client_credentials} for itself
   * @return this
   */
  public B setGrant(String grant) {
    return set("grant", grant);
  }

  /**
   * The API that tokens are for (RFC 8707).
   *
   * @param resource its URI
   * @return this
   */
  public B setResource(String resource) {
    return set("resource", resource);
  }

  /**
   * Whether tokens are bound to a key of the library's (RFC 9449).
   *
   * @param dpop whether they are
   * @return this
   */
  public B setDpop(Boolean dpop) {
    return set("dpop", dpop == null ? null : dpop.toString());
  }

  /**
   * What opens the user's browser.
   *
   * @param command a command, to which the address is added
   * @return this
   */
  public B setBrowser(String command) {
    return set("browser", command);
  }

  /**
   * Where logins are kept.
   *
   * @param tokenStore a file, which is encrypted, {@code memory}, or a Redis that several hosts share
   *     ({@code rediss://…})
   * @return this
   */
  public B setTokenStore(String tokenStore) {
    return set("token_store", tokenStore);
  }

  /**
   * With what that Redis lets us in.
   *
   * @param password the password
   * @return this
   */
  public B setTokenStorePassword(String password) {
    return set("token_store_password", password);
  }

  /**
   * With what that Redis lets us in.
   *
   * @param password the password
   * @return this
   */
  public B setTokenStorePassword(Secret password) {
    return set("token_store_password", password);
  }

  /**
   * By what logins are encrypted, in the place of a key beside the file.
   *
   * @param passphrase the passphrase
   * @return this
   */
  public B setTokenStorePassphrase(String passphrase) {
    return set("token_store_passphrase", passphrase);
  }

  /**
   * By what logins are encrypted, in the place of a key beside the file.
   *
   * @param passphrase the passphrase
   * @return this
   */
  public B setTokenStorePassphrase(Secret passphrase) {
    return set("token_store_passphrase", passphrase);
  }

  /**
   * Where the authorization server sends the user back to.
   *
   * @param redirectUri the URI
   * @return this
   */
  public B setRedirectUri(String redirectUri) {
    return set("redirect_uri", redirectUri);
  }

  /**
   * What to ask leave for.
   *
   * @param scopes the names of scopes, such as {@code devices:read}
   * @return this
   */
  public B setScope(String... scopes) {
    return set("scope", scopes == null ? null : String.join(" ", scopes));
  }

  /**
   * Whether a call whose scope is not in the setting scope is refused before it is sent.
   *
   * @param checkScopes whether it is
   * @return this
   */
  public B setCheckScopes(Boolean checkScopes) {
    return set("check_scopes", checkScopes == null ? null : checkScopes.toString());
  }

  /**
   * Whether it is counted what the credential is used for, for {@link ConnectifySDK#review()}.
   *
   * @param recordUsage whether it is
   * @return this
   */
  public B setRecordUsage(Boolean recordUsage) {
    return set("record_usage", recordUsage == null ? null : recordUsage.toString());
  }

  /**
   * Where such counts and the record of reviews are kept.
   *
   * @param folder the folder
   * @return this
   */
  public B setStateFolder(Path folder) {
    return set("state_folder", text(folder));
  }

  /**
   * How long a call may take in all.
   *
   * @param timeout the time
   * @return this
   */
  public B setTimeout(Duration timeout) {
    return set("timeout", timeout == null ? null : CallOptions.seconds(timeout));
  }

  /**
   * How long connecting may take.
   *
   * @param timeout the time
   * @return this
   */
  public B setConnectTimeout(Duration timeout) {
    return set("connect_timeout", timeout == null ? null : CallOptions.seconds(timeout));
  }

  /**
   * From which level on the library tells what it does.
   *
   * @param logLevel the level, such as {@code WARNING}
   * @return this
   */
  public B setLogLevel(String logLevel) {
    return set("log_level", logLevel);
  }

  /**
   * Whether the library tells everything that it does.
   *
   * @param debug whether it does
   * @return this
   */
  public B setDebug(Boolean debug) {
    return set("debug", debug == null ? null : debug.toString());
  }

  /**
   * The proxy to go through.
   *
   * @param proxy its URL
   * @return this
   */
  public B setProxy(String proxy) {
    return set("proxy", proxy);
  }

  /**
   * The certificate authorities to trust, instead of the system's.
   *
   * @param file a PEM file
   * @return this
   */
  public B setCaFile(Path file) {
    return set("ca_file", text(file));
  }

  /**
   * The {@code .env} file to look for settings in.
   *
   * @param file the file
   * @return this
   */
  public B setEnvFile(Path file) {
    return set("env_file", text(file));
  }

  /**
   * The JSON file to look for settings in.
   *
   * @param file the file
   * @return this
   */
  public B setConfigFile(Path file) {
    return set("config_file", text(file));
  }

  /**
   * The file in which the sandbox says where it is.
   *
   * @param file the file
   * @return this
   */
  public B setSandboxFile(Path file) {
    return set("sandbox_file", text(file));
  }

  private static String text(Path file) {
    return file == null ? null : file.toString();
  }

  @SuppressWarnings("unchecked") // B is the class of this
  private B self() {
    return (B) this;
  }
}
