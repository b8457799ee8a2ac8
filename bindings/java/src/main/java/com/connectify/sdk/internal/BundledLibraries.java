package com.connectify.sdk.internal;

import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.InputStream;

/**
 * The native libraries that the jar carries for one platform. The build writes a subclass for each platform, named
 * after it: a jar for several platforms is the classes and folders of all of them.
 */
abstract class BundledLibraries {
  /** One file. */
  static final class Library {
    final String name;
    final long size;

    Library(String name, long size) {
      this.name = name;
      this.size = size;
    }
  }

  private final String platform;

  /** The same for the same contents of all the files, and for no other. */
  final String key;

  /** In the order in which they are taken out; the last is the one to load, and finds the others beside it. */
  final Library[] libraries;

  BundledLibraries(String platform, String key, Library... libraries) {
    this.platform = platform;
    this.key = key;
    this.libraries = libraries;
  }

  /** Those for a platform, or null if the jar has none. */
  static BundledLibraries of(String platform) {
    String name = BundledLibraries.class.getPackageName() + ".Libraries_" + platform.replace('-', '_');
    try {
      return (BundledLibraries) Class.forName(name).getDeclaredConstructor().newInstance();
    } catch (ReflectiveOperationException none) {
      return null;
    }
  }

  Library entry() {
    return libraries[libraries.length - 1];
  }

  /** The content of one of them. */
  InputStream open(Library library) throws IOException {
    String resource = "/native/" + platform + "/" + library.name;
    InputStream stream = BundledLibraries.class.getResourceAsStream(resource);
    if (stream == null) {
      throw new FileNotFoundException("the jar lacks " + resource);
    }
    return stream;
  }
}
