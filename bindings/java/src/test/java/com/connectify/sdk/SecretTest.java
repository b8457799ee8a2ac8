package com.connectify.sdk;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayOutputStream;
import java.io.NotSerializableException;
import java.io.ObjectOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** Secret: the value comes out by reveal() alone. */
@ExtendWith(SharedSandbox.class)
class SecretTest {
  private static final String VALUE = "test-value-that-nobody-may-see";

  @Test
  void showingDoesNotGiveTheValue() {
    try (Secret secret = new Secret(VALUE)) {
      String formatted = String.format("%s %80s", secret, secret);
      for (String shown : List.of(secret.toString(), "" + secret, formatted, List.of(secret).toString())) {
        assertFalse(shown.contains(VALUE));
      }
      assertTrue(secret.toString().startsWith("Secret(****, 30 bytes"));
    }
  }

  @Test
  void revealGivesBytesThatAreTheCallers() {
    byte[] value = VALUE.getBytes(StandardCharsets.UTF_8);
    try (Secret secret = new Secret(value)) {
      byte[] revealed = secret.reveal();
      assertArrayEquals(value, revealed);
      revealed[0] = 0;
      value[0] = 0;
      assertArrayEquals(VALUE.getBytes(StandardCharsets.UTF_8), secret.reveal());
    }
  }

  @Test
  void aClosedSecretHasNoValue() {
    Secret secret = new Secret(VALUE);
    secret.close();
    secret.close();
    assertThrows(IllegalStateException.class, secret::reveal);
    assertThrows(IllegalStateException.class, () -> new ConnectifySDK.Builder().setApiKey(secret).build());
    assertEquals("Secret(closed)", secret.toString());
    assertNotEquals(new Secret(VALUE), secret);
    assertEquals(secret, secret);
  }

  @Test
  void secretsCompareByValueAndHaveNoHash() {
    assertEquals(new Secret(VALUE), new Secret(VALUE.getBytes(StandardCharsets.UTF_8)));
    assertNotEquals(new Secret("another"), new Secret(VALUE));
    assertNotEquals(new Secret(VALUE), (Object) VALUE);
    assertThrows(UnsupportedOperationException.class, () -> new Secret(VALUE).hashCode());
  }

  @Test
  void aSecretCannotBeSerialized() {
    assertThrows(
        NotSerializableException.class,
        () -> new ObjectOutputStream(new ByteArrayOutputStream()).writeObject(new Secret(VALUE)));
  }

  @Test
  void nothingIsNoSecret() {
    assertThrows(ValidationException.class, () -> new Secret(""));
  }

  @Test
  void credentialsMayBeSecrets(Sandbox sandbox) {
    try (Secret key = new Secret(sandbox.key("reader"));
        ConnectifySDK sdk = sandbox.settings().setApiKey(key).build()) {
      key.close();
      assertEquals("dev_0001", sdk.devices().get("dev_0001").id());
    }
  }

  @Test
  void closingWhileOthersUseItIsNoCrash() throws Exception {
    ExecutorService pool = Executors.newFixedThreadPool(4);
    try {
      for (int round = 0; round < 200; round++) {
        Secret secret = new Secret(VALUE);
        List<Future<?>> uses = new ArrayList<>();
        for (int i = 0; i < 4; i++) {
          uses.add(
              pool.submit(
                  () -> {
                    for (int n = 0; n < 50; n++) {
                      secret.toString();
                      try (Secret other = new Secret("x")) {
                        other.equals(secret);
                      }
                    }
                  }));
        }
        secret.close();
        for (Future<?> use : uses) {
          use.get();
        }
      }
    } finally {
      pool.shutdown();
    }
  }
}
