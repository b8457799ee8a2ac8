package com.connectify.sdk;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.DynamicTest.dynamicTest;

import com.connectify.sdk.internal.Utf8;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.io.TempDir;

/** JSON from outside: the guard and JSON Schema. */
class JsonSchemaTest {
  @TempDir Path folder;

  @TestFactory
  Stream<DynamicTest> guard() throws IOException {
    return VectorsTest.cases("json.json").stream()
        .map(each -> dynamicTest((String) each.get("name"), () -> guard(each)));
  }

  private static void guard(Map<String, Object> vector) {
    byte[] json =
        vector.get("text_hex") instanceof String hex
            ? HexFormat.of().parseHex(hex)
            : Utf8.encode((String) vector.get("text"));
    if (vector.get("expect").equals("ok")) {
      JsonGuard.check(json);
    } else {
      ValidationException refused = assertThrows(ValidationException.class, () -> JsonGuard.check(json));
      assertEquals(vector.get("expect"), refused.getRule().orElseThrow());
    }
  }

  @TestFactory
  Stream<DynamicTest> schemas() throws IOException {
    return VectorsTest.cases("json_schema.json").stream()
        .map(each -> dynamicTest((String) each.get("name"), () -> schema(each)));
  }

  private void schema(Map<String, Object> vector) throws IOException {
    JsonSchema.Builder builder = new JsonSchema.Builder(Json.write(vector.get("schema")));
    builder.setFormatAssertion(Boolean.TRUE.equals(vector.get("format_assertion")));
    if (vector.get("documents") instanceof Map<?, ?> documents) {
      for (Map.Entry<?, ?> document : documents.entrySet()) {
        String path = ((String) document.getKey()).substring("http://".length());
        String host = path.substring(0, path.indexOf('/'));
        Path file = folder.resolve(path);
        Files.createDirectories(file.getParent());
        Files.writeString(file, Json.write(document.getValue()));
        builder.map("http://" + host + "/", folder.resolve(host));
      }
    }
    if (vector.containsKey("error")) {
      ValidationException refused = assertThrows(ValidationException.class, builder::build);
      assertEquals(vector.get("error"), refused.getRule().orElseThrow());
      return;
    }
    JsonSchema schema = builder.build();
    for (Object valid : (List<?>) vector.get("valid")) {
      schema.validate(Json.write(valid));
    }
    for (Object each : (List<?>) vector.get("invalid")) {
      Map<?, ?> invalid = (Map<?, ?>) each;
      ValidationException refused =
          assertThrows(ValidationException.class, () -> schema.validate(Json.write(invalid.get("value"))));
      assertEquals(invalid.get("field"), refused.getField().orElse(""));
      assertEquals(invalid.get("rule"), refused.getRule().orElseThrow());
    }
  }

  @Test
  void halfACharacterIsRefusedByName() {
    JsonSchema any = new JsonSchema("true");
    for (Runnable use :
        List.<Runnable>of(() -> JsonGuard.check("\"\ud83d\""), () -> any.validate("\"\udfff\""))) {
      ValidationException refused = assertThrows(ValidationException.class, use::run);
      assertEquals("invalid_utf8", refused.getRule().orElseThrow());
    }
    any.validate("\"🌿\"");
  }
}
