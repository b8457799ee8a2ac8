package com.connectify.sdk;

import com.connectify.sdk.internal.Native;
import com.connectify.sdk.internal.NativeJwks;
import com.connectify.sdk.internal.Utf8;
import java.util.Map;

/**
 * A set of keys (JWKS), parsed and checked once, by which JSON Web Tokens are verified. Any number of threads may use
 * one.
 *
 * <pre>{@code
 * Map<String, Object> claims = keys.verify(token, new JwtRules().setIssuer("https://auth.connectify.io"));
 * }</pre>
 */
public final class Jwks {
  private final NativeJwks keys;

  /**
   * Parses a key set, or a single key.
   *
   * @param json the keys
   * @throws OAuthException if that is no set of keys
   */
  public Jwks(String json) {
    NativeLibrary.check();
    keys = new NativeJwks(Utf8.encode(json));
  }

  /**
   * Checks a token's signature with a key of the set, and its claims by the rules.
   *
   * @param token the token
   * @param rules the rules
   * @return its claims
   * @throws OAuthException if the token is refused; with the rule
   */
  public Map<String, Object> verify(String token, JwtRules rules) {
    return new JsonReader(payload(token, rules)).map();
  }

  /**
   * Checks a token's signature alone: nothing in its payload is checked.
   *
   * @param token the token
   * @param algorithms the algorithms that are allowed; none means every asymmetric one
   * @return the payload, whatever it is
   * @throws OAuthException if the signature is not good
   */
  public byte[] verifySignature(String token, String... algorithms) {
    JwtRules rules = new JwtRules().set("claims", "false");
    return payload(token, algorithms.length == 0 ? rules : rules.setAlgorithms(algorithms));
  }

  /**
   * Shows what a token says and judges none of it.
   *
   * @param token the token
   * @return what it says
   * @throws OAuthException if it cannot be taken apart
   */
  @SuppressWarnings("unchecked") // the library answers with objects
  public static UnverifiedJwt inspect(String token) {
    NativeLibrary.check();
    Map<String, Object> told = new JsonReader(Native.inspectJwt(Utf8.encode(token))).map();
    return new UnverifiedJwt((Map<String, Object>) told.get("header"), (Map<String, Object>) told.get("claims"));
  }

  private byte[] payload(String token, JwtRules rules) {
    return Native.verifyJwt(Utf8.encode(token), keys, rules.toNative());
  }

  /**
   * What a token says. Nobody has checked whether it is true.
   *
   * @param header its header
   * @param claims its claims; null if the payload is no JSON object
   */
  public record UnverifiedJwt(Map<String, Object> header, Map<String, Object> claims) {}
}
