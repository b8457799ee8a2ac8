package com.connectify.sdk;

import com.connectify.sdk.internal.NativeConfig;
import com.connectify.sdk.internal.NativeRotation;
import com.connectify.sdk.internal.Utf8;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * The rotation of one credential: a new one is made, verified by a real call and put in the place of the old one, which
 * is revoked once the overlap is over. Each step is on disk before its effect, so that the next run goes on from where
 * a former one was ended. Options are set before the first use; threads take turns.
 *
 * <pre>{@code
 * Rotation rotation = new Rotation(new ConnectifySDK.Builder()).setOverlap(Duration.ofHours(2));
 * System.out.println(rotation.run(Rotation.Order.IF_DUE).outcome());
 * }</pre>
 */
public final class Rotation {
  private final NativeRotation rotation; // guarded by this

  /** What is to be done after a rotation that was interrupted has been brought to its end. */
  public enum Order {
    /** Nothing more. */
    FINISH,
    /** Rotates what is due. */
    IF_DUE,
    /** Rotates whatever the age. */
    NOW,
    /** After a compromise: revokes the old one as soon as the new one is in its place. */
    COMPROMISED_CREATE_FIRST,
    /** After a compromise: revokes the old one before there is a new one; needs an authority. */
    COMPROMISED_REVOKE_FIRST
  }

  /**
   * How a credential stands.
   *
   * @param credential the credential
   * @param step {@code idle}, or what an interrupted rotation does next
   * @param id the credential's id
   * @param made when it was made
   * @param ageDays how old it is
   * @param health {@code fresh}, {@code aging}, {@code due} or {@code unhealthy}
   * @param dueAt when it is due
   * @param clockBehind whether it was made in the future, by this machine's clock
   * @param overlapEnds until when the old one works; null if there is none
   */
  public record Status(
      String credential,
      String step,
      String id,
      Instant made,
      long ageDays,
      String health,
      Instant dueAt,
      boolean clockBehind,
      Instant overlapEnds) {}

  /**
   * What a run has done.
   *
   * @param credential the credential
   * @param outcome {@code fresh}: nothing was due; {@code rotated}; or {@code waiting}: the new one is in its place,
   *     and a run after the overlap revokes the old one
   * @param id the id of the credential that is in use
   * @param step what is done next
   * @param overlapEnds until when the old one works; null if there is none
   */
  public record Outcome(String credential, String outcome, String id, String step, Instant overlapEnds) {}

  /**
   * The audit log, whose chain of hashes is whole.
   *
   * @param events what happened
   * @param lastHash to be kept elsewhere, to find out whether lines were cut off the end
   */
  public record History(List<Event> events, String lastHash) {}

  /**
   * An entry of the audit log. No secret is in it.
   *
   * @param at when it happened
   * @param credential of which credential
   * @param action what was done
   * @param details with what
   */
  public record Event(Instant at, String credential, String action, Map<String, String> details) {}

  /**
   * A rotation of the API key that the settings have. Touches nothing yet.
   *
   * @param settings the settings
   */
  public Rotation(ConnectifySDK.Builder settings) {
    NativeConfig config = settings.toNative();
    try {
      rotation = new NativeRotation(config);
    } finally {
      config.free();
    }
  }

  /**
   * What is rotated.
   *
   * @param credential {@code api_key}, {@code webhook:ID} or {@code command:PROGRAM}
   * @return this
   * @throws ValidationException if it will not do
   */
  public Rotation setCredential(String credential) {
    return set("credential", credential);
  }

  /**
   * Where programs read it; otherwise where the setting api_key comes from.
   *
   * @param target {@code file:/PATH}, {@code env-file:/PATH#NAME}, {@code json-file:/PATH#MEMBER} or {@code
   *     command:PROGRAM}
   * @return this
   * @throws ValidationException if it will not do
   */
  public Rotation setTarget(String target) {
    return set("target", target);
  }

  /**
   * Where journal and audit log are.
   *
   * @param folder the folder
   * @return this
   */
  public Rotation setState(Path folder) {
    return set("state", folder.toString());
  }

  /**
   * Where the rotators of several hosts share one journal.
   *
   * @param redis a Redis, {@code rediss://…}; see {@code token_store}
   * @return this
   */
  public Rotation setJournal(String redis) {
    return set("journal", redis);
  }

  /**
   * For how long both work.
   *
   * @param overlap whole seconds, 30 days at most
   * @return this
   * @throws ValidationException if it will not do
   */
  public Rotation setOverlap(Duration overlap) {
    return set("overlap", Long.toString(overlap.toSeconds()));
  }

  /**
   * The policy, which can be tightened and not loosened.
   *
   * @param warnDays from which day on a credential is warned of
   * @param dueDays from which day on it is due
   * @param unhealthyDays from which day on it is unhealthy
   * @return this
   */
  public Rotation setPolicy(int warnDays, int dueDays, int unhealthyDays) {
    set("warn_days", Integer.toString(warnDays));
    set("due_days", Integer.toString(dueDays));
    return set("unhealthy_days", Integer.toString(unhealthyDays));
  }

  /**
   * Which of two live keys is in use, where that cannot be told.
   *
   * @param id its id
   * @return this
   */
  public Rotation setCurrentId(String id) {
    return set("current_id", id);
  }

  /**
   * What changes the key in its place.
   *
   * @param authority where a key with keys:admin that is not rotated is to be found, such as {@code file:/path}
   * @return this
   */
  public Rotation setAuthority(String authority) {
    return set("authority", authority);
  }

  /**
   * What changes the key in its place.
   *
   * @param authority a key with keys:admin that is not rotated
   * @return this
   */
  public Rotation setAuthority(Secret authority) {
    byte[] value = authority.reveal();
    try {
      return set("authority", value);
    } finally {
      Arrays.fill(value, (byte) 0);
    }
  }

  /**
   * Whether, after a compromise, what users granted to the application is revoked as well.
   *
   * @param revoked whether it is
   * @return this
   */
  public Rotation setRevokeGrants(boolean revoked) {
    return set("revoke_grants", Boolean.toString(revoked));
  }

  /**
   * Who is told of what fails, is due or is late.
   *
   * @param command a command, which reads JSON
   * @return this
   */
  public Rotation setAlertCommand(String command) {
    return set("alert_command", command);
  }

  /**
   * Who is told of what fails, is due or is late.
   *
   * @param url an https URL, to which JSON is sent
   * @return this
   */
  public Rotation setAlertUrl(String url) {
    return set("alert_url", url);
  }

  /**
   * How the credential stands. Changes nothing.
   *
   * @return its standing
   * @throws ConflictException if there are two live keys, and it cannot be told which is in use
   */
  public Status status() {
    return status(false);
  }

  /**
   * How the credential stands. Changes nothing.
   *
   * @param alert whether what is due or late is told to whoever the options name
   * @return its standing
   * @throws ConflictException if there are two live keys, and it cannot be told which is in use
   */
  public synchronized Status status(boolean alert) {
    Map<String, Object> told = new JsonReader(rotation.status(alert)).map();
    return new Status(
        (String) told.get("credential"),
        (String) told.get("step"),
        (String) told.get("id"),
        time(told.get("made")),
        (Long) told.get("age_days"),
        (String) told.get("health"),
        time(told.get("due_at")),
        (Boolean) told.get("clock_behind"),
        time(told.get("overlap_ends")));
  }

  /**
   * Ends a rotation that was interrupted, and then does as it is told. After any exception the next run goes on.
   *
   * @param order what to do
   * @return what was done
   * @throws ConflictException if another process does it
   * @throws AuthenticationException if the new credential did not work, and was taken back
   */
  public synchronized Outcome run(Order order) {
    byte[] name = Utf8.encode(order.name().toLowerCase(Locale.ROOT));
    Map<String, Object> told = new JsonReader(rotation.run(name)).map();
    return new Outcome(
        (String) told.get("credential"),
        (String) told.get("outcome"),
        (String) told.get("id"),
        (String) told.get("step"),
        time(told.get("overlap_ends")));
  }

  /**
   * Says that a program uses the value that the target has now. Once all that ever said so have the new one, the old
   * one is revoked without waiting for the end of the overlap.
   *
   * @param holder the program's name
   */
  public synchronized void acknowledge(String holder) {
    rotation.acknowledge(Utf8.encode(holder));
  }

  /**
   * The audit log of all credentials in the folder of state. Needs no credential.
   *
   * @return the log
   * @throws ConfigurationException if it was changed, or cannot be read
   */
  @SuppressWarnings("unchecked") // the library answers with objects
  public synchronized History history() {
    Map<String, Object> told = new JsonReader(rotation.history()).map();
    return new History(
        ((List<Map<String, Object>>) told.get("events")).stream().map(Rotation::event).toList(),
        (String) told.get("last_hash"));
  }

  @SuppressWarnings("unchecked") // details are texts
  private static Event event(Map<String, Object> told) {
    return new Event(
        time(told.get("at")),
        (String) told.get("credential"),
        (String) told.get("action"),
        (Map<String, String>) told.get("details"));
  }

  private static Instant time(Object told) {
    return told == null ? null : Rfc3339.parse((String) told);
  }

  private Rotation set(String name, String value) {
    return set(name, Utf8.encode(value));
  }

  private synchronized Rotation set(String name, byte[] value) {
    rotation.set(Utf8.encode(name), value);
    return this;
  }
}
