package com.connectify.sdk;

import com.connectify.sdk.internal.Utf8;
import java.util.List;
import java.util.Map;

/**
 * What is granted to a credential, against what it was used for.
 *
 * @param granted the scopes that are granted
 * @param suggested the cheapest set of scopes that allows all that was used
 * @param exact whether that is proven to be the cheapest
 * @param excessive whether more is granted than that
 * @param confidence {@code low}, {@code medium} or {@code high}, by the days observed
 * @param observedDays how many days were observed
 * @param scopes each scope
 * @param steps the calls that lead to the smaller grant
 * @param remarks what is to be said beside
 * @param overdue whether the review was overdue
 * @param json all of it, as the library told it
 */
public record ScopeReview(
    List<String> granted,
    List<String> suggested,
    boolean exact,
    boolean excessive,
    String confidence,
    long observedDays,
    List<Scope> scopes,
    List<Step> steps,
    List<String> remarks,
    boolean overdue,
    String json) {

  /**
   * How a scope was used.
   *
   * @param name the scope
   * @param granted whether it is granted
   * @param state {@code used}, {@code used_once}, {@code refused} or {@code never_used}
   * @param succeeded how often a call that needs it succeeded
   * @param refused how often one was refused for want of it
   * @param suggested whether it belongs to the smaller grant
   */
  public record Scope(
      String name, boolean granted, String state, long succeeded, long refused, boolean suggested) {}

  /**
   * A call that leads to the smaller grant.
   *
   * @param operation the operation
   * @param arguments its arguments
   * @param why what it does
   * @param automatic whether it can be made at once
   */
  public record Step(String operation, Map<String, Object> arguments, String why, boolean automatic) {}

  @SuppressWarnings("unchecked") // the library answers with texts and objects
  static ScopeReview read(byte[] json) {
    Map<String, Object> told = new JsonReader(json).map();
    return new ScopeReview(
        (List<String>) told.get("granted"),
        (List<String>) told.get("suggested"),
        (Boolean) told.get("exact"),
        (Boolean) told.get("excessive"),
        (String) told.get("confidence"),
        (Long) told.get("observed_days"),
        ((List<Map<String, Object>>) told.get("scopes")).stream().map(ScopeReview::scope).toList(),
        ((List<Map<String, Object>>) told.get("steps")).stream().map(ScopeReview::step).toList(),
        (List<String>) told.get("remarks"),
        (Boolean) told.get("overdue"),
        Utf8.decode(json));
  }

  private static Scope scope(Map<String, Object> told) {
    return new Scope(
        (String) told.get("scope"),
        (Boolean) told.get("granted"),
        (String) told.get("state"),
        (Long) told.get("succeeded"),
        (Long) told.get("refused"),
        (Boolean) told.get("suggested"));
  }

  @SuppressWarnings("unchecked") // arguments are an object
  private static Step step(Map<String, Object> told) {
    return new Step(
        (String) told.get("operation"),
        (Map<String, Object>) told.get("arguments"),
        (String) told.get("why"),
        (Boolean) told.get("automatic"));
  }
}
