package com.connectify.sdk;

import com.connectify.sdk.internal.NativeDeviceLogin;
import com.connectify.sdk.internal.Utf8;
import java.util.Optional;

/** A login by a code that the user types elsewhere, under way. All texts are printable ASCII. */
public final class DeviceLogin {
  private final NativeDeviceLogin login;

  DeviceLogin(NativeDeviceLogin login) {
    this.login = login;
  }

  /**
   * The code that the user types.
   *
   * @return the code
   */
  public String userCode() {
    return Utf8.decode(login.userCode());
  }

  /**
   * Where the user types it.
   *
   * @return an https address
   */
  public String verificationUri() {
    return Utf8.decode(login.verificationUri());
  }

  /**
   * The same address with the code in it, for a QR code.
   *
   * @return the address; empty if the server gives none
   */
  public Optional<String> verificationUriComplete() {
    String uri = Utf8.decode(login.verificationUriComplete());
    return uri.isEmpty() ? Optional.empty() : Optional.of(uri);
  }

  NativeDeviceLogin toNative() {
    return login;
  }
}
