#include "sandbox/tls_identity.hpp"

#include <chrono>
#include <stdexcept>
#include <string_view>

#include <openssl/bio.h>
#include <openssl/err.h>
#include <openssl/evp.h>
#include <openssl/pem.h>
#include <openssl/rand.h>
#include <openssl/x509v3.h>

namespace cfy::sandbox {
namespace {

template <auto free_function>
struct Deleter {
  template <class T>
  void operator()(T* object) const noexcept {
    free_function(object);
  }
};
using Key = std::unique_ptr<EVP_PKEY, Deleter<EVP_PKEY_free>>;
using Certificate = std::unique_ptr<X509, Deleter<X509_free>>;
using Extension = std::unique_ptr<X509_EXTENSION, Deleter<X509_EXTENSION_free>>;
using Bio = std::unique_ptr<BIO, Deleter<BIO_free_all>>;

// OpenSSL fails here only for want of memory or randomness; each step would otherwise need its own branch.
void require(bool succeeded, const char* what) {
  if (!succeeded) throw std::runtime_error(what);
}

Key make_key() {
  Key key(EVP_EC_gen("P-256"));
  require(key != nullptr, "making a key");
  return key;
}

void set_random_serial(X509* certificate) {
  unsigned char bytes[16];
  require(RAND_bytes(bytes, sizeof bytes) == 1, "making a serial number");
  bytes[0] = static_cast<unsigned char>((bytes[0] & 0x7fU) | 0x40U);  // positive, and not shorter by chance
  const std::unique_ptr<BIGNUM, Deleter<BN_free>> number(BN_bin2bn(bytes, sizeof bytes, nullptr));
  require(BN_to_ASN1_INTEGER(number.get(), X509_get_serialNumber(certificate)) != nullptr, "setting a serial number");
}

void set_lifetime(X509* certificate, const Clock& clock) {
  // A little into the past, for clients whose clock is behind.
  const std::time_t now = std::chrono::system_clock::to_time_t(clock.wall_now());
  require(ASN1_TIME_adj(X509_getm_notBefore(certificate), now, 0, -300) != nullptr, "setting notBefore");
  require(ASN1_TIME_adj(X509_getm_notAfter(certificate), now, 30, 0) != nullptr, "setting notAfter");
}

void add_extension(X509* certificate, X509* issuer, int nid, const char* value) {
  X509V3_CTX context;
  X509V3_set_ctx_nodb(&context);
  X509V3_set_ctx(&context, issuer, certificate, nullptr, nullptr, 0);
  const Extension extension(X509V3_EXT_conf_nid(nullptr, &context, nid, value));
  require(extension && X509_add_ext(certificate, extension.get(), -1) == 1, "adding an extension");
}

Certificate make_certificate(const char* name, EVP_PKEY* key, X509_NAME* issuer, const Clock& clock) {
  Certificate certificate(X509_new());
  require(certificate != nullptr, "making a certificate");
  require(X509_set_version(certificate.get(), X509_VERSION_3) == 1, "setting a version");
  set_random_serial(certificate.get());
  set_lifetime(certificate.get(), clock);
  X509_NAME* const subject = X509_get_subject_name(certificate.get());
  require(X509_NAME_add_entry_by_txt(subject, "CN", MBSTRING_ASC, reinterpret_cast<const unsigned char*>(name), -1, -1,
                                     0) == 1,
          "setting a subject");
  require(X509_set_issuer_name(certificate.get(), issuer == nullptr ? subject : issuer) == 1, "setting an issuer");
  require(X509_set_pubkey(certificate.get(), key) == 1, "setting a public key");
  return certificate;
}

Certificate make_ca(EVP_PKEY* key, const Clock& clock) {
  Certificate ca = make_certificate("Connectify sandbox CA", key, nullptr, clock);
  add_extension(ca.get(), ca.get(), NID_subject_key_identifier, "hash");
  add_extension(ca.get(), ca.get(), NID_authority_key_identifier, "keyid:always");
  add_extension(ca.get(), ca.get(), NID_basic_constraints, "critical,CA:TRUE,pathlen:0");
  add_extension(ca.get(), ca.get(), NID_key_usage, "critical,keyCertSign,cRLSign");
  require(X509_sign(ca.get(), key, EVP_sha256()) > 0, "signing the CA");
  return ca;
}

// What a certificate is for.
struct LeafUse {
  const char* name;
  const char* purpose;
  const char* alternatives;
};
constexpr LeafUse kServerUse = {"localhost", "serverAuth", "DNS:localhost,IP:127.0.0.1,IP:::1"};
constexpr LeafUse kClientUse = {kTlsClient, "clientAuth", "DNS:sandbox-mtls.invalid"};

Certificate make_leaf(const LeafUse& use, EVP_PKEY* key, X509* ca, EVP_PKEY* ca_key, const Clock& clock) {
  Certificate leaf = make_certificate(use.name, key, X509_get_subject_name(ca), clock);
  add_extension(leaf.get(), ca, NID_subject_key_identifier, "hash");
  add_extension(leaf.get(), ca, NID_authority_key_identifier, "keyid:always");
  add_extension(leaf.get(), ca, NID_basic_constraints, "critical,CA:FALSE");
  add_extension(leaf.get(), ca, NID_key_usage, "critical,digitalSignature");
  add_extension(leaf.get(), ca, NID_ext_key_usage, use.purpose);
  add_extension(leaf.get(), ca, NID_subject_alt_name, use.alternatives);
  require(X509_sign(leaf.get(), ca_key, EVP_sha256()) > 0, "signing a certificate");
  return leaf;
}

std::string to_pem(X509* certificate) {
  const Bio memory(BIO_new(BIO_s_mem()));
  require(memory && PEM_write_bio_X509(memory.get(), certificate) == 1, "writing a certificate");
  char* data = nullptr;
  const long size = BIO_get_mem_data(memory.get(), &data);
  return {data, static_cast<std::size_t>(size)};
}

std::string to_pem(EVP_PKEY* key) {
  const Bio memory(BIO_new(BIO_s_mem()));
  require(memory && PEM_write_bio_PKCS8PrivateKey(memory.get(), key, nullptr, nullptr, 0, nullptr, nullptr) == 1,
          "writing a key");
  char* data = nullptr;
  const long size = BIO_get_mem_data(memory.get(), &data);
  return {data, static_cast<std::size_t>(size)};
}

std::unique_ptr<SSL_CTX, SslContextDeleter> make_context(X509* leaf, EVP_PKEY* key, X509* ca) {
  std::unique_ptr<SSL_CTX, SslContextDeleter> context(SSL_CTX_new(TLS_server_method()));
  require(context != nullptr, "making a TLS context");
  constexpr std::string_view kSessions = "connectify-sandbox";
  require(SSL_CTX_set_min_proto_version(context.get(), TLS1_2_VERSION) == 1 &&
              SSL_CTX_use_certificate(context.get(), leaf) == 1 && SSL_CTX_use_PrivateKey(context.get(), key) == 1 &&
              SSL_CTX_set_session_id_context(context.get(), reinterpret_cast<const unsigned char*>(kSessions.data()),
                                             static_cast<unsigned>(kSessions.size())) == 1,
          "configuring TLS");
  SSL_CTX_set_options(context.get(), SSL_OP_NO_RENEGOTIATION);
  // Who shows a certificate shows one of the sandbox's; who shows none is welcome too.
  std::unique_ptr<X509_STORE, Deleter<X509_STORE_free>> trusted(X509_STORE_new());
  require(trusted && X509_STORE_add_cert(trusted.get(), ca) == 1, "trusting the CA");
  SSL_CTX_set0_verify_cert_store(context.get(), trusted.release());
  SSL_CTX_set_verify(context.get(), SSL_VERIFY_PEER, nullptr);
  return context;
}

}  // namespace

Result<TlsIdentity> make_tls_identity(const Clock& clock) {
  try {
    const Key ca_key = make_key();
    const Key key = make_key();
    const Certificate ca = make_ca(ca_key.get(), clock);
    const Certificate leaf = make_leaf(kServerUse, key.get(), ca.get(), ca_key.get(), clock);
    const Key client_key = make_key();
    const Certificate client = make_leaf(kClientUse, client_key.get(), ca.get(), ca_key.get(), clock);
    return TlsIdentity{make_context(leaf.get(), key.get(), ca.get()), to_pem(ca.get()), to_pem(client.get()),
                       to_pem(client_key.get())};
  } catch (const std::runtime_error& error) {
    ERR_clear_error();
    return make_error(ErrorCode::internal,
                      std::string("The sandbox's certificate cannot be made: OpenSSL failed at ") + error.what() + ".");
  }
}

}  // namespace cfy::sandbox
