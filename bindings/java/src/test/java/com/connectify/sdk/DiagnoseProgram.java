package com.connectify.sdk;

import com.connectify.sdk.internal.NativeClient;
import com.connectify.sdk.internal.NativeConfig;
import com.connectify.sdk.internal.Utf8;
import java.util.LinkedHashMap;
import java.util.Map;

/** Says, as JSON, what the settings given as JSON come to in this process: the diagnosis, and what a client throws. */
final class DiagnoseProgram {
  private DiagnoseProgram() {}

  public static void main(String[] arguments) {
    ConnectifySDK.Builder builder = new ConnectifySDK.Builder();
    Map<?, ?> settings = (Map<?, ?>) new JsonReader(Utf8.encode(arguments[0])).value();
    settings.forEach((name, value) -> builder.set((String) name, value));
    Map<String, Object> said = new LinkedHashMap<>();
    try {
      NativeConfig config = builder.toNative();
      ((Map<?, ?>) new JsonReader(config.diagnose()).value()).forEach((name, value) -> said.put((String) name, value));
      new NativeClient(config).close();
    } catch (ConnectifyException error) {
      said.put("error", error.getCode());
      said.put("field", error.getField().orElse(""));
    }
    System.out.println(Json.write(said));
  }
}
