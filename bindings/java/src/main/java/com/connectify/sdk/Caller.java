package com.connectify.sdk;

import com.connectify.sdk.internal.Answer;
import com.connectify.sdk.internal.NativeCallOptions;
import com.connectify.sdk.internal.NativeClient;
import com.connectify.sdk.internal.NativePages;
import com.connectify.sdk.internal.Utf8;
import java.util.concurrent.CompletableFuture;

/** How the generated operations reach the library. Keeps the native client for as long as a call or a list needs it. */
final class Caller {
  private final NativeClient client;
  private volatile boolean closed;

  Caller(NativeClient client) {
    this.client = client;
  }

  /** Calls, and waits for the answer on this thread. */
  <T> T call(String operation, Arguments arguments, ModelReader<T> reader, CallOptions options) {
    byte[] json = arguments.toJson();
    NativeClient open = open();
    NativeCallOptions nativeOptions = options.toNative();
    try {
      return reader.read(open.call(Utf8.encode(operation), json, nativeOptions));
    } finally {
      free(nativeOptions);
    }
  }

  /** Calls, and answers at once with what will hold the answer. */
  <T> CompletableFuture<T> submit(String operation, Arguments arguments, ModelReader<T> reader, CallOptions options) {
    NativeClient open = open();
    return PendingCall.begin(
        open,
        reader,
        queue -> {
          byte[] json = arguments.toJson();
          NativeCallOptions nativeOptions = options.toNative();
          try {
            return open.submit(Utf8.encode(operation), json, queue, nativeOptions);
          } finally {
            free(nativeOptions);
          }
        });
  }

  /** The next page of a walk, fetched on this thread; null after the last. */
  <T> T next(NativePages pages, ModelReader<T> reader) {
    open();
    Answer answer = pages.next();
    return answer == null ? null : reader.read(answer);
  }

  /** The next page of a walk; null after the last. */
  <T> CompletableFuture<T> submitNext(NativePages pages, ModelReader<T> reader) {
    return PendingCall.begin(open(), reader, pages::submit);
  }

  /** Begins a walk over all pages of a list. */
  NativePages walk(String operation, byte[] arguments, CallOptions options) {
    NativeClient open = open();
    NativeCallOptions nativeOptions = options.toNative();
    try {
      return new NativePages(open, Utf8.encode(operation), arguments, nativeOptions);
    } finally {
      free(nativeOptions);
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
