package com.connectify.sdk.programs;

import com.connectify.sdk.ConnectifySDK;
import com.connectify.sdk.NativeLibrary;
import com.connectify.sdk.NativeLibraryException;

/** Asks twice whether the library can be loaded. Says "loaded", or what it was told both times. */
public final class Check {
  private Check() {}

  /** Runs. */
  public static void main(String[] arguments) {
    try {
      NativeLibrary.check();
      System.out.println("loaded");
    } catch (NativeLibraryException first) {
      try {
        new ConnectifySDK.Builder().build();
      } catch (NativeLibraryException second) {
        System.out.println(first == second ? first.getMessage() : "another exception: " + second);
      }
    }
  }
}
