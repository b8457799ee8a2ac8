package com.connectify.sdk;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/** ConnectifyOAuth: each way to log in, what becomes of tokens, how it ends. */
@ExtendWith(SharedSandbox.class)
@Timeout(60)
class OAuthTest {
  private static final String REDIRECT = "http://127.0.0.1/callback";

  private Sandbox sandbox;
  private Person person;

  @BeforeEach
  void open(Sandbox shared) throws Exception {
    sandbox = shared;
    person = new Person(shared);
  }

  private ConnectifyOAuth.Builder settings() {
    return new ConnectifyOAuth.Builder()
        .setEnvironment("sandbox")
        .setSandboxFile(sandbox.stateFile)
        .setClientId("sandbox-public")
        .setScope("devices:read", "devices:write")
        .setTokenStore("memory")
        .setBrowser("true"); // which starts, and does nothing: the test is the browser
  }

  private ConnectifyOAuth service() {
    return settings()
        .setClientId("sandbox-basic")
        .setClientSecret(new Secret((String) sandbox.client("basic").get("client_secret")))
        .setGrant("client_credentials")
        .build();
  }

  /** A client that has no API key. */
  private ConnectifySDK.Builder acting() {
    return new ConnectifySDK.Builder()
        .setEnvironment("development")
        .setBaseUrl(sandbox.said("base_url"))
        .setCaFile(Path.of(sandbox.said("ca_file")));
  }

  private Token logIn(ConnectifyOAuth oauth) throws Exception {
    try (Authorization login = oauth.openBrowser()) {
      assertTrue(login.browserOpened());
      CompletableFuture<Token> token = oauth.waitForBrowserAsync(login, Duration.ofSeconds(20));
      person.answerAndGoBack(login.url());
      return token.get(20, TimeUnit.SECONDS);
    }
  }

  private static String reveal(Token token) {
    try (Secret secret = token.accessToken()) {
      return new String(secret.reveal(), StandardCharsets.UTF_8);
    }
  }

  private static String ruleOf(Runnable refused) {
    return assertThrows(OAuthException.class, refused::run).getRule().orElseThrow();
  }

  @Test
  void aLoginByBrowserIsUsedRenewedAndEnded() throws Exception {
    ConnectifyOAuth oauth = settings().build();
    assertEquals("login_needed", ruleOf(oauth::token));
    Token token = logIn(oauth);
    assertEquals(List.of("devices:read", "devices:write"), token.scopes());
    assertEquals("Bearer", token.type());
    assertTrue(token.expiresIn().orElseThrow().compareTo(Duration.ofMinutes(50)) > 0);
    assertFalse(token.toString().contains(reveal(token)));
    assertEquals(reveal(token), reveal(oauth.tokenAsync().get()));
    assertNotEquals(reveal(token), reveal(oauth.refreshTokenAsync().get()));
    assertEquals(List.of("devices:read"), oauth.refreshToken("devices:read").scopes());
    assertEquals("scope_wider", ruleOf(() -> oauth.token("keys:admin")));
    try (ConnectifySDK sdk = acting().setOAuth(oauth).build()) {
      assertEquals("dev_0001", sdk.devices().get("dev_0001").id());
      assertEquals("dev_0002", sdk.devices().getAsync("dev_0002").get().id());
    }
    assertTrue(oauth.revoke());
    assertFalse(oauth.revokeAsync().get());
    assertFalse(oauth.revokeAll());
    assertEquals("login_needed", ruleOf(oauth::token));
  }

  @Test
  void aLoginWhoseBrowserIsTheCallersConcern() throws Exception {
    ConnectifyOAuth oauth = settings().build();
    try (Authorization login = oauth.getAuthorizationUrl(REDIRECT)) {
      assertFalse(login.browserOpened());
      assertTrue(login.url().startsWith(sandbox.said("issuer") + "/authorize?"), login.url());
      String answer = person.answer(login.url(), true);
      String forged = answer.replaceFirst("state=[^&]*", "state=" + "x".repeat(43));
      assertEquals("state_wrong", ruleOf(() -> oauth.exchangeCodeForToken(login, forged)));
      assertThrows(NullPointerException.class, () -> oauth.exchangeCodeForToken(login, null));
    }
    try (Authorization login = oauth.getAuthorizationUrlAsync(REDIRECT).get()) {
      String query = URI.create(person.answer(login.url(), true)).getRawQuery();
      assertEquals(2, oauth.exchangeCodeForTokenAsync(login, query).get().scopes().size());
    }
    try (Authorization login = oauth.getAuthorizationUrl(REDIRECT)) {
      String answer = person.answer(login.url(), false);
      OAuthException no = assertThrows(OAuthException.class, () -> oauth.exchangeCodeForToken(login, answer));
      assertEquals("access_denied", no.getApiCode().orElseThrow());
    }
  }

  @Test
  void aLoginThatIsClosedSaysSo() {
    ConnectifyOAuth oauth = settings().build();
    Authorization login = oauth.getAuthorizationUrl(REDIRECT);
    login.close();
    login.close(); // again
    assertTrue(login.url().startsWith("https://"));
    IllegalStateException closed =
        assertThrows(IllegalStateException.class, () -> oauth.exchangeCodeForToken(login, "code=c&state=s"));
    assertTrue(closed.getMessage().contains("closed"));
  }

  @Test
  void aLoginByACodeThatIsTypedElsewhere() throws Exception {
    ConnectifyOAuth oauth = settings().build();
    DeviceLogin login = oauth.beginDeviceLoginAsync().get();
    assertTrue(login.userCode().matches("[A-Z]{4}-[A-Z]{4}"), login.userCode());
    assertTrue(login.verificationUriComplete().orElseThrow().contains(login.userCode()));
    CompletableFuture<Token> token = oauth.finishDeviceLoginAsync(login);
    person.answer(login, true);
    assertEquals(2, token.get(20, TimeUnit.SECONDS).scopes().size());
    assertEquals(reveal(token.get()), reveal(oauth.token()));

    DeviceLogin refused = oauth.beginDeviceLogin();
    person.answer(refused, false);
    OAuthException no = assertThrows(OAuthException.class, () -> oauth.finishDeviceLogin(refused));
    assertEquals("access_denied", no.getApiCode().orElseThrow());
  }

  @Test
  void aServiceActsForItself() {
    ConnectifyOAuth oauth = service();
    Token token = oauth.token();
    assertEquals(List.of("devices:read", "devices:write"), token.scopes());
    try (ConnectifySDK sdk = acting().setOAuth(oauth).build();
        Secret secret = token.accessToken()) {
      assertEquals("dev_0001", sdk.devices().get("dev_0001").id());
      assertEquals(true, oauth.introspect(secret).get("active"));
      assertEquals(List.of("devices:read"), oauth.exchangeToken(secret, null, "devices:read").scopes());
      oauth.revokeToken(secret);
      assertEquals(false, oauth.introspect(secret).get("active"));
      secret.close();
      assertThrows(IllegalStateException.class, () -> oauth.introspect(secret));
    }
  }

  @Test
  void processesShareALoginInAFile(@TempDir Path folder) throws Exception {
    String store = folder.resolve("tokens").toString();
    Token token = logIn(settings().setTokenStore(store).build());
    assertEquals(reveal(token), reveal(settings().setTokenStore(store).build().token()));
  }

  @Test
  void cancellingEndsWhatWaitsForAPerson() throws Exception {
    ConnectifyOAuth oauth = settings().build();
    CompletableFuture<Token> login = oauth.loginAsync();
    CompletableFuture<Token> typed = oauth.finishDeviceLoginAsync(oauth.beginDeviceLogin());
    Thread.sleep(300);
    assertFalse(login.isDone() || typed.isDone());
    login.cancel(true);
    typed.completeExceptionally(new IllegalStateException());
    for (int i = 0; Thread.getAllStackTraces().keySet().stream().anyMatch(OAuthTest::isInBackground); i++) {
      assertTrue(i < 300, "the wait goes on");
      Thread.sleep(10);
    }
    assertThrows(CancellationException.class, login::get);
    assertThrows(ExecutionException.class, typed::get);
  }

  private static boolean isInBackground(Thread thread) {
    return thread.getName().equals("connectify-background");
  }

  @Test
  void anInterruptEndsAWaitAndABrowserThatStaysAwayIsATimeout() {
    ConnectifyOAuth oauth = settings().build();
    try (Authorization login = oauth.openBrowser()) {
      Duration moment = Duration.ofMillis(100);
      TimeoutException late = assertThrows(TimeoutException.class, () -> oauth.waitForBrowser(login, moment));
      assertEquals("no_answer", late.getRule().orElseThrow());
      Thread.currentThread().interrupt();
      assertThrows(CancellationException.class, () -> oauth.waitForBrowser(login, Duration.ofSeconds(20)));
      assertTrue(Thread.interrupted());
    }
  }

  @Test
  void badSettingsAreNamed() {
    ConfigurationException refused =
        assertThrows(ConfigurationException.class, () -> settings().setIssuer("http://auth.example.com").build());
    assertEquals("issuer", refused.getField().orElseThrow());
    assertThrows(ConfigurationException.class, () -> settings().setGrant("implicit").build());
  }
}
