#pragma once

#include <memory>
#include <vector>

#include <openssl/asn1.h>
#include <openssl/bio.h>
#include <openssl/x509.h>
#include <openssl/x509v3.h>

namespace cfy::tls {

// OpenSSL's objects, owned.
template <auto Free>
struct Freed {
  template <class T>
  void operator()(T* object) const noexcept {
    Free(object);
  }
};

using Certificate = std::unique_ptr<X509, Freed<X509_free>>;
using Crl = std::unique_ptr<X509_CRL, Freed<X509_CRL_free>>;
using Bio = std::unique_ptr<BIO, Freed<BIO_free_all>>;
using StoreContext = std::unique_ptr<X509_STORE_CTX, Freed<X509_STORE_CTX_free>>;
using GeneralNames = std::unique_ptr<GENERAL_NAMES, Freed<GENERAL_NAMES_free>>;

// Stacks that do not own what is in them.
struct StackDeleter {
  void operator()(STACK_OF(X509) * stack) const noexcept { sk_X509_free(stack); }
  void operator()(STACK_OF(X509_CRL) * stack) const noexcept { sk_X509_CRL_free(stack); }
};
using CertificateStack = std::unique_ptr<STACK_OF(X509), StackDeleter>;
using CrlStack = std::unique_ptr<STACK_OF(X509_CRL), StackDeleter>;

// A certificate's extension of one kind; null if it has none, or one that cannot be read. `Object` is the type that
// OpenSSL's function for the kind gives.
template <class Object, auto Free>
std::unique_ptr<Object, Freed<Free>> read_extension(const X509* certificate, int kind) {
  return std::unique_ptr<Object, Freed<Free>>(
      static_cast<Object*>(X509_get_ext_d2i(certificate, kind, nullptr, nullptr)));
}

inline GeneralNames alternative_names(const X509* certificate) {
  return read_extension<GENERAL_NAMES, GENERAL_NAMES_free>(certificate, NID_subject_alt_name);
}

inline std::string_view text_of(const ASN1_STRING* string) {
  return {reinterpret_cast<const char*>(ASN1_STRING_get0_data(string)),
          static_cast<std::size_t>(ASN1_STRING_length(string))};
}

}  // namespace cfy::tls
