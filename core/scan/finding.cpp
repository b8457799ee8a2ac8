#include "scan/finding.hpp"

#include <openssl/evp.h>
#include <openssl/sha.h>

#include <algorithm>
#include <array>
#include <map>
#include <mutex>
#include <nlohmann/json.hpp>
#include <tuple>

namespace cfy::scan {
namespace {

constexpr std::size_t kFingerprintBytes = 10;
constexpr int kRounds = 10000;

using Digest = std::array<unsigned char, SHA256_DIGEST_LENGTH>;

std::string hex(const unsigned char* bytes, std::size_t size) {
  constexpr std::string_view kDigits = "0123456789abcdef";
  std::string text;
  for (std::size_t i = 0; i < size; ++i) {
    text.push_back(kDigits[bytes[i] >> 4U]);
    text.push_back(kDigits[bytes[i] & 0xFU]);
  }
  return text;
}

// A history repeats its values: each is derived once. Kept under a digest, not under the value.
struct Known {
  std::mutex mutex;
  std::map<Digest, std::string> fingerprints;
};

Known& known() {
  static Known* const all = new Known;
  return *all;
}

}  // namespace

Result<std::string> fingerprint_of(std::string_view rule, std::string_view value) {
  const std::string salt = "connectify-scan/" + std::string(rule);
  Digest digest{};
  unsigned int size = 0;
  EVP_MD_CTX* const context = EVP_MD_CTX_new();
  const bool digested = context != nullptr && EVP_DigestInit_ex(context, EVP_sha256(), nullptr) == 1 &&
                        EVP_DigestUpdate(context, salt.c_str(), salt.size() + 1) == 1 &&
                        EVP_DigestUpdate(context, value.data(), value.size()) == 1 &&
                        EVP_DigestFinal_ex(context, digest.data(), &size) == 1;
  EVP_MD_CTX_free(context);
  if (!digested) return make_error(ErrorCode::internal, "OpenSSL could not compute a SHA-256.");
  {
    const std::lock_guard lock(known().mutex);
    const auto found = known().fingerprints.find(digest);
    if (found != known().fingerprints.end()) return found->second;
  }
  std::array<unsigned char, kFingerprintBytes> derived{};
  if (PKCS5_PBKDF2_HMAC(reinterpret_cast<const char*>(digest.data()), static_cast<int>(digest.size()),
                        reinterpret_cast<const unsigned char*>(salt.data()), static_cast<int>(salt.size()), kRounds,
                        EVP_sha256(), static_cast<int>(derived.size()), derived.data()) != 1) {
    return make_error(ErrorCode::internal, "OpenSSL could not derive a fingerprint.");
  }
  std::string fingerprint = hex(derived.data(), derived.size());
  const std::lock_guard lock(known().mutex);
  known().fingerprints.emplace(digest, fingerprint);
  return fingerprint;
}

bool is_fingerprint(std::string_view text) noexcept {
  return text.size() == 2 * kFingerprintBytes && text.find_first_not_of("0123456789abcdef") == std::string_view::npos;
}

void Report::sort() {
  std::sort(findings.begin(), findings.end(), [](const Finding& a, const Finding& b) {
    return std::tie(a.file, a.line, a.column, a.rule, a.commit) < std::tie(b.file, b.line, b.column, b.rule, b.commit);
  });
  std::sort(unread.begin(), unread.end(), [](const Unread& a, const Unread& b) { return a.file < b.file; });
}

std::string Report::json() const {
  using Json = nlohmann::ordered_json;
  Json list = Json::array();
  for (const Finding& finding : findings) {
    Json entry = {{"rule", finding.rule},
                  {"description", finding.description},
                  {"fingerprint", finding.fingerprint},
                  {"file", finding.file},
                  {"line", finding.line},
                  {"column", finding.column}};
    if (!finding.commit.empty()) entry["commit"] = finding.commit;
    if (!finding.encodings.empty()) entry["encodings"] = finding.encodings;
    if (!finding.cure.empty()) entry["cure"] = finding.cure;
    list.push_back(std::move(entry));
  }
  Json missed = Json::array();
  for (const Unread& file : unread) missed.push_back({{"file", file.file}, {"reason", file.reason}});
  const Json whole = {{"findings", std::move(list)},
                      {"unread", std::move(missed)},
                      {"files", files},
                      {"bytes", bytes},
                      {"ignored", ignored}};
  // Names of files need not be UTF-8.
  return whole.dump(-1, ' ', false, Json::error_handler_t::replace);
}

}  // namespace cfy::scan
