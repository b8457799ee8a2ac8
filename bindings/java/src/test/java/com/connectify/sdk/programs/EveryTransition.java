package com.connectify.sdk.programs;

import com.connectify.sdk.CallOptions;
import com.connectify.sdk.ConnectifyException;
import com.connectify.sdk.ConnectifySDK;
import com.connectify.sdk.Device;
import com.connectify.sdk.Secret;
import com.connectify.sdk.Text;
import java.time.Duration;

/** Goes through each kind of transition between Java and the library, those that fail too. */
public final class EveryTransition {
  private EveryTransition() {}

  /** Runs. */
  public static void main(String[] arguments) {
    try (ConnectifySDK sdk = new ConnectifySDK.Builder().build();
        Secret secret = new Secret("test")) {
      int count = 0;
      for (Device device : sdk.devices().list()) {
        count += device.id().isEmpty() ? 0 : 1;
      }
      sdk.devices().listAsync().toList().join();
      sdk.status().ping(CallOptions.withTimeout(Duration.ofSeconds(5)));
      sdk.devices().getAsync("dev_9999").exceptionally(failure -> null).join();
      secret.reveal();
      secret.equals(new Secret("other"));
      Text.clean("device_name", "<b> lamp");
      try {
        sdk.devices().get("dev_9999");
      } catch (ConnectifyException absent) {
        System.out.println(count + " " + absent.getCode());
      }
    }
  }
}
