package com.connectify.sdk;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.DynamicTest.dynamicTest;

import com.connectify.sdk.internal.Native;
import com.connectify.sdk.internal.Utf8;
import java.io.IOException;
import java.lang.reflect.Method;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/** Text on its way out, URIs from templates, and profiles of the program's own. */
class EncodeTest {
  @TestFactory
  Stream<DynamicTest> vectors() throws IOException {
    NativeLibrary.check();
    return VectorsTest.cases("encoders.json").stream()
        .map(each -> dynamicTest(each.get("context") + " " + each.get("input"), () -> vector(each)));
  }

  private static void vector(Map<String, Object> vector) {
    String context = (String) vector.get("context");
    for (Encode.Unfit unfit : Encode.Unfit.values()) {
      String name = unfit.name().toLowerCase(Locale.ROOT);
      Object expected = vector.get(name);
      byte[] given = bytes(vector);
      if (expected instanceof Map<?, ?> refusal) {
        ValidationException refused =
            assertThrows(
                ValidationException.class, () -> Native.encode(Utf8.encode(context), Utf8.encode(name), given));
        assertEquals(refusal.get("refused"), refused.getRule().orElseThrow());
      } else {
        byte[] encoded = Native.encode(Utf8.encode(context), Utf8.encode(name), given);
        assertEquals(expected, encoded == null ? null : Utf8.decode(encoded));
        if (vector.get("input") instanceof String text) {
          String byFace = Encode.text(context, text, unfit);
          if (expected == null) {
            assertSame(text, byFace);
          } else {
            assertEquals(expected, byFace);
          }
        }
      }
    }
  }

  private static byte[] bytes(Map<String, Object> vector) {
    return vector.get("input_hex") instanceof String hex
        ? HexFormat.of().parseHex(hex)
        : Utf8.encode((String) vector.get("input"));
  }

  @Test
  void everyContextHasAMethodOfItsName() throws ReflectiveOperationException {
    Set<String> methods =
        Arrays.stream(Encode.class.getMethods())
            .filter(method -> Arrays.equals(method.getParameterTypes(), new Class<?>[] {String.class}))
            .map(Method::getName)
            .collect(Collectors.toSet());
    List<String> contexts = Encode.contexts();
    assertEquals(contexts.size(), methods.size());
    for (String context : contexts) {
      String given = context.equals("file_name") || context.equals("header_value") ? "plain" : "<\"'\u202e\n=1+1&";
      Method method = Encode.class.getMethod(camelCase(context), String.class);
      assertEquals(Encode.text(context, given, Encode.Unfit.REPLACE), method.invoke(null, given));
    }
  }

  private static String camelCase(String name) {
    StringBuilder camel = new StringBuilder();
    for (String word : name.split("_")) {
      camel.append(camel.isEmpty() ? word : word.substring(0, 1).toUpperCase(Locale.ROOT) + word.substring(1));
    }
    return camel.toString();
  }

  @Test
  void halfACharacterIsReplacedOrRefusedByName() {
    assertEquals("a\ufffd\ufffd\ufffdb", Encode.htmlText("a\ud83db"));
    assertEquals("🌿", Encode.htmlText("🌿"));
    ValidationException refused =
        assertThrows(
            ValidationException.class, () -> Encode.text("html_text", "a\ud83db", Encode.Unfit.REFUSE));
    assertEquals("invalid_utf8", refused.getRule().orElseThrow());
  }

  @Test
  void anUnknownContextIsRefused() {
    ValidationException refused =
        assertThrows(ValidationException.class, () -> Encode.text("htm_text", "a", Encode.Unfit.REPLACE));
    assertEquals("unknown_context", refused.getRule().orElseThrow());
  }

  @SuppressWarnings("unchecked")
  @TestFactory
  Stream<DynamicTest> templates() throws IOException {
    return VectorsTest.cases("uri_templates.json").stream()
        .map(
            each ->
                dynamicTest(
                    "template " + each.get("template"),
                    () -> template(each, (Map<String, Object>) each.get("variables"))));
  }

  private static void template(Map<String, Object> vector, Map<String, Object> variables) {
    String template = (String) vector.get("template");
    if (vector.containsKey("error")) {
      ValidationException refused =
          assertThrows(ValidationException.class, () -> UriTemplate.expand(template, variables));
      assertEquals(vector.get("error"), refused.getRule().orElseThrow());
    } else {
      assertEquals(vector.get("expect"), UriTemplate.expand(template, variables));
    }
  }

  @Test
  void variablesThatHaveNoFormAreRefused() {
    for (Object value : List.of("\ud83d", List.of("a", "\udfff"), Map.of("\ud83d", "a"), new Object(), Double.NaN)) {
      assertThrows(ValidationException.class, () -> UriTemplate.expand("{a}", Map.of("a", value)));
    }
    assertThrows(ValidationException.class, () -> UriTemplate.expand("{a}", Map.of("\ud83d", "a")));
    assertEquals("a%22b=", UriTemplate.expand("{a}=", Map.of("a", "a\"b", "\"}", "c")));
  }

  @Test
  void aProfileOfOnesOwn() {
    TextProfile rooms =
        new TextProfile.Builder("room")
            .setMaxGraphemes(7)
            .setScripts("Latin")
            .setExisting(List.of("Kitchen"))
            .setMayBeEmpty(true)
            .build();
    rooms.check("Kitchen");
    rooms.check("");
    for (String broken : List.of("Kitchen 1", "\u041aitchen", "a\u202e", "x\ud800")) {
      assertThrows(ValidationException.class, () -> rooms.check(broken));
    }
    Text.Cleaned cleaned = rooms.clean("🌿Küche\u202e");
    assertEquals(List.of(new Text.Change("bidi_control", 7, 1)), cleaned.changes());
    String same = "Garden";
    assertSame(same, rooms.clean(same).text());
    TextProfile.Builder bad = new TextProfile.Builder("room").setScripts("Klingonese");
    assertThrows(ValidationException.class, bad::build);
  }

  @Test
  void theProfilesHaveTheirNames() {
    assertTrue(Text.profiles().containsAll(List.of("device_name", "identifier", "free_text", "url", "email")));
  }
}
