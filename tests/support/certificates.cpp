#include "support/certificates.hpp"

#include <stdexcept>

#include <openssl/pem.h>
#include <openssl/x509v3.h>

namespace cfy::test {
void must(bool done) {
  if (!done) throw std::runtime_error("OpenSSL could not make a test certificate");
}

namespace {

void add_extension(X509* certificate, X509* issuer, int kind, const std::string& value) {
  X509V3_CTX context;
  X509V3_set_ctx_nodb(&context);
  X509V3_set_ctx(&context, issuer, certificate, nullptr, nullptr, 0);
  X509_EXTENSION* const extension = X509V3_EXT_conf_nid(nullptr, &context, kind, value.c_str());
  must(extension != nullptr && X509_add_ext(certificate, extension, -1) == 1);
  X509_EXTENSION_free(extension);
}

Identity unsigned_identity(const std::string& common_name, long begins, long ends) {
  static long serial = 1;
  Identity made{std::unique_ptr<EVP_PKEY, KeyDeleter>(EVP_EC_gen("P-256")),
                std::unique_ptr<X509, CertificateDeleter>(X509_new())};
  X509* const certificate = made.certificate.get();
  must(made.key && certificate != nullptr);
  X509_set_version(certificate, X509_VERSION_3);
  ASN1_INTEGER_set(X509_get_serialNumber(certificate), ++serial);
  X509_gmtime_adj(X509_getm_notBefore(certificate), begins);
  X509_gmtime_adj(X509_getm_notAfter(certificate), ends);
  X509_set_pubkey(certificate, made.key.get());
  const auto* const name = reinterpret_cast<const unsigned char*>(common_name.c_str());
  X509_NAME_add_entry_by_txt(X509_get_subject_name(certificate), "CN", MBSTRING_UTF8, name, -1, -1, 0);
  return made;
}

}  // namespace

std::string Identity::pem() const {
  BIO* const memory = BIO_new(BIO_s_mem());
  PEM_write_bio_X509(memory, certificate.get());
  char* data = nullptr;
  const long size = BIO_get_mem_data(memory, &data);
  std::string text(data, static_cast<std::size_t>(size));
  BIO_free(memory);
  return text;
}

std::string Identity::key_pem() const {
  BIO* const memory = BIO_new(BIO_s_mem());
  must(PEM_write_bio_PrivateKey(memory, key.get(), nullptr, nullptr, 0, nullptr, nullptr) == 1);
  char* data = nullptr;
  const long size = BIO_get_mem_data(memory, &data);
  std::string text(data, static_cast<std::size_t>(size));
  BIO_free(memory);
  return text;
}

Identity make_authority() {
  Identity made = unsigned_identity("connectify test authority", -60, 3600);
  X509* const certificate = made.certificate.get();
  X509_set_issuer_name(certificate, X509_get_subject_name(certificate));
  add_extension(certificate, certificate, NID_basic_constraints, "critical,CA:TRUE");
  add_extension(certificate, certificate, NID_key_usage, "critical,keyCertSign");
  add_extension(certificate, certificate, NID_subject_key_identifier, "hash");
  must(X509_sign(certificate, made.key.get(), EVP_sha256()) != 0);
  return made;
}

Identity make_certificate(const CertificateWish& wish, const Identity* authority) {
  Identity made = unsigned_identity(wish.common_name, wish.begins_in_seconds, wish.ends_in_seconds);
  X509* const certificate = made.certificate.get();
  const Identity& issuer = authority == nullptr ? made : *authority;
  X509_set_issuer_name(certificate, X509_get_subject_name(issuer.certificate.get()));
  add_extension(certificate, issuer.certificate.get(), NID_basic_constraints, "critical,CA:FALSE");
  if (authority != nullptr) {
    add_extension(certificate, issuer.certificate.get(), NID_authority_key_identifier, "keyid:always");
  }
  if (!wish.usage.empty()) add_extension(certificate, issuer.certificate.get(), NID_ext_key_usage, wish.usage);
  if (!wish.alternative_names.empty()) {
    add_extension(certificate, issuer.certificate.get(), NID_subject_alt_name, wish.alternative_names);
  }
  must(X509_sign(certificate, issuer.key.get(), EVP_sha256()) != 0);
  return made;
}

}  // namespace cfy::test
