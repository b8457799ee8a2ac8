package com.connectify.sdk;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.net.ServerSocket;
import java.net.Socket;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.Iterator;
import java.util.List;
import java.util.concurrent.CancellationException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;

/** ConnectifySDK: settings, operations, lists, its end. */
@ExtendWith(SharedSandbox.class)
@Timeout(60)
class SdkTest {
  private Sandbox sandbox;
  private ConnectifySDK sdk;

  @BeforeEach
  void open(Sandbox shared) {
    sandbox = shared;
    sdk = shared.settings().build();
  }

  @AfterEach
  void close() {
    sdk.close();
  }

  @Test
  void statusAndPing() {
    Status status = sdk.status().get();
    assertEquals("connected", status.status());
    assertEquals("sandbox", status.environment());
    assertTrue(sdk.status().ping().pong());
  }

  @Test
  void settingsTakeJavasValues() {
    try (ConnectifySDK other =
        sandbox
            .settings()
            .setTimeout(Duration.ofSeconds(5))
            .setConnectTimeout(Duration.ofMillis(2500))
            .setDebug(false)
            .setScope("devices:read", "devices:write")
            .setProxy(null)
            .setCaFile(null)
            .build()) {
      assertTrue(other.status().ping().pong());
    }
  }

  @Test
  void aNullIsNoValue() {
    ConnectifySDK.Builder builder = sandbox.settings().setApiKey("nonsense").setApiKey((String) null);
    try (ConnectifySDK other = builder.setApiSecret(System.getenv("NO_SUCH_VARIABLE")).build()) {
      assertTrue(other.status().ping().pong());
    }
  }

  @Test
  void aMissingSettingIsNamed() {
    try (ConnectifySDK other = new ConnectifySDK.Builder().setEnvironment("production").build()) {
      ConfigurationException refused =
          assertThrows(ConfigurationException.class, () -> other.devices().get("dev_0001"));
      assertEquals("api_key", refused.getField().orElseThrow());
    }
  }

  @Test
  void aBadSettingIsNamed() {
    ConfigurationException refused =
        assertThrows(ConfigurationException.class, () -> new ConnectifySDK.Builder().setEnvironment("moon").build());
    assertEquals("environment", refused.getField().orElseThrow());
  }

  @Test
  void anAnswerTellsWhereItCameFrom() {
    Response response = sdk.devices().get("dev_0001").response();
    assertEquals(200, response.httpStatus());
    assertFalse(response.requestId().isEmpty());
    assertTrue(response.text().contains("\"dev_0001\""));
  }

  @Test
  void aListGivesEveryDeviceOfAllPages() {
    List<String> ids = new ArrayList<>();
    for (Device device : sdk.devices().list(new ListDevicesParams().limit(20))) {
      ids.add(device.id());
    }
    assertEquals(52, ids.size());
    assertEquals(52, new HashSet<>(ids).size());
  }

  @Test
  void aListCanBeGoneThroughAgain() {
    Pager<Device, DevicePage> devices = sdk.devices().list();
    assertEquals(52, devices.stream().count());
    assertEquals(52, devices.stream().count());
  }

  @Test
  void aListGivesItsPages() {
    List<Integer> sizes = new ArrayList<>();
    List<Long> offsets = new ArrayList<>();
    for (DevicePage page : sdk.devices().list(new ListDevicesParams().limit(20)).pages()) {
      sizes.add(page.devices().size());
      offsets.add(page.pagination().offset());
    }
    assertEquals(List.of(20, 20, 12), sizes);
    assertEquals(List.of(0L, 20L, 40L), offsets);
  }

  @Test
  void aListMayBeginLater() {
    assertEquals(
        List.of("dev_0051", "dev_0052"),
        sdk.devices().list(new ListDevicesParams().offset(50)).stream().map(Device::id).toList());
  }

  @Test
  void aListFetchesNoPageBeforeItIsNeeded() throws Exception {
    try (Socket holder = Servers.closed();
        ConnectifySDK other = sandbox.settings().setBaseUrl(Servers.url(holder)).build()) {
      Iterator<Device> devices = other.devices().list().iterator();
      assertThrows(ConnectionException.class, devices::hasNext);
      assertThrows(ConnectionException.class, devices::next); // the same page again
    }
  }

  @Test
  void aListChecksItsArgumentsAtOnce() {
    ValidationException refused =
        assertThrows(ValidationException.class, () -> sdk.devices().list(new ListDevicesParams().limit(1000)));
    assertEquals("limit", refused.getField().orElseThrow());
  }

  @Test
  void aListLivesWithoutItsClientAtHand() {
    Iterator<Device> devices = sandbox.settings().build().devices().list(new ListDevicesParams().limit(5)).iterator();
    int count = 0;
    for (; devices.hasNext(); devices.next()) {
      if (count++ % 5 == 0) {
        System.gc();
      }
    }
    assertEquals(52, count);
  }

  @Test
  void theLifeOfADevice() throws Exception {
    try (Sandbox own = Sandbox.start();
        ConnectifySDK client = own.settings().build()) {
      Device device =
          client.devices().register(new DeviceRegistration("Desk lamp", "light").capabilities(List.of("switch")));
      assertEquals(List.of("switch"), device.capabilities());
      assertEquals("Floor lamp", client.devices().update(device.id(), new DeviceUpdate().name("Floor lamp")).name());
      assertEquals("light", client.devices().get(device.id()).type());
      assertTrue(client.devices().delete(device.id()).deleted());
      assertThrows(NotFoundException.class, () -> client.devices().get(device.id()));
    }
  }

  @Test
  void anIdempotencyKeyMakesARegistrationRepeatable() throws Exception {
    try (Sandbox own = Sandbox.start();
        ConnectifySDK client = own.settings().build()) {
      CallOptions options = CallOptions.withIdempotencyKey("order-1");
      DeviceRegistration lamp = new DeviceRegistration("Desk lamp", "light");
      assertEquals(client.devices().register(lamp, options), client.devices().register(lamp, options));
      assertThrows(
          ConflictException.class,
          () -> client.devices().register(new DeviceRegistration("Floor lamp", "light"), options));
    }
  }

  @Test
  void aCallMayHaveATimeoutOfItsOwn() throws Exception {
    try (ServerSocket server = Servers.silent();
        ConnectifySDK other = sandbox.settings().setBaseUrl(Servers.url(server)).build()) {
      CallOptions options = CallOptions.withTimeout(Duration.ofMillis(200));
      assertThrows(TimeoutException.class, () -> other.status().ping(options));
    }
  }

  @Test
  void threadsShareAClient() throws Exception {
    ExecutorService pool = Executors.newFixedThreadPool(8);
    try {
      List<Future<Device>> devices = new ArrayList<>();
      for (int i = 1; i <= 52; i++) {
        String id = String.format("dev_%04d", i);
        devices.add(pool.submit(() -> sdk.devices().get(id)));
      }
      for (int i = 1; i <= 52; i++) {
        assertEquals(String.format("dev_%04d", i), devices.get(i - 1).get().id());
      }
    } finally {
      pool.shutdown();
    }
  }

  @Test
  void closingEndsCallsInFlight() throws Exception {
    ExecutorService pool = Executors.newSingleThreadExecutor();
    try (ServerSocket server = Servers.silent()) {
      ConnectifySDK other = sandbox.settings().setBaseUrl(Servers.url(server)).build();
      Future<Pong> call = pool.submit(() -> other.status().ping());
      Thread.sleep(200);
      other.close();
      ExecutionException ended = assertThrows(ExecutionException.class, call::get);
      assertEquals(CancellationException.class, ended.getCause().getClass());
    } finally {
      pool.shutdown();
    }
  }

  @Test
  void aClosedClientSaysSo() {
    Iterator<Device> devices = sdk.devices().list(new ListDevicesParams().limit(1)).iterator();
    devices.next();
    sdk.close();
    sdk.close(); // again
    for (Runnable use :
        List.<Runnable>of(
            () -> sdk.status().ping(),
            () -> sdk.status().pingAsync(),
            () -> sdk.devices().list(),
            () -> sdk.devices().listAsync(),
            devices::next)) {
      assertTrue(assertThrows(IllegalStateException.class, use::run).getMessage().contains("closed"));
    }
  }

  @Test
  void nullsAreRefusedAndNeverACrash() {
    assertThrows(NullPointerException.class, () -> sdk.devices().register(null));
    assertThrows(NullPointerException.class, () -> sdk.devices().update("dev_0001", null));
    assertThrows(NullPointerException.class, () -> sdk.status().ping(null));
    assertThrows(NullPointerException.class, () -> Text.check(null, "x"));
    assertThrows(NullPointerException.class, () -> Text.check("device_name", null));
    assertThrows(NullPointerException.class, () -> new Secret((String) null));
    // A missing argument is for the library to name.
    assertEquals(
        "id", assertThrows(ValidationException.class, () -> sdk.devices().get(null)).getField().orElseThrow());
  }

  @Test
  void nothingShowsAKey() {
    String key = sandbox.key("reader");
    ConnectifySDK.Builder builder = sandbox.settings().setApiKey(key);
    try (ConnectifySDK other = builder.build()) {
      assertFalse((builder.toString() + other + other.devices()).contains(key));
    }
  }
}
