package com.connectify.sdk;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.net.ServerSocket;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;

/** The Async twins: the same as futures, cancelling. */
@ExtendWith(SharedSandbox.class)
@Timeout(60)
class AsyncTest {
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

  private static Throwable failureOf(CompletableFuture<?> call) {
    return assertThrows(ExecutionException.class, () -> call.get(10, TimeUnit.SECONDS)).getCause();
  }

  private static void awaitNothingInFlight() throws InterruptedException {
    for (int i = 0; Completions.inFlight() > 0; i++) {
      assertTrue(i < 500, "the calls are still in flight");
      Thread.sleep(10);
    }
  }

  @Test
  void operations() throws Exception {
    assertEquals("connected", sdk.status().getAsync().get().status());
    assertEquals("dev_0001", sdk.devices().getAsync("dev_0001").get().id());
    assertInstanceOf(NotFoundException.class, failureOf(sdk.devices().getAsync("dev_9999")));
    assertInstanceOf(
        ValidationException.class, failureOf(sdk.devices().registerAsync(new DeviceRegistration("<b>", "light"))));
  }

  @Test
  void aRefusedArgumentIsTheFuturesExceptionToo() {
    CompletableFuture<Device> call = sdk.devices().registerAsync(new DeviceRegistration("x\ud800", "light"));
    assertEquals("name", ((ValidationException) failureOf(call)).getField().orElseThrow());
  }

  @Test
  void aListGivesEveryDeviceOfAllPages() throws Exception {
    List<Device> devices = sdk.devices().listAsync(new ListDevicesParams().limit(20)).toList().get();
    assertEquals(52, devices.stream().map(Device::id).distinct().count());
    AsyncPager<Device, DevicePage> pager = sdk.devices().listAsync(new ListDevicesParams().limit(20));
    List<Integer> sizes = new ArrayList<>();
    for (Optional<DevicePage> page; (page = pager.nextPage().get()).isPresent(); ) {
      sizes.add(page.get().devices().size());
    }
    assertEquals(List.of(20, 20, 12), sizes);
  }

  @Test
  void anActionThatThrowsEndsTheWalk() {
    IllegalArgumentException own = new IllegalArgumentException("enough");
    List<String> seen = new ArrayList<>();
    CompletableFuture<Void> walk =
        sdk.devices()
            .listAsync(new ListDevicesParams().limit(2))
            .forEach(
                device -> {
                  seen.add(device.id());
                  if (seen.size() == 3) {
                    throw own;
                  }
                });
    assertEquals(own, failureOf(walk));
    assertEquals(3, seen.size());
  }

  @Test
  void manyCallsAtOnce() throws Exception {
    List<CompletableFuture<Device>> calls = new ArrayList<>();
    for (int i = 0; i < 300; i++) {
      calls.add(sdk.devices().getAsync(String.format("dev_%04d", i % 52 + 1)));
    }
    for (int i = 0; i < 300; i++) {
      assertEquals(String.format("dev_%04d", i % 52 + 1), calls.get(i).get().id());
    }
    awaitNothingInFlight();
  }

  @Test
  void whatAContinuationWaitsForHoldsUpNothing() throws Exception {
    CountDownLatch waiting = new CountDownLatch(1);
    CountDownLatch release = new CountDownLatch(1);
    CompletableFuture<Void> blocked =
        sdk.status()
            .pingAsync()
            .thenAcceptAsync(
                pong -> {
                  waiting.countDown();
                  try {
                    release.await();
                  } catch (InterruptedException stopped) {
                    Thread.currentThread().interrupt();
                  }
                },
                task -> new Thread(task).start());
    waiting.await();
    assertTrue(sdk.status().pingAsync().get(5, TimeUnit.SECONDS).pong());
    release.countDown();
    blocked.get();
  }

  @Test
  void continuationsDoNotRunOnTheThreadThatPulls() throws Exception {
    // A continuation that is there before the answer runs on the thread that completes the future.
    try (ServerSocket server = Servers.silent();
        ConnectifySDK other = sandbox.settings().setBaseUrl(Servers.url(server)).build()) {
      CompletableFuture<String> thread = new CompletableFuture<>();
      other.status().pingAsync().whenComplete((pong, failure) -> thread.complete(Thread.currentThread().getName()));
      other.close();
      assertTrue(!thread.get(10, TimeUnit.SECONDS).contains("connectify"), thread.get());
    }
  }

  @Test
  void cancellingTheFutureCancelsTheCall() throws Exception {
    try (ServerSocket server = Servers.silent();
        ConnectifySDK other = sandbox.settings().setBaseUrl(Servers.url(server)).build()) {
      CompletableFuture<Pong> call = other.status().pingAsync();
      Thread.sleep(100);
      assertEquals(1, Completions.inFlight());
      assertTrue(call.cancel(true));
      assertThrows(CancellationException.class, call::get);
      awaitNothingInFlight();
    }
  }

  @Test
  void aFutureThatIsOutOfTimeEndsItsCall() throws Exception {
    try (ServerSocket server = Servers.silent();
        ConnectifySDK other = sandbox.settings().setBaseUrl(Servers.url(server)).build()) {
      CompletableFuture<Pong> call = other.status().pingAsync().orTimeout(100, TimeUnit.MILLISECONDS);
      assertInstanceOf(java.util.concurrent.TimeoutException.class, failureOf(call));
      awaitNothingInFlight();
    }
  }

  @Test
  void cancellingAWalkEndsItsCall() throws Exception {
    try (ServerSocket server = Servers.silent();
        ConnectifySDK other = sandbox.settings().setBaseUrl(Servers.url(server)).build()) {
      CompletableFuture<Void> walk = other.devices().listAsync().forEach(device -> {});
      CompletableFuture<?> page = other.devices().listAsync().nextPage();
      walk.cancel(true);
      page.cancel(true);
      awaitNothingInFlight();
    }
  }

  @Test
  void cancelledCallsLeaveTheOthersAlone() throws Exception {
    List<CompletableFuture<Device>> calls = new ArrayList<>();
    for (int i = 0; i < 60; i++) {
      calls.add(sdk.devices().getAsync("dev_0001"));
    }
    for (int i = 0; i < 60; i += 2) {
      calls.get(i).cancel(true);
    }
    for (int i = 1; i < 60; i += 2) {
      assertEquals("dev_0001", calls.get(i).get().id());
    }
    awaitNothingInFlight();
  }

  @Test
  void closingEndsCallsInFlight() throws Exception {
    try (ServerSocket server = Servers.silent()) {
      ConnectifySDK other = sandbox.settings().setBaseUrl(Servers.url(server)).build();
      CompletableFuture<Pong> call = other.status().pingAsync();
      other.close();
      assertThrows(CancellationException.class, () -> call.get(5, TimeUnit.SECONDS));
      assertTrue(call.isCancelled());
    }
  }

  @Test
  void aCallNeedsNobodyToKeepItsClient() throws Exception {
    CompletableFuture<Device> call = sandbox.settings().build().devices().getAsync("dev_0001");
    System.gc();
    assertEquals("dev_0001", call.get(10, TimeUnit.SECONDS).id());
  }
}
