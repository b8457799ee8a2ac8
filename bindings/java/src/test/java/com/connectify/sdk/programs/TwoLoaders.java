package com.connectify.sdk.programs;

import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Path;

/** Loads the package in two class loaders of one JVM, as a server with two applications does. */
public final class TwoLoaders {
  private TwoLoaders() {}

  /** Runs with the path of the jar. */
  public static void main(String[] arguments) throws Exception {
    URL[] jar = {Path.of(arguments[0]).toUri().toURL()};
    for (int i = 0; i < 2; i++) {
      URLClassLoader loader = new URLClassLoader(jar, ClassLoader.getPlatformClassLoader());
      Class<?> text = loader.loadClass("com.connectify.sdk.Text");
      text.getMethod("check", String.class, String.class).invoke(null, "device_name", "Lamp");
      System.out.println(loader.loadClass("com.connectify.sdk.NativeLibrary").getMethod("version").invoke(null));
    }
  }
}
