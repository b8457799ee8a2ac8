package com.connectify.sdk;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.util.Iterator;
import java.util.List;
import java.util.NoSuchElementException;
import java.util.Optional;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;

/** Events as they happen. */
@ExtendWith(SharedSandbox.class)
@Timeout(60)
class EventStreamTest {
  private Sandbox sandbox;
  private ConnectifySDK sdk;
  private String before; // an event after which streams begin, so that none is missed while they connect

  @BeforeEach
  void open(Sandbox shared) {
    sandbox = shared;
    sdk = shared.settings().build();
    before = send("device.updated");
  }

  @AfterEach
  void close() {
    sdk.close();
  }

  private String send(String type) {
    return sdk.events().send(new EventDraft(type)).id();
  }

  @Test
  void eventsComeInTheirOrder() {
    List<String> sent = List.of(send("device.connected"), send("device.disconnected"), send("device.updated"));
    try (EventStream<PlatformEvent> events = sdk.events().stream(before)) {
      assertEquals(Optional.of(before), events.lastEventId());
      Iterator<PlatformEvent> each = events.iterator();
      assertTrue(each.hasNext());
      assertTrue(each.hasNext()); // takes no other
      assertEquals("device.connected", each.next().type());
      assertEquals(sent.get(1), each.next().id());
      assertEquals(Optional.of(sent.get(1)), events.lastEventId());
      assertEquals(sent.get(2), events.poll(Duration.ofSeconds(10)).orElseThrow().id());
      String later = send("device.connected");
      PlatformEvent event = each.next();
      assertEquals(later, event.id());
      assertTrue(event.response().text().contains(later));
    }
  }

  @Test
  void aStreamOfJava() {
    List<String> sent = List.of(send("device.connected"), send("device.disconnected"));
    try (Stream<PlatformEvent> events = sdk.events().stream(before).stream()) {
      assertEquals(sent, events.limit(2).map(PlatformEvent::id).toList());
    }
  }

  @Test
  void aStreamBeginsNowUnlessItIsToldOtherwise() throws Exception {
    try (EventStream<PlatformEvent> events = sdk.events().stream()) {
      assertEquals(Optional.empty(), events.lastEventId());
      Optional<PlatformEvent> event = Optional.empty();
      String latest = "";
      for (int i = 0; event.isEmpty() && i < 100; i++) { // until it is connected
        latest = send("device.connected");
        event = events.poll(Duration.ofMillis(200));
      }
      assertFalse(event.orElseThrow().id().equals(before));
    }
  }

  @Test
  void nothingComesInTime() {
    try (EventStream<PlatformEvent> events = sdk.events().stream(before)) {
      assertEquals(Optional.empty(), events.poll(Duration.ZERO));
      assertEquals(Optional.empty(), events.poll(Duration.ofMillis(120)));
    }
  }

  @Test
  void closingLetsThoseGoWhoWait() throws Exception {
    EventStream<PlatformEvent> events = sdk.events().stream(before);
    CompletableFuture<Boolean> more = CompletableFuture.supplyAsync(() -> events.iterator().hasNext());
    Thread.sleep(200);
    assertFalse(more.isDone());
    events.close();
    events.close(); // again
    assertFalse(more.get(5, TimeUnit.SECONDS));
    assertThrows(NoSuchElementException.class, () -> events.poll(Duration.ofSeconds(5)));
    assertThrows(NoSuchElementException.class, () -> events.iterator().next());
    assertEquals(Optional.of(before), events.lastEventId());
  }

  @Test
  void theClientsEndIsTheStreamsEnd() throws Exception {
    EventStream<PlatformEvent> events = sdk.events().stream(before);
    CompletableFuture<Boolean> more = CompletableFuture.supplyAsync(() -> events.iterator().hasNext());
    Thread.sleep(200);
    sdk.close();
    assertFalse(more.get(5, TimeUnit.SECONDS));
    assertTrue(
        assertThrows(IllegalStateException.class, () -> sdk.events().stream()).getMessage().contains("closed"));
  }

  @Test
  void anInterruptEndsAWaitAndNotTheStream() {
    try (EventStream<PlatformEvent> events = sdk.events().stream(before)) {
      Thread waiting = Thread.currentThread();
      CompletableFuture.runAsync(waiting::interrupt, CompletableFuture.delayedExecutor(200, TimeUnit.MILLISECONDS));
      assertThrows(CancellationException.class, () -> events.iterator().next());
      assertTrue(Thread.interrupted());
      String sent = send("device.connected");
      assertEquals(sent, events.iterator().next().id());
    }
  }

  @Test
  void whatEndsAStreamIsThrown() {
    try (ConnectifySDK reader = sandbox.settings().setApiKey(sandbox.key("reader")).build();
        EventStream<PlatformEvent> events = reader.events().stream()) {
      PermissionDeniedException refused =
          assertThrows(PermissionDeniedException.class, () -> events.iterator().hasNext());
      assertEquals(403, refused.getHttpStatus());
    }
    assertEquals(
        "last_event_id",
        assertThrows(ValidationException.class, () -> sdk.events().stream("evt\r\nX: 1")).getField().orElseThrow());
  }

  @Test
  void aStreamLivesWithoutItsClientAtHand() throws Exception {
    EventStream<PlatformEvent> events = sandbox.settings().build().events().stream(before);
    for (int i = 0; i < 5; i++) {
      System.gc();
      Thread.sleep(20);
    }
    String sent = send("device.connected");
    assertEquals(sent, events.poll(Duration.ofSeconds(10)).orElseThrow().id());
    events.close();
  }
}
