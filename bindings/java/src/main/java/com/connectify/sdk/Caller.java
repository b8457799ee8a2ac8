package com.connectify.sdk;

import com.connectify.sdk.internal.Answer;
import com.connectify.sdk.internal.NativeCallOptions;
import com.connectify.sdk.internal.NativeClient;
import com.connectify.sdk.internal.NativeEventStream;
import com.connectify.sdk.internal.NativePages;
import com.connectify.sdk.internal.NativeReview;
import com.connectify.sdk.internal.Utf8;
import java.util.concurrent.CompletableFuture;

/** How the generated operations reach the library. Keeps the native client for as long as a call or a list needs it. */
final class Caller {
  /** A walk over all pages of a list. */
  record Walk(NativePages pages, String operation, byte[] arguments) {}

  private final NativeClient client;
  private final Caller wider; // of which this is a role, or null; stays reachable, and so open
  private final CallRecords records;
  private volatile boolean closed;

  Caller(NativeClient client) {
    this(client, null);
  }

  private Caller(NativeClient client, Caller wider) {
    this.client = client;
    this.wider = wider;
    records = new CallRecords(client);
  }

  /** Calls, and waits for the answer on this thread. */
  <T> T call(String operation, Arguments arguments, ModelReader<T> reader, CallOptions options) {
    byte[] json = arguments.toJson();
    NativeClient open = open();
    CallRecords.Call record = records.begin(operation, json);
    NativeCallOptions nativeOptions = options.toNative();
    Answer answer;
    try {
      answer = open.call(Utf8.encode(operation), json, nativeOptions);
    } catch (RuntimeException failed) {
      record.ended(null, failed);
      throw failed;
    } finally {
      free(nativeOptions);
    }
    record.ended(answer, null);
    return reader.read(answer);
  }

  /** Calls, and answers at once with what will hold the answer. */
  <T> CompletableFuture<T> submit(String operation, Arguments arguments, ModelReader<T> reader, CallOptions options) {
    NativeClient open = open();
    byte[] json;
    try {
      json = arguments.toJson();
    } catch (ValidationException refused) {
      return CompletableFuture.failedFuture(refused);
    }
    return PendingCall.begin(
        open,
        reader,
        records.begin(operation, json),
        queue -> {
          NativeCallOptions nativeOptions = options.toNative();
          try {
            return open.submit(Utf8.encode(operation), json, queue, nativeOptions);
          } finally {
            free(nativeOptions);
          }
        });
  }

  /** The next page of a walk, fetched on this thread; null after the last. */
  <T> T next(Walk walk, ModelReader<T> reader) {
    open();
    CallRecords.Call record = records.begin(walk.operation(), walk.arguments());
    Answer answer;
    try {
      answer = walk.pages().next();
    } catch (RuntimeException failed) {
      record.ended(null, failed);
      throw failed;
    }
    if (answer == null) {
      return null; // the list was at its end, and nothing was called
    }
    record.ended(answer, null);
    return reader.read(answer);
  }

  /** The next page of a walk; null after the last. */
  <T> CompletableFuture<T> submitNext(Walk walk, ModelReader<T> reader) {
    return PendingCall.begin(
        open(), reader, records.begin(walk.operation(), walk.arguments()), walk.pages()::submit);
  }

  /** Begins a walk over all pages of a list. */
  Walk walk(String operation, byte[] arguments, CallOptions options) {
    NativeClient open = open();
    NativeCallOptions nativeOptions = options.toNative();
    try {
      NativePages pages = new NativePages(open, Utf8.encode(operation), arguments, nativeOptions);
      return new Walk(pages, operation, arguments);
    } finally {
      free(nativeOptions);
    }
  }

  /** Opens a stream of events. */
  <T> EventStream<T> stream(String operation, ModelReader<T> reader, String lastEventId, CallOptions options) {
    NativeClient open = open();
    byte[] after = Utf8.encode(lastEventId == null ? "" : lastEventId);
    NativeCallOptions nativeOptions = options.toNative();
    try {
      NativeEventStream stream = new NativeEventStream(open, Utf8.encode(operation), after, nativeOptions);
      return new EventStream<>(open, stream, reader);
    } finally {
      free(nativeOptions);
    }
  }

  Caller asRole(String role, String roles) {
    return new Caller(open().asRole(Utf8.encode(role), Utf8.encode(roles)), this);
  }

  Decision explain(String operation, String resource) {
    return Decision.read(open().explain(Utf8.encode(operation), Utf8.encode(resource)));
  }

  ScopeReview review(ReviewOptions options) {
    NativeReview review = new NativeReview(open());
    try {
      options.giveTo(review::set);
      return ScopeReview.read(review.run());
    } finally {
      review.free();
    }
  }

  TlsReport tlsReport() {
    return TlsReport.read(open().tlsReport());
  }

  void close() {
    closed = true;
    client.close();
  }

  private NativeClient open() {
    if (closed) {
      throw new IllegalStateException("this client is closed: make a new one, or close it later");
    }
    return client;
  }

  private static void free(NativeCallOptions options) {
    if (options != null) {
      options.free();
    }
  }
}
