#include "tls/client_identity.hpp"

#include <fstream>
#include <iterator>

#include <openssl/err.h>
#include <openssl/pem.h>

#include "secrets/private_file.hpp"
#include "tls/pem.hpp"

namespace cfy::tls {
namespace {

Error refuse(const char* field, const char* rule, std::string message) {
  Error error = configuration_error(field, std::move(message));
  error.rule = rule;
  return error;
}

// Never asks for a passphrase at the terminal.
int no_passphrase(char* /*buffer*/, int /*size*/, int /*writing*/, void* /*unused*/) { return -1; }

std::string read_text(const std::string& path) {
  std::ifstream file(path, std::ios::binary);
  return {std::istreambuf_iterator<char>(file), std::istreambuf_iterator<char>()};
}

}  // namespace

Result<ClientIdentity::Pair> ClientIdentity::read() const {
  Pair pair;
  Result<std::vector<Certificate>> chain = read_certificates(read_text(certificate_file_), "client_certificate");
  if (!chain) return std::move(chain).error();
  pair.chain = *std::move(chain);
  Result<secrets::PrivateText> key = secrets::read_private_file(key_file_);
  if (!key) {
    Error error = std::move(key).error();
    error.field = "client_key";
    return error;
  }
  const Bio memory(BIO_new_mem_buf(key->view().data(), static_cast<int>(key->view().size())));
  pair.key.reset(PEM_read_bio_PrivateKey(memory.get(), nullptr, no_passphrase, nullptr));
  ERR_clear_error();
  if (!pair.key) {
    return refuse("client_key", "malformed_key",
                  "client_key: the file " + key_file_ + " holds no private key in PEM form without a passphrase.");
  }
  if (X509_check_private_key(pair.chain.front().get(), pair.key.get()) != 1) {
    ERR_clear_error();
    return refuse(
        "client_key", "key_mismatch",
        "client_key: the key in " + key_file_ + " is not that of the certificate in " + certificate_file_ + ".");
  }
  return pair;
}

Result<std::shared_ptr<ClientIdentity>> ClientIdentity::load(std::string certificate_file, std::string key_file) {
  if (certificate_file.empty() || key_file.empty()) {
    const char* const missing = certificate_file.empty() ? "client_certificate" : "client_key";
    return refuse(missing, "missing_value",
                  "client_certificate and client_key go together, and " + std::string(missing) + " is missing.");
  }
  std::shared_ptr<ClientIdentity> identity(new ClientIdentity(std::move(certificate_file), std::move(key_file)));
  identity->certificate_stamp_ = FileStamp::of(identity->certificate_file_);
  identity->key_stamp_ = FileStamp::of(identity->key_file_);
  Result<Pair> pair = identity->read();
  if (!pair) return std::move(pair).error();
  identity->pair_ = *std::move(pair);
  return identity;
}

Result<void> ClientIdentity::use_in(SSL_CTX* context) {
  const std::lock_guard lock(mutex_);
  const FileStamp certificate = FileStamp::of(certificate_file_);
  const FileStamp key = FileStamp::of(key_file_);
  if (certificate != certificate_stamp_ || key != key_stamp_) {
    // Half of a renewal is no pair; the stamps stay as they were, and the next connection looks again.
    if (Result<Pair> renewed = read()) {
      pair_ = *std::move(renewed);
      certificate_stamp_ = certificate;
      key_stamp_ = key;
    }
  }
  bool done = SSL_CTX_use_certificate(context, pair_.chain.front().get()) == 1 &&
              SSL_CTX_use_PrivateKey(context, pair_.key.get()) == 1;
  for (std::size_t i = 1; i < pair_.chain.size(); ++i) {
    done = done && SSL_CTX_add1_chain_cert(context, pair_.chain[i].get()) == 1;
  }
  ERR_clear_error();
  if (done) return {};
  return refuse("client_certificate", "weak_certificate",
                "client_certificate: OpenSSL refuses the certificate in " + certificate_file_ +
                    "; its key or signature is too weak.");
}

}  // namespace cfy::tls
