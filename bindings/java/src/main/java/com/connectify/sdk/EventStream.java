package com.connectify.sdk;

import com.connectify.sdk.internal.Answer;
import com.connectify.sdk.internal.NativeClient;
import com.connectify.sdk.internal.NativeEventStream;
import com.connectify.sdk.internal.Utf8;
import java.time.Duration;
import java.util.Iterator;
import java.util.NoSuchElementException;
import java.util.Optional;
import java.util.concurrent.CancellationException;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;

/**
 * Events as they happen.
 *
 * <pre>{@code
 * try (EventStream<PlatformEvent> events = sdk.events().stream()) {
 *   for (PlatformEvent event : events) {
 *     System.out.println(event.type());
 *   }
 * }
 * }</pre>
 *
 * <p>A connection that is lost is made again, and goes on after the last event. While nobody takes events, little is
 * read, and the service waits. An event that breaks its schema throws {@link ResponseException}, and the next can be
 * taken. Any number of threads may take events; each event goes to one of them. A wait ends with a {@link
 * CancellationException} when its thread is interrupted; the stream is then as it was.
 *
 * @param <T> what the stream gives
 */
public final class EventStream<T> implements Iterable<T>, AutoCloseable {
  // The library cannot be told of an interrupt: how long one may go unseen.
  private static final long LOOK_UP_MILLISECONDS = 50;

  private final NativeClient client; // stays reachable, and so open
  private final NativeEventStream stream; // the Cleaner frees it: another thread may be waiting inside
  private final ModelReader<T> reader;

  EventStream(NativeClient client, NativeEventStream stream, ModelReader<T> reader) {
    this.client = client;
    this.stream = stream;
    this.reader = reader;
  }

  /** The events that come next. Each iterator goes on where the others are; one is for one thread at a time. */
  @Override
  public Iterator<T> iterator() {
    return new Events();
  }

  /**
   * The events that come next, as a stream, which waits for each. Closing it closes this.
   *
   * @return a new stream, to be used by one thread
   */
  public Stream<T> stream() {
    return StreamSupport.stream(spliterator(), false).onClose(this::close);
  }

  /**
   * The next event.
   *
   * @param timeout how long to wait for one
   * @return the event; empty if none came in time
   * @throws NoSuchElementException if the stream has ended: it was closed, or the service has nothing more to say
   * @throws ConnectifyException if something else has ended it, of the class that tells what
   */
  public Optional<T> poll(Duration timeout) {
    long milliseconds;
    try {
      milliseconds = timeout.toMillis();
    } catch (ArithmeticException tooLong) {
      milliseconds = Long.MAX_VALUE;
    }
    return Optional.ofNullable(take(milliseconds));
  }

  /**
   * The id of the last event that was taken: where another stream can go on, in another process too.
   *
   * @return the id; empty before the first event
   */
  public Optional<String> lastEventId() {
    String id = Utf8.decode(stream.lastEventId());
    return id.isEmpty() ? Optional.empty() : Optional.of(id);
  }

  /** Ends the connection; whoever waits is let go. What came already can still be taken. */
  @Override
  public void close() {
    stream.close();
  }

  /** Null if none came in time. */
  private T take(long milliseconds) {
    long begin = System.nanoTime();
    while (true) {
      if (Thread.currentThread().isInterrupted()) {
        throw new CancellationException("The thread that waited for an event was interrupted.");
      }
      long left = milliseconds - TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - begin);
      Answer event = next(Math.max(0, Math.min(left, LOOK_UP_MILLISECONDS)));
      if (event != null || left <= LOOK_UP_MILLISECONDS) {
        return event == null ? null : reader.read(event);
      }
    }
  }

  private Answer next(long milliseconds) {
    try {
      return stream.next(milliseconds);
    } catch (CancellationException ended) {
      throw new NoSuchElementException("the stream of events has ended");
    }
  }

  private final class Events implements Iterator<T> {
    private T taken;

    @Override
    public boolean hasNext() {
      try {
        if (taken == null) {
          taken = take(Long.MAX_VALUE);
        }
        return true;
      } catch (NoSuchElementException ended) {
        return false;
      }
    }

    @Override
    public T next() {
      T event = taken != null ? taken : take(Long.MAX_VALUE);
      taken = null;
      return event;
    }
  }
}
