#include "tls/probe.hpp"

#include <algorithm>

#include <openssl/err.h>

#include "tls/judgement.hpp"
#include "tls/probe_socket.hpp"

namespace cfy::tls {
namespace {

using Deadline = ProbeSocket::Deadline;
using Context = std::unique_ptr<SSL_CTX, Freed<SSL_CTX_free>>;
using Ssl = std::unique_ptr<SSL, Freed<SSL_free>>;
using Session = std::unique_ptr<SSL_SESSION, Freed<SSL_SESSION_free>>;

// How long tickets of TLS 1.3, which come behind the handshake, are waited for.
constexpr std::chrono::milliseconds kTicketPatience{300};

// Everything that OpenSSL still speaks, to tell what a server speaks that speaks nothing better.
constexpr const char* kAnyCipher = "ALL:@SECLEVEL=0";

enum class Handshake { done, refused, out_of_time };

Handshake shake_hands(SSL* ssl, const ProbeSocket& socket, Deadline deadline) {
  while (true) {
    ERR_clear_error();
    const int result = SSL_connect(ssl);
    if (result == 1) return Handshake::done;
    const int wanted = SSL_get_error(ssl, result);
    if (wanted != SSL_ERROR_WANT_READ && wanted != SSL_ERROR_WANT_WRITE) return Handshake::refused;
    if (!socket.wait(wanted == SSL_ERROR_WANT_WRITE, deadline)) return Handshake::out_of_time;
  }
}

// Reads what comes behind the handshake, without a byte of application data from this side.
void await_ticket(SSL* ssl, const ProbeSocket& socket, Deadline deadline) {
  const Deadline end = std::min(deadline, std::chrono::steady_clock::now() + kTicketPatience);
  while (SSL_SESSION_is_resumable(SSL_get0_session(ssl)) != 1) {
    char byte = 0;
    ERR_clear_error();
    const int got = SSL_peek(ssl, &byte, 1);
    if (got > 0 || SSL_get_error(ssl, got) != SSL_ERROR_WANT_READ || !socket.wait(false, end)) return;
  }
}

std::string last_error() {
  char text[160] = {};
  ERR_error_string_n(ERR_peek_last_error(), text, sizeof text);
  ERR_clear_error();
  const std::string_view whole(text);
  const auto place = whole.rfind(':');
  return std::string(whole.substr(place == std::string_view::npos ? 0 : place + 1));
}

// One probe of one server.
class Prober {
 public:
  Prober(const std::string& host, std::uint16_t port, const Policy& policy, Deadline deadline)
      : host_(host), port_(port), policy_(policy), deadline_(deadline) {}

  Result<Probe> run() {
    const Context context(SSL_CTX_new(TLS_client_method()));
    if (!context) return make_error(ErrorCode::internal, "There is no memory for a connection.");
    if (Result<void> applied = apply(policy_, host_, context.get(), verification_); !applied) {
      return std::move(applied).error();
    }
    SSL_CTX_set_session_cache_mode(context.get(), SSL_SESS_CACHE_CLIENT | SSL_SESS_CACHE_NO_INTERNAL);
    Session session;
    Result<Handshake> first = connect(context.get(), session, true);
    if (!first) return std::move(first).error();
    if (*first == Handshake::done && session) {
      if (Result<Handshake> second = connect(context.get(), session, false); !second) return std::move(second).error();
    }
    if (*first == Handshake::refused && !verification_.finding) {
      if (Result<void> looked = look_at_any(); !looked) return std::move(looked).error();
    }
    add_rules(*first == Handshake::done);
    return std::move(probe_);
  }

 private:
  Result<Handshake> connect(SSL_CTX* context, Session& session, bool first) {
    Result<ProbeSocket> socket = ProbeSocket::connect(host_, port_, deadline_);
    if (!socket) return std::move(socket).error();
    const Ssl ssl(SSL_new(context));
    if (!ssl || SSL_set_fd(ssl.get(), socket->descriptor()) != 1) {
      return make_error(ErrorCode::internal, "There is no memory for a connection.");
    }
    const Result<PeerName> name = PeerName::parse(host_);
    if (name && !name->is_address()) SSL_set_tlsext_host_name(ssl.get(), name->text().c_str());
    if (!first) SSL_set_session(ssl.get(), session.get());
    const Handshake outcome = shake_hands(ssl.get(), *socket, deadline_);
    if (outcome == Handshake::out_of_time) {
      return make_error(ErrorCode::timeout, "The TLS handshake with " + host_ + " ran out of time.");
    }
    if (!first) {
      probe_.resumes = outcome == Handshake::done && SSL_session_reused(ssl.get()) == 1;
      return outcome;
    }
    if (outcome == Handshake::refused) refusal_ = last_error();
    note(ssl.get());
    if (outcome == Handshake::done) {
      await_ticket(ssl.get(), *socket, deadline_);
      session.reset(SSL_get1_session(ssl.get()));
      SSL_shutdown(ssl.get());  // a session whose connection was cut is not resumed
    }
    return outcome;
  }

  void note(SSL* ssl) {
    const SSL_CIPHER* const cipher = SSL_get_current_cipher(ssl);
    if (cipher != nullptr) {
      probe_.version = SSL_get_version(ssl);
      probe_.cipher = SSL_CIPHER_get_name(cipher);
      const int group = static_cast<int>(SSL_get_negotiated_group(ssl));
      const char* const group_name = group == 0 ? nullptr : SSL_group_to_name(ssl, group);
      probe_.group = group_name == nullptr ? "" : group_name;
    }
    const std::vector<Certificate>& chain = verification_.chain;
    for (const Certificate& certificate : chain) probe_.chain.push_back(describe(certificate.get()));
    if (chain.empty()) return;
    int seconds = 0;
    ASN1_TIME_diff(&days_left_, &seconds, nullptr, X509_get0_notAfter(chain.front().get()));
    probe_.days_left = days_left_;
  }

  // With a context of its own, which accepts what the policy does not: to say what the server speaks. What is judged is
  // judged elsewhere; nothing is sent over this connection.
  Result<void> look_at_any() {
    const Context context(SSL_CTX_new(TLS_client_method()));
    if (!context) return make_error(ErrorCode::internal, "There is no memory for a connection.");
    SSL_CTX_set_min_proto_version(context.get(), TLS1_VERSION);
    SSL_CTX_set_cipher_list(context.get(), kAnyCipher);
    Session none;
    Probe before = probe_;
    probe_ = Probe();
    const std::string refusal = refusal_;
    Result<Handshake> outcome = connect(context.get(), none, true);
    refusal_ = refusal;
    if (!outcome) return std::move(outcome).error();
    if (probe_.version.empty()) probe_ = std::move(before);
    return {};
  }

  void add(const char* rule, bool passed, std::string message) {
    probe_.rules.push_back({rule, passed, passed ? std::string() : std::move(message)});
  }

  void add_rules(bool done) {
    const bool old = probe_.version == "TLSv1" || probe_.version == "TLSv1.1" ||
                     (policy_.least_version == TLS1_3_VERSION && probe_.version == "TLSv1.2");
    const bool agreed = done || verification_.finding.has_value();
    add("version", !old && !probe_.version.empty(),
        probe_.version.empty() ? failed_handshake(host_, refusal_).message
                               : "The server speaks " + probe_.version + " at most; it needs a newer version of TLS.");
    add("cipher", agreed || old,
        "The server offers no cipher with forward secrecy and authenticated encryption; it has to be set up anew.");
    if (verification_.finding) {
      const Error error = refused(*verification_.finding, host_, policy_.trust->path());
      add(verification_.finding->rule.c_str(), false, error.message);
    } else {
      add("certificate", done, "No certificate was judged, since no handshake could be agreed on.");
    }
    if (!policy_.pins.empty() && !verification_.finding) {
      add("pins", !verification_.reported,
          verification_.reported ? refused(*verification_.reported, host_, policy_.trust->path()).message : "");
    }
  }

  const std::string& host_;
  const std::uint16_t port_;
  const Policy& policy_;
  const Deadline deadline_;
  Verification verification_;
  std::string refusal_;
  int days_left_ = 0;
  Probe probe_;
};

}  // namespace

bool Probe::passed() const noexcept {
  return std::all_of(rules.begin(), rules.end(), [](const ProbedRule& rule) { return rule.passed; });
}

Result<Probe> probe(const std::string& host, std::uint16_t port, const Policy& policy,
                    std::chrono::milliseconds timeout) {
  Result<PeerName> name = PeerName::parse(host);
  if (!name) return std::move(name).error();
  return Prober(host, port, policy, std::chrono::steady_clock::now() + timeout).run();
}

}  // namespace cfy::tls
