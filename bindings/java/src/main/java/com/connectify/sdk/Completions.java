package com.connectify.sdk;

import com.connectify.sdk.internal.Completion;
import com.connectify.sdk.internal.NativeQueue;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Where submitted calls of all clients arrive. One daemon thread pulls them while calls are in flight, and hands each
 * to its future on another thread, so that nothing a program does there holds up the rest. It goes when there has been
 * nothing to do for a while, so that it keeps no class loader alive.
 */
final class Completions implements Runnable {
  /** Begins a call whose completion comes to the queue. Answers its id, or 0 if there is nothing to call for. */
  interface Submission {
    long to(NativeQueue queue);
  }

  private static final long IDLE_MILLISECONDS = 5_000;
  private static final Completions OF_THIS_PROCESS = new Completions();

  private final NativeQueue queue = new NativeQueue();

  // A call waits here for its completion, or its completion for the call: submitting may return after the call has
  // ended.
  private final ConcurrentHashMap<Long, Object> waiting = new ConcurrentHashMap<>();

  private int inFlight; // guarded by this
  private boolean running; // guarded by this

  private Completions() {}

  /** Submits a call, and answers its id. */
  static long submit(Submission submission, PendingCall<?> call) {
    return OF_THIS_PROCESS.begin(submission, call);
  }

  /** How many calls have not ended yet. */
  static int inFlight() {
    synchronized (OF_THIS_PROCESS) {
      return OF_THIS_PROCESS.inFlight;
    }
  }

  private long begin(Submission submission, PendingCall<?> call) {
    enter();
    long id = 0;
    try {
      id = submission.to(queue);
    } finally {
      if (id == 0) {
        leave();
      }
    }
    if (id != 0) {
      meet(id, call);
    }
    return id;
  }

  @Override
  public void run() {
    try {
      do {
        for (Completion completion; (completion = queue.next(IDLE_MILLISECONDS)) != null; ) {
          meet(completion.id, completion);
        }
      } while (!rest());
    } catch (Throwable broken) {
      abandon(broken);
    }
  }

  private void meet(long id, Object half) {
    Object other = waiting.putIfAbsent(id, half);
    if (other == null) {
      return;
    }
    waiting.remove(id);
    leave();
    if (half instanceof Completion) {
      ((PendingCall<?>) other).deliver((Completion) half);
    } else {
      ((PendingCall<?>) half).deliver((Completion) other);
    }
  }

  private synchronized void enter() {
    inFlight++;
    if (!running) {
      Thread thread = new Thread(this, "connectify-completions");
      thread.setDaemon(true);
      thread.start();
      running = true;
    }
  }

  private synchronized void leave() {
    inFlight--;
  }

  private synchronized boolean rest() {
    running = inFlight > 0;
    return !running;
  }

  /** Without the thread nothing arrives any more: better an exception than waiting without end. */
  private void abandon(Throwable why) {
    synchronized (this) {
      running = false;
    }
    for (Long id : waiting.keySet()) {
      Object half = waiting.remove(id);
      if (half instanceof PendingCall) {
        leave();
        ((PendingCall<?>) half).fail(why);
      }
    }
  }
}
