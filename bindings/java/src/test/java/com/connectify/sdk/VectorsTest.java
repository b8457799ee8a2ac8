package com.connectify.sdk;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assertions.fail;
import static org.junit.jupiter.api.DynamicTest.dynamicTest;

import com.connectify.sdk.internal.Answer;
import com.connectify.sdk.internal.CleanedText;
import com.connectify.sdk.internal.Native;
import com.connectify.sdk.internal.NativeCallOptions;
import com.connectify.sdk.internal.NativeClient;
import com.connectify.sdk.internal.NativeConfig;
import com.connectify.sdk.internal.Utf8;
import java.io.IOException;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/** The vectors that every language reads: calls and texts. */
class VectorsTest {
  private static final String UNKNOWN_KEY = "cfy_ak_test_0000000000000000000000000000000025rrqD";

  @BeforeAll
  static void load() {
    NativeLibrary.check();
  }

  @SuppressWarnings("unchecked")
  static List<Map<String, Object>> cases(String file) throws IOException {
    return (List<Map<String, Object>>) Tree.json(Tree.VECTORS.resolve(file)).get("cases");
  }

  @SuppressWarnings("unchecked")
  private static Map<String, Object> map(Object value) {
    return value == null ? Map.of() : (Map<String, Object>) value;
  }

  @TestFactory
  Stream<DynamicTest> calls() throws IOException {
    return cases("calls.json").stream().map(each -> dynamicTest((String) each.get("name"), () -> call(each)));
  }

  private static void call(Map<String, Object> vector) throws Exception {
    try (Sandbox own = Sandbox.start();
        ServerSocket silent = Servers.silent();
        Socket closed = Servers.closed()) {
      Map<String, String> places =
          Map.of(
              "$unknown_key", UNKNOWN_KEY,
              "$reader_key", own.key("reader"),
              "$api_secret", own.apiSecret(),
              "$other_ca_file", Tree.VECTORS.resolve("other-ca.pem").toString(),
              "$silent_url", Servers.url(silent),
              "$closed_url", Servers.url(closed));
      ConnectifySDK.Builder settings = own.settings();
      map(vector.get("settings"))
          .forEach((name, value) -> settings.set(name, places.getOrDefault(value, (String) value)));
      NativeConfig config = settings.toNative();
      NativeClient client = new NativeClient(config);
      for (Object each : (List<?>) vector.get("calls")) {
        call(client, map(each));
      }
      client.close();
    }
  }

  private static void call(NativeClient client, Map<String, Object> call) {
    Map<String, Object> expect = map(call.get("expect"));
    Answer answer;
    try {
      NativeCallOptions options = new NativeCallOptions();
      map(call.get("options")).forEach((name, value) -> options.set(Utf8.encode(name), Utf8.encode((String) value)));
      byte[] operation = Utf8.encode((String) call.get("operation"));
      answer = client.call(operation, Utf8.encode(Json.write(call.get("params"))), options);
    } catch (ConnectifyException error) {
      assertTrue(expect.containsKey("error"), error.toString());
      map(expect.get("error")).forEach((name, value) -> assertEquals(value, field(error, name), error.toString()));
      return;
    }
    Object data = new JsonReader(answer.json).value();
    assertTrue(!expect.containsKey("error"), () -> "answered: " + data);
    map(expect.get("data")).forEach((pointer, value) -> assertEquals(value, at(data, pointer)));
    map(expect.get("count"))
        .forEach(
            (pointer, count) -> {
              Object found = at(data, pointer);
              int size = found instanceof Map ? ((Map<?, ?>) found).size() : ((Collection<?>) found).size();
              assertEquals(count, (long) size);
            });
  }

  private static Object field(ConnectifyException error, String name) {
    return switch (name) {
      case "code" -> error.getCode();
      case "field" -> error.getField().orElse("");
      case "rule" -> error.getRule().orElse("");
      case "http_status" -> (long) error.getHttpStatus();
      case "api_code" -> error.getApiCode().orElse("");
      default -> fail("the vectors expect " + name + ", which this test does not know");
    };
  }

  /** RFC 6901, as far as the vectors use it. */
  private static Object at(Object data, String pointer) {
    Object found = data;
    for (String step : pointer.substring(1).split("/")) {
      found = found instanceof List<?> list ? list.get(Integer.parseInt(step)) : map(found).get(step);
    }
    return found;
  }

  @TestFactory
  Stream<DynamicTest> texts() throws IOException {
    return cases("text.json").stream().map(each -> dynamicTest((String) each.get("name"), () -> text(each)));
  }

  private static void text(Map<String, Object> vector) {
    byte[] profile = Utf8.encode((String) vector.get("profile"));
    byte[] text =
        vector.containsKey("input_hex")
            ? HexFormat.of().parseHex((String) vector.get("input_hex"))
            : Utf8.encode((String) vector.get("input"));
    if (vector.get("check") == null) {
      Native.checkText(profile, text);
    } else {
      assertEquals(vector.get("check"), refusedRule(() -> Native.checkText(profile, text)));
    }
    if (vector.get("clean") instanceof Map<?, ?> refusal) {
      assertEquals(refusal.get("error"), refusedRule(() -> Native.clean_text(profile, text)));
      return;
    }
    CleanedText cleaned = Native.clean_text(profile, text);
    assertEquals(vector.get("clean"), Utf8.decode(cleaned.text == null ? text : cleaned.text));
    List<Object> rules = new ArrayList<>();
    for (Object change : (List<?>) new JsonReader(cleaned.changes).value()) {
      rules.add(map(change).get("rule"));
    }
    assertEquals(vector.get("changes"), rules);
    if (!vector.containsKey("input_hex")) {
      String given = (String) vector.get("input");
      Text.Cleaned byFace = Text.clean((String) vector.get("profile"), given);
      assertEquals(vector.get("clean"), byFace.text());
      assertTrue(byFace.changes().stream().allMatch(change -> change.position() <= given.length()));
    }
  }

  private static String refusedRule(Runnable use) {
    return assertThrows(ValidationException.class, use::run).getRule().orElseThrow();
  }
}
