package com.connectify.sdk;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.DynamicTest.dynamicTest;

import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/** JSON Web Tokens. */
class JwksTest {
  private static Map<?, ?> sets() throws IOException {
    return (Map<?, ?>) Tree.json(Tree.VECTORS.resolve("jwt.json")).get("sets");
  }

  @TestFactory
  Stream<DynamicTest> vectors() throws IOException {
    Map<?, ?> sets = sets();
    return VectorsTest.cases("jwt.json").stream()
        .map(each -> dynamicTest((String) each.get("name"), () -> vector(each, sets)));
  }

  private static void vector(Map<String, Object> vector, Map<?, ?> sets) {
    Object jwks = vector.get("jwks");
    JwtRules rules = new JwtRules();
    ((Map<?, ?>) vector.get("rules")).forEach((name, value) -> rules.set((String) name, (String) value));
    boolean claims = !((Map<?, ?>) vector.get("rules")).containsKey("claims");
    String token = (String) vector.get("token");
    Runnable verify =
        () -> {
          Jwks keys = new Jwks(Json.write(jwks instanceof String name ? sets.get(name) : jwks));
          if (claims) {
            keys.verify(token, rules);
          } else {
            keys.verifySignature(token);
          }
        };
    if (vector.get("expect").equals("ok")) {
      verify.run();
    } else {
      OAuthException refused = assertThrows(OAuthException.class, verify::run);
      assertEquals(vector.get("expect"), refused.getRule().orElseThrow());
    }
  }

  @Test
  void rulesAndClaims() throws IOException {
    Map<String, Object> good =
        VectorsTest.cases("jwt.json").stream()
            .filter(each -> each.get("name").equals("RS256 is good"))
            .findFirst()
            .orElseThrow();
    String token = (String) good.get("token");
    Jwks keys = new Jwks(Json.write(sets().get("all")));
    Instant at = Instant.ofEpochSecond(1700000000);
    JwtRules rules =
        new JwtRules().setAt(at).setIssuer("https://issuer.example").setAlgorithms("ES256", "RS256").setProfile("jwt");
    Map<String, Object> claims = keys.verify(token, rules);
    assertEquals("user_test_1", claims.get("sub"));
    assertEquals(
        claims, new JsonReader(keys.verifySignature(token, "RS256")).map(), () -> "the payload is what was signed");
    assertEquals(claims, Jwks.inspect(token).claims());
    assertEquals("RS256", Jwks.inspect(token).header().get("alg"));

    assertEquals("iss_wrong", refusal(keys, token, new JwtRules().setAt(at).setIssuer("https://other.example")));
    assertEquals("aud_wrong", refusal(keys, token, new JwtRules().setAt(at).setAudience("nobody")));
    assertEquals("alg_not_allowed", refusal(keys, token, new JwtRules().setAt(at).setAlgorithms("ES256")));
    assertEquals("expired", refusal(keys, token, new JwtRules().setLeeway(Duration.ZERO)));
    JwtRules bad = new JwtRules();
    assertThrows(ValidationException.class, () -> bad.setAlgorithms("none"));
    assertThrows(OAuthException.class, () -> Jwks.inspect("no token"));
    assertThrows(OAuthException.class, () -> new Jwks("{}"));
  }

  private static String refusal(Jwks keys, String token, JwtRules rules) {
    return assertThrows(OAuthException.class, () -> keys.verify(token, rules)).getRule().orElseThrow();
  }
}
