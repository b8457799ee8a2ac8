package com.connectify.sdk;

/** The native library could not be loaded; the message says why and how to cure it. */
public class NativeLibraryException extends ConnectifyException {
  private static final long serialVersionUID = 1;

  NativeLibraryException(String message) {
    super(ErrorDetails.of("configuration", message, null, null));
  }
}
