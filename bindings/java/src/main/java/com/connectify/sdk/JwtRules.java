package com.connectify.sdk;

import com.connectify.sdk.internal.NativeJwtRules;
import com.connectify.sdk.internal.Utf8;
import java.time.Duration;
import java.time.Instant;

/**
 * What a token must say to be accepted: every asymmetric algorithm is allowed, {@code exp} must be there, and issuer
 * and audience are not compared until they are set. Once set, any number of threads may use them.
 */
public final class JwtRules {
  private final NativeJwtRules rules;

  /** New rules. */
  public JwtRules() {
    NativeLibrary.check();
    rules = new NativeJwtRules();
  }

  /**
   * Allows only the algorithms that are named here.
   *
   * @param algorithms their names, such as {@code ES256}; HS256 and its like are allowed only if they are named
   * @return this
   * @throws ValidationException if there is no such algorithm
   */
  public JwtRules setAlgorithms(String... algorithms) {
    return set("alg", String.join(",", algorithms));
  }

  /**
   * Says which claims it has to have.
   *
   * @param profile {@code jwt}, {@code id_token} (OpenID Connect) or {@code access_token} (RFC 9068)
   * @return this
   * @throws ValidationException if it will not do
   */
  public JwtRules setProfile(String profile) {
    return set("profile", profile);
  }

  /**
   * Says who has to have issued it.
   *
   * @param issuer the issuer
   * @return this
   * @throws ValidationException if it will not do
   */
  public JwtRules setIssuer(String issuer) {
    return set("issuer", issuer);
  }

  /**
   * Says for whom it has to be.
   *
   * @param audience the audience
   * @return this
   * @throws ValidationException if it will not do
   */
  public JwtRules setAudience(String audience) {
    return set("audience", audience);
  }

  /**
   * Says the nonce that was sent.
   *
   * @param nonce the nonce
   * @return this
   * @throws ValidationException if it will not do
   */
  public JwtRules setNonce(String nonce) {
    return set("nonce", nonce);
  }

  /**
   * Says the type that its header has to say.
   *
   * @param typ the type
   * @return this
   * @throws ValidationException if it will not do
   */
  public JwtRules setTyp(String typ) {
    return set("typ", typ);
  }

  /**
   * Says the access token that came with an ID token.
   *
   * @param accessToken the token
   * @return this
   * @throws ValidationException if it will not do
   */
  public JwtRules setAccessToken(String accessToken) {
    return set("access_token", accessToken);
  }

  /**
   * Says by how much clocks may differ.
   *
   * @param leeway whole seconds
   * @return this
   * @throws ValidationException if it is too much
   */
  public JwtRules setLeeway(Duration leeway) {
    return set("leeway", CallOptions.seconds(leeway));
  }

  /**
   * Says by which time to judge, instead of now.
   *
   * @param at the time
   * @return this
   */
  public JwtRules setAt(Instant at) {
    return set("at", Long.toString(at.getEpochSecond()));
  }

  /** A rule by its name. */
  JwtRules set(String name, String value) {
    rules.set(Utf8.encode(name), Utf8.encode(value));
    return this;
  }

  NativeJwtRules toNative() {
    return rules;
  }
}
