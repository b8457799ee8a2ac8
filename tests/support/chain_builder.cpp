#include "support/chain_builder.hpp"

#include <algorithm>
#include <stdexcept>

#include <openssl/bn.h>
#include <openssl/dsa.h>
#include <openssl/pem.h>
#include <openssl/rand.h>
#include <openssl/x509v3.h>

namespace cfy::test {
namespace {

using Extensions = std::vector<ExtensionWish>;

EVP_PKEY* make_dsa_key() {
  EVP_PKEY_CTX* context = EVP_PKEY_CTX_new_from_name(nullptr, "DSA", nullptr);
  EVP_PKEY* parameters = nullptr;
  EVP_PKEY* key = nullptr;
  must(EVP_PKEY_paramgen_init(context) == 1 && EVP_PKEY_CTX_set_dsa_paramgen_bits(context, 2048) == 1 &&
       EVP_PKEY_paramgen(context, &parameters) == 1);
  EVP_PKEY_CTX_free(context);
  context = EVP_PKEY_CTX_new_from_pkey(nullptr, parameters, nullptr);
  must(EVP_PKEY_keygen_init(context) == 1 && EVP_PKEY_keygen(context, &key) == 1);
  EVP_PKEY_CTX_free(context);
  EVP_PKEY_free(parameters);
  return key;
}

EVP_PKEY* make_key(const std::string& kind) {
  if (kind.starts_with("RSA:")) return EVP_RSA_gen(static_cast<unsigned>(std::stoul(kind.substr(4))));
  if (kind == "DSA") return make_dsa_key();
  if (kind == "ED25519") return EVP_PKEY_Q_keygen(nullptr, nullptr, "ED25519");
  return EVP_EC_gen(kind.c_str());
}

void set_serial(ASN1_INTEGER* place, const std::string& decimal) {
  BIGNUM* number = nullptr;
  if (decimal.empty()) {
    number = BN_new();
    must(BN_rand(number, 100, BN_RAND_TOP_ONE, BN_RAND_BOTTOM_ANY) == 1);
  } else {
    must(BN_dec2bn(&number, decimal.c_str()) != 0);
  }
  must(BN_to_ASN1_INTEGER(number, place) != nullptr);
  BN_free(number);
}

X509_NAME* make_name(const std::string& common_name) {
  X509_NAME* const name = X509_NAME_new();
  if (common_name != "-") {
    must(X509_NAME_add_entry_by_txt(name, "CN", MBSTRING_UTF8,
                                    reinterpret_cast<const unsigned char*>(common_name.c_str()), -1, -1, 0) == 1);
  }
  return name;
}

X509_EXTENSION* make_raw_extension(int kind, std::string value) {
  const bool critical = value.starts_with("critical,");
  if (critical) value.erase(0, 9);
  long size = 0;
  unsigned char* const octets = OPENSSL_hexstr2buf(value.substr(4).c_str(), &size);
  ASN1_OCTET_STRING* const content = ASN1_OCTET_STRING_new();
  must(octets != nullptr && ASN1_OCTET_STRING_set(content, octets, static_cast<int>(size)) == 1);
  X509_EXTENSION* const extension = X509_EXTENSION_create_by_NID(nullptr, kind, critical ? 1 : 0, content);
  ASN1_OCTET_STRING_free(content);
  OPENSSL_free(octets);
  return extension;
}

X509_EXTENSION* make_extension(X509V3_CTX* context, const ExtensionWish& wish) {
  const bool raw = wish.value.find("der:") == 0 || wish.value.find("critical,der:") == 0;
  X509_EXTENSION* const extension = raw ? make_raw_extension(wish.kind, wish.value)
                                        : X509V3_EXT_conf_nid(nullptr, context, wish.kind, wish.value.c_str());
  must(extension != nullptr);
  return extension;
}

void add_extension(X509* certificate, X509* issuer, const ExtensionWish& wish) {
  X509V3_CTX context;
  X509V3_set_ctx_nodb(&context);
  X509V3_set_ctx(&context, issuer, certificate, nullptr, nullptr, 0);
  X509_EXTENSION* const extension = make_extension(&context, wish);
  must(X509_add_ext(certificate, extension, -1) == 1);
  X509_EXTENSION_free(extension);
}

void add_extensions(X509* certificate, X509* issuer, Extensions usual, const ChainWish& wish) {
  const auto replaced = [&](const ExtensionWish& extension) {
    return std::any_of(wish.extensions.begin(), wish.extensions.end(),
                       [&](const ExtensionWish& other) { return other.kind == extension.kind; }) ||
           std::find(wish.without.begin(), wish.without.end(), extension.kind) != wish.without.end();
  };
  std::erase_if(usual, replaced);
  for (const Extensions* list : {static_cast<const Extensions*>(&usual), &wish.extensions, &wish.further}) {
    for (const ExtensionWish& extension : *list) add_extension(certificate, issuer, extension);
  }
}

Identity make(const Identity* issuer, const Extensions& usual, const ChainWish& wish) {
  Identity made{std::unique_ptr<EVP_PKEY, KeyDeleter>(), std::unique_ptr<X509, CertificateDeleter>(X509_new())};
  if (wish.same_key_as != nullptr) {
    EVP_PKEY_up_ref(wish.same_key_as->key.get());
    made.key.reset(wish.same_key_as->key.get());
  } else {
    made.key.reset(make_key(wish.key));
  }
  X509* const certificate = made.certificate.get();
  must(made.key && certificate != nullptr);
  X509_set_version(certificate, wish.version - 1);
  set_serial(X509_get_serialNumber(certificate), wish.serial);
  must(ASN1_TIME_set(X509_getm_notBefore(certificate), static_cast<time_t>(wish.begins)) != nullptr &&
       ASN1_TIME_set(X509_getm_notAfter(certificate), static_cast<time_t>(wish.ends)) != nullptr);
  X509_NAME* const subject = make_name(wish.subject);
  X509_set_subject_name(certificate, subject);
  X509_NAME_free(subject);
  X509* const issuing = issuer == nullptr ? certificate : issuer->certificate.get();
  if (wish.issuer.empty()) {
    X509_set_issuer_name(certificate, X509_get_subject_name(issuing));
  } else {
    X509_NAME* const name = make_name(wish.issuer);
    X509_set_issuer_name(certificate, name);
    X509_NAME_free(name);
  }
  X509_set_pubkey(certificate, made.key.get());
  if (wish.version == 3) add_extensions(certificate, issuing, usual, wish);
  if (wish.before_signing) wish.before_signing(certificate);
  EVP_PKEY* const key = issuer == nullptr ? made.key.get() : issuer->key.get();
  must(X509_sign(certificate, key,
                 EVP_PKEY_get_base_id(key) == EVP_PKEY_ED25519 ? nullptr : EVP_get_digestbyname(wish.hash.c_str())) !=
       0);
  return made;
}

// One that lacks an identifier of its key gets an invented one.
ExtensionWish authority_key_identifier(const Identity& issuer) {
  const bool has_one = X509_get_ext_by_NID(issuer.certificate.get(), NID_subject_key_identifier, -1) >= 0;
  return {NID_authority_key_identifier, has_one ? "keyid:always" : "der:3003800101"};
}

const Extensions kOfAuthorities = {{NID_basic_constraints, "critical,CA:TRUE"},
                                   {NID_key_usage, "critical,keyCertSign,cRLSign"},
                                   {NID_subject_key_identifier, "hash"}};

}  // namespace

Identity make_root(ChainWish wish) {
  if (wish.subject.empty()) wish.subject = "test root";
  return make(nullptr, kOfAuthorities, wish);
}

Identity make_intermediate(const Identity& issuer, ChainWish wish) {
  if (wish.subject.empty()) wish.subject = "test intermediate";
  Extensions usual = kOfAuthorities;
  usual.push_back(authority_key_identifier(issuer));
  return make(&issuer, usual, wish);
}

Identity make_leaf(const Identity& issuer, ChainWish wish) {
  if (wish.subject.empty()) wish.subject = "example.com";
  return make(&issuer,
              {{NID_key_usage, "critical,digitalSignature"},
               {NID_ext_key_usage, "serverAuth"},
               {NID_subject_alt_name, "DNS:example.com"},
               authority_key_identifier(issuer)},
              wish);
}

std::string make_crl(const Identity& issuer, const CrlWish& wish) {
  X509_CRL* const crl = X509_CRL_new();
  ASN1_TIME* const time = ASN1_TIME_new();
  X509_CRL_set_version(crl, X509_CRL_VERSION_2);
  X509_CRL_set_issuer_name(crl, X509_get_subject_name(issuer.certificate.get()));
  X509_CRL_set1_lastUpdate(crl, ASN1_TIME_set(time, static_cast<time_t>(wish.issued)));
  if (wish.next_update) X509_CRL_set1_nextUpdate(crl, ASN1_TIME_set(time, static_cast<time_t>(wish.next)));
  for (const X509* certificate : wish.revoked) {
    X509_REVOKED* const entry = X509_REVOKED_new();
    X509_REVOKED_set_serialNumber(entry, const_cast<ASN1_INTEGER*>(X509_get0_serialNumber(certificate)));
    X509_REVOKED_set_revocationDate(entry, ASN1_TIME_set(time, static_cast<time_t>(kChainTime - 86400)));
    must(X509_CRL_add0_revoked(crl, entry) == 1);
  }
  X509V3_CTX context;
  X509V3_set_ctx_nodb(&context);
  X509V3_set_ctx(&context, issuer.certificate.get(), nullptr, nullptr, crl, 0);
  Extensions extensions = {{NID_authority_key_identifier, "keyid:always"}};
  if (wish.number) extensions.push_back({NID_crl_number, "der:020107"});
  extensions.insert(extensions.end(), wish.extensions.begin(), wish.extensions.end());
  for (const ExtensionWish& extension : extensions) {
    X509_EXTENSION* const made = make_extension(&context, extension);
    must(X509_CRL_add_ext(crl, made, -1) == 1);
    X509_EXTENSION_free(made);
  }
  const Identity& signer = wish.signer == nullptr ? issuer : *wish.signer;
  must(X509_CRL_sign(crl, signer.key.get(), EVP_sha256()) != 0);
  BIO* const memory = BIO_new(BIO_s_mem());
  PEM_write_bio_X509_CRL(memory, crl);
  char* data = nullptr;
  const long size = BIO_get_mem_data(memory, &data);
  std::string text(data, static_cast<std::size_t>(size));
  BIO_free(memory);
  ASN1_TIME_free(time);
  X509_CRL_free(crl);
  return text;
}

}  // namespace cfy::test
