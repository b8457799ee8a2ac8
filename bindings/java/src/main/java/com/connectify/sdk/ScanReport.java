package com.connectify.sdk;

import java.util.List;
import java.util.Map;

/**
 * What a scan found.
 *
 * @param findings the credentials that should not be where they are
 * @param unread the files that could not be scanned
 * @param files how many files were scanned
 * @param bytes how many bytes
 * @param ignored how many findings were let pass
 * @param json all of it, as the library told it
 */
public record ScanReport(
    List<Finding> findings, List<Unread> unread, long files, long bytes, long ignored, String json) {

  /**
   * A credential that should not be where it is. No part of its value is told.
   *
   * @param rule the rule that found it
   * @param description what it is
   * @param fingerprint the same wherever the value stands
   * @param file where it is
   * @param line from 1
   * @param column in characters, from 1
   * @param commit the first that has it, in a history; else null
   * @param encodings what it was encoded in
   * @param cure what to do; null if nothing is known
   */
  public record Finding(
      String rule,
      String description,
      String fingerprint,
      String file,
      long line,
      long column,
      String commit,
      List<String> encodings,
      String cure) {}

  /**
   * A file that could not be scanned.
   *
   * @param file the file
   * @param reason why
   */
  public record Unread(String file, String reason) {}

  @SuppressWarnings("unchecked") // the library answers with objects
  static ScanReport read(byte[] json, String text) {
    Map<String, Object> told = new JsonReader(json).map();
    return new ScanReport(
        ((List<Map<String, Object>>) told.get("findings")).stream().map(ScanReport::finding).toList(),
        ((List<Map<String, Object>>) told.get("unread"))
            .stream().map(each -> new Unread((String) each.get("file"), (String) each.get("reason"))).toList(),
        (Long) told.get("files"),
        (Long) told.get("bytes"),
        (Long) told.get("ignored"),
        text);
  }

  @SuppressWarnings("unchecked") // the library answers with texts
  private static Finding finding(Map<String, Object> told) {
    return new Finding(
        (String) told.get("rule"),
        (String) told.get("description"),
        (String) told.get("fingerprint"),
        (String) told.get("file"),
        (Long) told.get("line"),
        (Long) told.get("column"),
        (String) told.get("commit"),
        (List<String>) told.getOrDefault("encodings", List.of()),
        (String) told.get("cure"));
  }
}
