package com.connectify.sdk.programs;

import com.connectify.sdk.ConnectifySDK;

/** Ends while the library is at work, in the way that its argument names. */
public final class ExitWhileCalling {
  private ExitWhileCalling() {}

  /** Runs. */
  public static void main(String[] arguments) throws Exception {
    ConnectifySDK sdk = new ConnectifySDK.Builder().build();
    switch (arguments[0]) {
      case "blocking" -> {
        inDaemons(4, () -> sdk.status().ping());
        Thread.sleep(50);
      }
      case "calling without end" -> {
        inDaemons(
            4,
            () -> {
              while (true) {
                sdk.devices().get("dev_0001");
              }
            });
        Thread.sleep(50);
      }
      case "submitted" -> {
        for (int i = 0; i < 10; i++) {
          sdk.status().pingAsync();
        }
        Thread.sleep(20);
      }
      case "submitting" -> {
        inDaemons(
            4,
            () -> {
              while (true) {
                sdk.status().pingAsync();
                Thread.sleep(1);
              }
            });
        Thread.sleep(20);
      }
      case "closing" -> {
        inDaemons(4, () -> sdk.status().ping());
        Thread.sleep(20);
        inDaemons(2, sdk::close);
      }
      case "after calls" -> {
        sdk.status().ping();
        sdk.status().pingAsync().join();
      }
      default -> throw new IllegalArgumentException(arguments[0]);
    }
    if (arguments.length > 1) {
      System.exit(0);
    }
  }

  private interface Task {
    void run() throws Exception;
  }

  private static void inDaemons(int count, Task task) {
    for (int i = 0; i < count; i++) {
      Thread thread =
          new Thread(
              () -> {
                try {
                  task.run();
                } catch (Exception ended) {
                  // As it should.
                }
              });
      thread.setDaemon(true);
      thread.start();
    }
  }
}
