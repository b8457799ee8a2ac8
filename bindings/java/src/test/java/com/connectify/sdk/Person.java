package com.connectify.sdk;

import java.io.IOException;
import java.io.InputStream;
import java.net.HttpURLConnection;
import java.net.URI;
import java.net.URL;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.CertificateFactory;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import javax.net.ssl.HttpsURLConnection;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLSocketFactory;
import javax.net.ssl.TrustManagerFactory;

/** Somebody with a browser, who logs in at a sandbox's authorization server and answers its question. */
final class Person {
  private static final Pattern SCOPE_BOX = Pattern.compile("name=\"(scope:[^\"]*)\"");
  private static final Pattern INTERACTION = Pattern.compile("name=\"interaction\" value=\"([^\"]*)\"");
  private static final int LIMIT_MILLISECONDS = 10_000;

  private final Sandbox sandbox;
  private final SSLSocketFactory sockets;
  private String cookie = "";

  private record Page(String text, String location) {}

  Person(Sandbox sandbox) throws IOException, GeneralSecurityException {
    this.sandbox = sandbox;
    KeyStore trusted = KeyStore.getInstance(KeyStore.getDefaultType());
    trusted.load(null, null);
    try (InputStream pem = Files.newInputStream(Path.of(sandbox.said("ca_file")))) {
      trusted.setCertificateEntry("sandbox", CertificateFactory.getInstance("X.509").generateCertificate(pem));
    }
    TrustManagerFactory trust = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
    trust.init(trusted);
    SSLContext context = SSLContext.getInstance("TLS");
    context.init(null, trust.getTrustManagers(), null);
    sockets = context.getSocketFactory();
  }

  /** Answers a login by browser, and where that is sent back to. */
  String answer(String url, boolean allows) throws IOException {
    return decide(get(url), allows).location();
  }

  /** Follows the address too, as a browser would. */
  void answerAndGoBack(String url) throws IOException {
    get(answer(url, true));
  }

  /** Types the code of a device, and answers. */
  void answer(DeviceLogin login, boolean allows) throws IOException {
    decide(post(login.verificationUri(), Map.of("user_code", login.userCode())), allows);
  }

  private Page decide(Page asksForLogin, boolean allows) throws IOException {
    String origin = URI.create(sandbox.said("issuer")).resolve("/").toString();
    String interaction = only(INTERACTION, asksForLogin.text());
    Page in =
        post(
            origin + "oauth/login",
            Map.of(
                "interaction", interaction,
                "username", (String) sandbox.user().get("username"),
                "password", (String) sandbox.user().get("password")));
    Page question = get(URI.create(origin).resolve(in.location()).toString());
    Map<String, String> form = new LinkedHashMap<>();
    for (Matcher box = SCOPE_BOX.matcher(question.text()); box.find(); ) {
      form.put(box.group(1), "on");
    }
    form.put("interaction", only(INTERACTION, question.text()));
    form.put("decision", allows ? "allow" : "deny");
    return post(origin + "oauth/consent", form);
  }

  private static String only(Pattern pattern, String page) {
    Matcher found = pattern.matcher(page);
    if (!found.find()) {
      throw new IllegalStateException("the page has none: " + page);
    }
    return found.group(1);
  }

  private Page get(String url) throws IOException {
    return read(connect(url));
  }

  private Page post(String url, Map<String, String> form) throws IOException {
    StringBuilder body = new StringBuilder();
    form.forEach(
        (name, value) ->
            body.append(body.length() == 0 ? "" : "&")
                .append(URLEncoder.encode(name, StandardCharsets.UTF_8))
                .append('=')
                .append(URLEncoder.encode(value, StandardCharsets.UTF_8)));
    HttpURLConnection connection = connect(url);
    connection.setRequestMethod("POST");
    connection.setDoOutput(true);
    connection.getOutputStream().write(body.toString().getBytes(StandardCharsets.UTF_8));
    return read(connection);
  }

  private HttpURLConnection connect(String url) throws IOException {
    HttpURLConnection connection = (HttpURLConnection) new URL(url).openConnection();
    if (connection instanceof HttpsURLConnection secure) {
      secure.setSSLSocketFactory(sockets);
    }
    connection.setInstanceFollowRedirects(false);
    connection.setConnectTimeout(LIMIT_MILLISECONDS);
    connection.setReadTimeout(LIMIT_MILLISECONDS);
    connection.setRequestProperty("Cookie", cookie);
    return connection;
  }

  private Page read(HttpURLConnection connection) throws IOException {
    int status = connection.getResponseCode();
    String set = connection.getHeaderField("Set-Cookie");
    if (set != null) {
      cookie = set.substring(0, set.indexOf(';'));
    }
    if (status >= 400) {
      throw new IllegalStateException(connection.getURL() + " answered " + status);
    }
    try (InputStream body = connection.getInputStream()) {
      return new Page(new String(body.readAllBytes(), StandardCharsets.UTF_8), connection.getHeaderField("Location"));
    }
  }
}
