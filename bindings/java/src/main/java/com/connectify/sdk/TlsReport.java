package com.connectify.sdk;

import com.connectify.sdk.internal.Native;
import com.connectify.sdk.internal.NativeConfig;
import com.connectify.sdk.internal.Utf8;
import java.time.Instant;
import java.util.List;
import java.util.Map;

/**
 * What a server's TLS offers, and which of the library's rules it keeps.
 *
 * @param host the server
 * @param port its port
 * @param passed whether all rules are kept
 * @param version such as {@code TLSv1.3}; empty where no handshake could be agreed on
 * @param cipher the cipher suite
 * @param group the group of the key exchange
 * @param daysLeft until the server's certificate ends
 * @param resumption whether a session was taken up again
 * @param chain the certificates, the server's first
 * @param pins what would fit, for the setting {@code tls_pins}
 * @param rules each rule
 */
public record TlsReport(
    String host,
    int port,
    boolean passed,
    String version,
    String cipher,
    String group,
    long daysLeft,
    boolean resumption,
    List<Certificate> chain,
    List<String> pins,
    List<Rule> rules) {

  /**
   * A certificate of a chain.
   *
   * @param subject whose it is
   * @param issuer who made it
   * @param notBefore from when on it holds
   * @param notAfter until when it holds
   * @param pin what would pin it
   */
  public record Certificate(String subject, String issuer, String notBefore, String notAfter, String pin) {}

  /**
   * A rule of every connection.
   *
   * @param rule its name
   * @param passed whether the server keeps it
   * @param message what is wrong and the cure; empty where it is kept
   */
  public record Rule(String rule, boolean passed, String message) {}

  /**
   * Connects to a server as a client with these settings would, and tells what it met. No application data is sent. A
   * broken rule is no error of this method.
   *
   * @param host the server
   * @param port its port
   * @param settings the settings
   * @return the report
   * @throws ConnectionException if there is no server
   * @throws ConfigurationException if a setting is bad
   */
  public static TlsReport probe(String host, int port, ConnectifySDK.Builder settings) {
    if (port < 1 || port > 0xffff) {
      throw new IllegalArgumentException("a port is a number from 1 to 65535, and not " + port);
    }
    NativeConfig config = settings.toNative();
    try {
      return read(Native.tlsProbe(config, Utf8.encode(host), port));
    } finally {
      config.free();
    }
  }

  /**
   * Judges a stored chain as a live connection would.
   *
   * @param chain the server's certificate and its intermediates, in PEM form
   * @param authorities the trusted certificates, in PEM form
   * @param name the DNS name or IP address that is connected to
   * @param at the time to judge by; null: the present time
   * @param crls the revocation lists in PEM form, one for each issuer; empty: revocation is not judged
   * @return the path that was accepted, the server's certificate first
   * @throws TlsException if the chain is refused; with the rule
   */
  public static List<Certificate> judge(byte[] chain, byte[] authorities, String name, Instant at, byte[] crls) {
    NativeLibrary.check();
    long seconds = (at == null ? Instant.now() : at).getEpochSecond();
    return certificates(new JsonReader(Native.tlsJudge(chain, authorities, Utf8.encode(name), seconds, crls)).map());
  }

  @SuppressWarnings("unchecked") // the library answers with texts
  static TlsReport read(byte[] json) {
    Map<String, Object> told = new JsonReader(json).map();
    return new TlsReport(
        (String) told.get("host"),
        ((Long) told.get("port")).intValue(),
        (Boolean) told.get("passed"),
        (String) told.get("version"),
        (String) told.get("cipher"),
        (String) told.get("group"),
        (Long) told.get("days_left"),
        (Boolean) told.get("resumption"),
        certificates(told),
        (List<String>) told.get("pins"),
        ((List<Map<String, Object>>) told.get("rules")).stream().map(TlsReport::rule).toList());
  }

  @SuppressWarnings("unchecked") // the library answers with objects
  private static List<Certificate> certificates(Map<String, Object> told) {
    return ((List<Map<String, Object>>) told.get("chain")).stream().map(TlsReport::certificate).toList();
  }

  private static Certificate certificate(Map<String, Object> told) {
    return new Certificate(
        (String) told.get("subject"),
        (String) told.get("issuer"),
        (String) told.get("not_before"),
        (String) told.get("not_after"),
        (String) told.get("pin"));
  }

  private static Rule rule(Map<String, Object> told) {
    return new Rule((String) told.get("rule"), (Boolean) told.get("passed"), (String) told.get("message"));
  }
}
