package com.connectify.sdk;

import com.connectify.sdk.internal.NativeScan;
import com.connectify.sdk.internal.Utf8;
import java.nio.file.Path;

/**
 * Looks for credentials that slipped out, into texts, files, the history of a repository or its index. One scan of
 * files at a time; any thread may stop it.
 */
public final class CredentialScanner {
  private final NativeScan scan;

  /** A scanner with the usual options. */
  public CredentialScanner() {
    NativeLibrary.check();
    scan = new NativeScan();
  }

  /**
   * Names a file of fingerprints to let pass, one a line.
   *
   * @param file the file; otherwise {@code .connectify-scan-ignore} where the scan begins
   * @return this
   */
  public CredentialScanner setIgnoreFile(Path file) {
    return set("ignore_file", file.toString());
  }

  /**
   * Says whether a sandbox's credentials are findings, too.
   *
   * @param found whether they are
   * @return this
   */
  public CredentialScanner setTestCredentials(boolean found) {
    return set("test_credentials", Boolean.toString(found));
  }

  /**
   * Says how many threads scan.
   *
   * @param threads the number; otherwise one a processor
   * @return this
   * @throws ValidationException if it will not do
   */
  public CredentialScanner setThreads(int threads) {
    return set("threads", Integer.toString(threads));
  }

  /**
   * Scans one text.
   *
   * @param name the name of its file, which tells its language; may be empty
   * @param text the text
   * @return what was found
   */
  public ScanReport text(String name, String text) {
    return report(scan.text(Utf8.encode(name), Utf8.encode(text)));
  }

  /**
   * Scans a file, or all files below a folder.
   *
   * @param path the file or folder
   * @return what was found
   * @throws NotFoundException if there is none
   */
  public ScanReport path(Path path) {
    return report(scan.path(utf8(path)));
  }

  /**
   * Scans every version of every file in the history of a git repository.
   *
   * @param path a folder within
   * @return what was found
   */
  public ScanReport history(Path path) {
    return report(scan.history(utf8(path)));
  }

  /**
   * Scans what is staged for the next commit of a git repository.
   *
   * @param path a folder within
   * @return what was found
   */
  public ScanReport staged(Path path) {
    return report(scan.staged(utf8(path)));
  }

  /** Ends the scan that runs now, which then throws CancellationException. */
  public void stop() {
    scan.stop();
  }

  private static byte[] utf8(Path path) {
    return Utf8.encode(path.toString());
  }

  private static ScanReport report(byte[] json) {
    return ScanReport.read(json, Utf8.decode(json));
  }

  private CredentialScanner set(String name, String value) {
    scan.set(Utf8.encode(name), Utf8.encode(value));
    return this;
  }
}
