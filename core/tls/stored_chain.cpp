#include "tls/stored_chain.hpp"

#include <charconv>
#include <chrono>

#include <openssl/err.h>
#include <openssl/evp.h>

#include "sanitize/date_time.hpp"
#include "tls/fingerprint.hpp"
#include "tls/judgement.hpp"
#include "tls/pem.hpp"

namespace cfy::tls {
namespace {

constexpr const char* kTrust = "the given authorities";

std::string written(const X509_NAME* name) {
  const Bio memory(BIO_new(BIO_s_mem()));
  X509_NAME_print_ex(memory.get(), name, 0, XN_FLAG_RFC2253 & ~ASN1_STRFLGS_ESC_MSB);
  char* data = nullptr;
  const long size = BIO_get_mem_data(memory.get(), &data);
  return {data, static_cast<std::size_t>(size)};
}

std::string written(const ASN1_TIME* time) {
  std::tm parts{};
  if (ASN1_TIME_to_tm(time, &parts) != 1) return {};
  char text[32];
  return {text, std::strftime(text, sizeof text, "%Y-%m-%dT%H:%M:%SZ", &parts)};
}

std::vector<Certificate> with_subject(const std::vector<Certificate>& all, const X509_NAME* subject) {
  std::vector<Certificate> found;
  for (const Certificate& certificate : all) {
    if (X509_NAME_cmp(X509_get_subject_name(certificate.get()), subject) != 0) continue;
    X509_up_ref(certificate.get());
    found.emplace_back(certificate.get());
  }
  return found;
}

int two_digits(std::string_view text, std::size_t place) { return (text[place] - '0') * 10 + (text[place + 1] - '0'); }

// Of a text that is known to be a date-time.
std::int64_t seconds_of(std::string_view text) {
  using namespace std::chrono;
  const auto day =
      sys_days(year(two_digits(text, 0) * 100 + two_digits(text, 2)) / two_digits(text, 5) / two_digits(text, 8));
  std::int64_t seconds = duration_cast<std::chrono::seconds>(day.time_since_epoch()).count() +
                         two_digits(text, 11) * 3600 + two_digits(text, 14) * 60 + two_digits(text, 17);
  const auto offset = text.find_last_of("+-");
  if (offset > 10) {
    const int minutes = two_digits(text, offset + 1) * 60 + two_digits(text, offset + 4);
    seconds += (text[offset] == '+' ? -60 : 60) * minutes;
  }
  return seconds;
}

}  // namespace

JudgedCertificate describe(X509* certificate) {
  return {written(X509_get_subject_name(certificate)), written(X509_get_issuer_name(certificate)),
          written(X509_get0_notBefore(certificate)), written(X509_get0_notAfter(certificate)),
          spki_sha256(certificate)};
}

Result<std::vector<JudgedCertificate>> judge_stored(const StoredChain& stored) {
  Result<PeerName> name = PeerName::parse(stored.name);
  if (!name) return std::move(name).error();
  Result<std::vector<Certificate>> chain = read_certificates(stored.chain, "chain");
  if (!chain) return std::move(chain).error();
  Result<std::vector<Certificate>> authorities = read_certificates(stored.authorities, "ca");
  if (!authorities) return std::move(authorities).error();
  std::vector<Crl> crls;
  if (!stored.crls.empty()) {
    Result<std::vector<Crl>> read = read_crls(stored.crls, "crl");
    if (!read) return std::move(read).error();
    crls = *std::move(read);
  }

  const CertificateStack untrusted(sk_X509_new_null());
  JudgementRequest request;
  request.leaf = chain->front().get();
  request.untrusted = untrusted.get();
  for (std::size_t i = 1; i < chain->size(); ++i) {
    if (sk_X509_push(untrusted.get(), (*chain)[i].get()) == 0) {
      return make_error(ErrorCode::internal, "There is no memory for the chain.");
    }
  }
  request.find_anchors = [&](const X509_NAME* subject) { return with_subject(*authorities, subject); };
  request.name = *std::move(name);
  request.at = stored.at;
  for (const Crl& crl : crls) request.crls.push_back(crl.get());

  const Judgement judgement = judge(request);
  if (judgement.finding) return refused(*judgement.finding, request.name.text(), kTrust);
  std::vector<JudgedCertificate> judged;
  for (const Certificate& certificate : judgement.chain) judged.push_back(describe(certificate.get()));
  return judged;
}

Result<std::int64_t> parse_time(std::string_view text) {
  if (sanitize::is_rfc3339_date_time(text)) return seconds_of(text);
  std::int64_t seconds = 0;
  const auto [end, problem] = std::from_chars(text.data(), text.data() + text.size(), seconds);
  std::string_view rest(end, static_cast<std::size_t>(text.data() + text.size() - end));
  if (rest.starts_with('.') && rest.size() > 1) {
    rest.remove_prefix(1);
    while (!rest.empty() && rest.front() >= '0' && rest.front() <= '9') rest.remove_prefix(1);
  }
  if (problem == std::errc() && seconds >= 0 && rest.empty()) return seconds;
  return validation_error("at", "invalid_time",
                          "The time has to be of RFC 3339, such as 2026-01-31T12:00:00Z, or Unix seconds.");
}

}  // namespace cfy::tls
