package com.connectify.sdk;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.connectify.sdk.internal.Utf8;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Strings on their way to the library and back: emoji, NUL, half characters. */
@ExtendWith(SharedSandbox.class)
class TextTest {
  @ParameterizedTest
  @ValueSource(strings = {"", "plain", "Küche", "寝室", "🌿", "a\0b", "🌿\0寝"})
  void utf8IsTheStandardsAndNotJnis(String text) {
    assertArrayEquals(text.getBytes(StandardCharsets.UTF_8), Utf8.encode(text));
    assertEquals(text, Utf8.decode(Utf8.encode(text)));
  }

  @Test
  void halfACharacterBecomesBytesThatAreNoUtf8() {
    HexFormat hex = HexFormat.of();
    assertEquals("eda080", hex.formatHex(Utf8.encode("\ud800")));
    assertEquals("61edb08062f09f8cbfeda0bc", hex.formatHex(Utf8.encode("a\udc00b🌿\ud83c")));
    assertEquals("edbcbfeda0bc", hex.formatHex(Utf8.encode("\udf3f\ud83c")));
  }

  @Test
  void theLibrarySeesEveryCharacter() {
    assertEquals(new Text.Cleaned("Küche 🌿", List.of()), Text.clean("device_name", "Küche 🌿"));
    assertFalse(Text.clean("device_name", "寝室").changed());
    assertEquals("control_character", refusedRule("lamp\0hidden"));
    assertEquals("invalid_utf8", refusedRule("x\ud800"));
    assertEquals("invalid_utf8", refusedRule("\udfffx"));
  }

  private static String refusedRule(String text) {
    return assertThrows(ValidationException.class, () -> Text.check("device_name", text)).getRule().orElseThrow();
  }

  @Test
  void positionsAreIndexesIntoTheString() {
    String given = "寝🌿é\u202e\u202e \ud800x";
    Text.Cleaned cleaned = Text.clean("device_name", given);
    assertTrue(cleaned.changed());
    for (Text.Change change : cleaned.changes()) {
      int expected = change.rule().equals("invalid_utf8") ? given.indexOf('\ud800') : given.indexOf('\u202e');
      assertEquals(expected, change.position(), change.toString());
    }
    assertEquals(2, cleaned.changes().size());
  }

  @Test
  void anUnknownProfileIsRefused() {
    assertThrows(ValidationException.class, () -> Text.check("haiku", "x"));
  }

  @ParameterizedTest
  @ValueSource(strings = {"Küche & 寝室 🌿 O'Brien \"x\" \\", "🌿🌿🌿"})
  void namesComeBackAsTheyWere(String name) throws Exception {
    try (Sandbox own = Sandbox.start();
        ConnectifySDK sdk = own.settings().build()) {
      assertEquals(name, sdk.devices().register(new DeviceRegistration(name, "light")).name());
    }
  }

  @Test
  void halfACharacterIsRefusedByTheNameOfItsArgument(Sandbox sandbox) {
    try (ConnectifySDK sdk = sandbox.settings().build()) {
      for (DeviceRegistration half :
          List.of(
              new DeviceRegistration("x\ud800", "light"),
              new DeviceRegistration("x", "light").capabilities(List.of("a", "\udfff")))) {
        ValidationException refused = assertThrows(ValidationException.class, () -> sdk.devices().register(half));
        assertEquals("invalid_utf8", refused.getRule().orElseThrow());
        assertTrue(List.of("name", "capabilities.1").contains(refused.getField().orElseThrow()));
      }
      ValidationException refused =
          assertThrows(
              ValidationException.class,
              () -> sdk.devices().register(new DeviceRegistration("a\0b", "light"), CallOptions.none()));
      assertEquals("control_character", refused.getRule().orElseThrow());
    }
  }
}
