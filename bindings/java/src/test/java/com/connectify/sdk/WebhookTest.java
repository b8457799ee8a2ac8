package com.connectify.sdk;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.DynamicTest.dynamicTest;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.io.TempDir;

/** Telling the platform's deliveries from all others. */
class WebhookTest {
  private static final String SECRET = "cfy_whsec_test_aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa398A9g";
  private static final byte[] BODY = "{\"id\":\"evt_1\",\"type\":\"key.expiring\"}".getBytes(StandardCharsets.UTF_8);

  @TestFactory
  Stream<DynamicTest> vectors() throws IOException {
    return VectorsTest.cases("webhooks.json").stream()
        .map(each -> dynamicTest((String) each.get("name"), () -> vector(each)));
  }

  private static void vector(Map<String, Object> vector) {
    WebhookVerifier.Builder builder = new WebhookVerifier.Builder();
    ((List<?>) vector.get("secrets")).forEach(secret -> builder.addSecret((String) secret));
    if (vector.get("settings") instanceof Map<?, ?> settings) {
      settings.forEach((name, value) -> builder.set((String) name, (String) value));
    }
    WebhookVerifier verifier = builder.build();
    for (Object each : (List<?>) vector.get("deliveries")) {
      deliver(verifier, (Map<?, ?>) each);
    }
  }

  private static void deliver(WebhookVerifier verifier, Map<?, ?> delivery) {
    Map<String, List<String>> headers = new LinkedHashMap<>();
    for (Object header : (List<?>) delivery.get("headers")) {
      List<?> pair = (List<?>) header;
      headers.computeIfAbsent((String) pair.get(0), name -> new ArrayList<>()).add((String) pair.get(1));
    }
    byte[] body = ((String) delivery.get("body")).getBytes(StandardCharsets.UTF_8);
    Instant at = Instant.ofEpochSecond((Long) delivery.get("at"));
    Map<?, ?> expect = (Map<?, ?>) delivery.get("expect");
    if (expect.get("error") instanceof Map<?, ?> error) {
      ConnectifyException refused =
          assertThrows(ConnectifyException.class, () -> verifier.verify(body, headers, at));
      assertEquals(error.get("code"), refused.getCode());
      assertEquals(error.get("field"), refused.getField().orElse(""));
      assertEquals(error.get("rule"), refused.getRule().orElse(""));
      assertFalse(refused.getMessage().contains("cfy_whsec_"));
      return;
    }
    WebhookEvent event = verifier.verify(body, headers, at);
    Map<?, ?> expected = (Map<?, ?>) expect.get("event");
    assertEquals(at, event.verifiedAt());
    assertEquals(expected.get("id"), event.id());
    assertEquals(expected.get("type"), event.type());
    assertEquals(expected.get("signed_at"), event.signedAt() == null ? null : event.signedAt().getEpochSecond());
  }

  private static Map<String, List<String>> signed(byte[] body) throws Exception {
    String now = Long.toString(Instant.now().getEpochSecond());
    Mac mac = Mac.getInstance("HmacSHA256");
    mac.init(new SecretKeySpec(SECRET.getBytes(StandardCharsets.US_ASCII), "HmacSHA256"));
    mac.update((now + ".").getBytes(StandardCharsets.US_ASCII));
    String digest = HexFormat.of().formatHex(mac.doFinal(body));
    Map<String, List<String>> headers = new LinkedHashMap<>();
    headers.put(null, List.of("HTTP/1.1 200 OK"));
    headers.put("X-Connectify-Signature", List.of("t=" + now + ",v1=" + digest));
    headers.put("X-Connectify-Timestamp", List.of(now));
    return headers;
  }

  private static WebhookVerifier.Builder builder() {
    return new WebhookVerifier.Builder().addSecret(SECRET);
  }

  @Test
  void aDeliveryIsReadAndVerified() throws Exception {
    WebhookVerifier verifier = builder().build();
    WebhookDelivery delivery = verifier.receive(new ByteArrayInputStream(BODY), signed(BODY));
    assertArrayEquals(BODY, delivery.body());
    assertEquals("key.expiring", delivery.event().type());
    Map<String, List<String>> again = signed(BODY);
    ValidationException refused =
        assertThrows(
            ValidationException.class, () -> verifier.receive(new ByteArrayInputStream(BODY), again));
    assertEquals(200, WebhookVerifier.status(refused), "it was taken care of");
  }

  @Test
  void servletsGiveTheirHeadersAsTheyHaveThem() throws Exception {
    Map<String, List<String>> headers = signed(BODY);
    headers.remove(null);
    WebhookDelivery delivery =
        builder()
            .build()
            .receive(
                new ByteArrayInputStream(BODY),
                Collections.enumeration(headers.keySet()),
                name -> Collections.enumeration(headers.get(name)));
    assertEquals("evt_1", delivery.event().id());
  }

  @Test
  void noMoreIsReadThanMayBe() throws Exception {
    WebhookVerifier verifier = builder().setMaxBody(10).build();
    assertEquals(10, verifier.maxBody());
    ByteArrayInputStream body = new ByteArrayInputStream(new byte[1000]);
    Map<String, List<String>> headers = signed(BODY);
    ValidationException refused =
        assertThrows(ValidationException.class, () -> verifier.receive(body, headers));
    assertEquals(413, WebhookVerifier.status(refused));
    assertEquals(989, body.available());
  }

  @Test
  void theSettingsReachTheVerifier(@TempDir Path folder) throws Exception {
    Path file = folder.resolve("secret");
    Files.createFile(file, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
    Files.writeString(file, SECRET + "\n");
    WebhookVerifier verifier =
        new WebhookVerifier.Builder()
            .addSecretFile(file)
            .setTolerance(Duration.ofSeconds(5))
            .setReplayCapacity(1)
            .setAllowMissingTimestamp(true)
            .build();
    Instant late = Instant.now().plusSeconds(20);
    Map<String, List<String>> headers = signed(BODY);
    ValidationException refused =
        assertThrows(ValidationException.class, () -> verifier.verify(BODY, headers, late));
    assertEquals("too_old", refused.getRule().orElseThrow());
    assertThrows(ValidationException.class, () -> builder().setTolerance(Duration.ZERO));
    assertThrows(ConfigurationException.class, () -> builder().addSecret("cfy_whsec_test_cut"));
    assertThrows(ConfigurationException.class, () -> builder().addSecret("second").addSecret("third"));
    try (Secret secret = new Secret(SECRET)) {
      assertTrue(new WebhookVerifier.Builder().addSecret(secret).build().maxBody() > 0);
    }
  }
}
