package com.connectify.sdk;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The generated models: what they keep of an answer; and the JSON that they are read from. */
class ModelsTest {
  private static final String DEVICE =
      """
      {"id": "dev_0001", "name": "Kitchen", "type": "thermostat", "status": "dreaming", "capabilities": ["temperature"],
       "last_active": "2025-06-01T12:00:00Z", "firmware": {"version": 7}}
      """;

  private static JsonReader json(String text) {
    return new JsonReader(text.getBytes(StandardCharsets.UTF_8));
  }

  private static Device device(String text) {
    return Device.READER.read(json(text), null);
  }

  @Test
  void aDeviceHasTypedFields() {
    Device device = device(DEVICE);
    assertEquals(List.of("temperature"), device.capabilities());
    assertEquals(Instant.parse("2025-06-01T12:00:00Z"), device.lastActive());
  }

  @Test
  void aStatusOfTomorrowIsKept() {
    assertEquals("dreaming", device(DEVICE).status());
  }

  @Test
  void unknownFieldsAreKept() {
    assertEquals(Map.of("firmware", Map.of("version", 7L)), device(DEVICE).extra());
  }

  @ParameterizedTest
  @ValueSource(strings = {"\"last_active\": null, \"a\": null,", "\"a\": null,"})
  void aTimeMayBeAbsentOrNull(String absent) {
    Device device = device("{" + absent + "\"id\": \"dev_0001\", \"capabilities\": []}");
    assertNull(device.lastActive());
    assertEquals(Arrays.asList((Object) null), new ArrayList<>(device.extra().values()));
  }

  @Test
  void modelsDoNotChange() {
    assertThrows(UnsupportedOperationException.class, () -> device(DEVICE).capabilities().add("x"));
    assertThrows(UnsupportedOperationException.class, () -> device(DEVICE).extra().clear());
  }

  @Test
  void modelsCompareByTheirFieldsAlone() {
    Device device = Device.READER.read(json(DEVICE), new Response(200, "req_1", DEVICE, 1));
    assertEquals(device(DEVICE), device);
    assertEquals(device(DEVICE).hashCode(), device.hashCode());
    assertNotEquals(device(DEVICE.replace("Kitchen", "Hall")), device);
    assertNotEquals(device(DEVICE.replace("7", "8")), device);
  }

  @Test
  void whatIsPrintedHoldsTheFieldsAndNotTheAnswer() {
    Device device = Device.READER.read(json(DEVICE), new Response(200, "req_1", "{\"key\":\"value of a secret\"}", 1));
    assertEquals(
        "Device[id=dev_0001, name=Kitchen, type=thermostat, status=dreaming, capabilities=[temperature], "
            + "lastActive=2025-06-01T12:00:00Z]",
        device.toString());
    assertFalse(device.response().toString().contains("secret"));
  }

  @Test
  void aPageHoldsModels() {
    String page = "{\"devices\": [" + DEVICE + "], \"pagination\": {\"limit\": 1, \"offset\": 0, \"total\": 1.0}}";
    DevicePage read = DevicePage.READER.read(json(page), null);
    assertEquals("dev_0001", read.devices().get(0).id());
    assertEquals(1, read.pagination().total());
  }

  @Test
  void jsonOfEveryKindIsRead() {
    String large = "12345678901234567890";
    assertEquals(
        Arrays.asList(true, false, null, -1L, 1500.0, new BigInteger(large), Map.of(), List.of()),
        json("[ true,false , null,-1, 1.5e3," + large + ", {}, [] ]").value());
    assertEquals("A\n\"\\/寝🌿🌿", json("\"\\u0041\\n\\\"\\\\\\/寝\\ud83c\\udf3f🌿\"").value());
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "[", "{\"id\"", "{\"id\": 7}", "{\"id\": \"x", "[]", "{\"capabilities\": [1]}"})
  void whatDoesNotFitIsAnException(String text) {
    assertThrows(RuntimeException.class, () -> device(text));
  }

  @ParameterizedTest
  @CsvSource({
    "2025-06-01T12:00:00Z, 2025-06-01T12:00:00Z",
    "2025-06-01t12:00:00z, 2025-06-01T12:00:00Z",
    "2025-06-01 12:00:00.5Z, 2025-06-01T12:00:00.500Z",
    "2025-06-01T12:00:00.1234567899Z, 2025-06-01T12:00:00.123456789Z",
    "2025-06-01T12:00:00+02:00, 2025-06-01T10:00:00Z",
    "2025-06-01T12:00:00.25-05:30, 2025-06-01T17:30:00.250Z",
    "2016-12-31T23:59:60Z, 2016-12-31T23:59:59Z",
    "2024-02-29T00:00:00Z, 2024-02-29T00:00:00Z"
  })
  void timesOfRfc3339(String text, String expected) {
    assertEquals(Instant.parse(expected), Rfc3339.parse(text));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "", "today", "2025-06-01", "2025-06-01T12:00:00", "2025-13-01T12:00:00Z", "2025-02-29T12:00:00Z",
        "2025-06-01T12:00:61Z", "2025-06-01T12:00:00.Z", "2025-06-01T12:00:00Zx",
        "2025-06-01T12:00:00+2:00", "2025-06-01T12:00:00+25:00"
      })
  void otherTimesAreRefused(String text) {
    RuntimeException refused = assertThrows(RuntimeException.class, () -> Rfc3339.parse(text));
    assertEquals(true, refused instanceof DateTimeException || refused instanceof IndexOutOfBoundsException);
  }
}
