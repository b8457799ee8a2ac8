package com.connectify.sdk.programs;

import com.connectify.sdk.ConnectifySDK;

/** One call. */
public final class Ping {
  private Ping() {}

  /** Runs. */
  public static void main(String[] arguments) {
    try (ConnectifySDK sdk = new ConnectifySDK.Builder().build()) {
      System.out.println(sdk.devices().get("dev_0001").id());
    }
  }
}
