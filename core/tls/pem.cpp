#include "tls/pem.hpp"

#include <climits>
#include <string>

#include <openssl/err.h>
#include <openssl/pem.h>

#include "tls/judgement_checks.hpp"

namespace cfy::tls {
namespace {

Error unreadable(std::string_view field, const char* rule, const char* what) {
  Error error = make_error(ErrorCode::tls, std::string(field) + " " + what);
  error.field = field;
  error.rule = rule;
  return error;
}

// Whether reading stopped at the end of the text, and not at something that is broken.
bool at_end() {
  const unsigned long problem = ERR_peek_last_error();
  ERR_clear_error();
  return ERR_GET_LIB(problem) == ERR_LIB_PEM && ERR_GET_REASON(problem) == PEM_R_NO_START_LINE;
}

// Empty where something cannot be read.
template <class Object, class Read>
std::vector<Object> read_all(std::string_view pem, Read read) {
  std::vector<Object> all;
  if (pem.size() > INT_MAX) return all;
  ERR_clear_error();
  const Bio memory(BIO_new_mem_buf(pem.data(), static_cast<int>(pem.size())));
  while (memory) {
    Object object(read(memory.get(), nullptr, nullptr, nullptr));
    if (!object) break;
    all.push_back(std::move(object));
  }
  if (!at_end()) all.clear();
  return all;
}

}  // namespace

Result<std::vector<Certificate>> read_certificates(std::string_view pem, std::string_view field) {
  std::vector<Certificate> all = read_all<Certificate>(pem, PEM_read_bio_X509);
  if (all.empty()) {
    return unreadable(
        field, "malformed_certificate",
        "holds no certificate in PEM form, or one that cannot be read; write it as the authority gave it.");
  }
  return all;
}

Result<std::vector<Crl>> read_crls(std::string_view pem, std::string_view field) {
  std::vector<Crl> all = read_all<Crl>(pem, PEM_read_bio_X509_CRL);
  if (all.empty()) {
    return unreadable(field, "malformed_crl", "holds no CRL in PEM form, or one that cannot be read; fetch it again.");
  }
  for (const Crl& crl : all) {
    if (auto found = check_crl(crl.get())) {
      return unreadable(field, found->rule.c_str(),
                        ("holds a CRL that cannot be used: the certificate " + found->what).c_str());
    }
  }
  return all;
}

}  // namespace cfy::tls
