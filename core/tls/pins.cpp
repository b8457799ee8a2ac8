#include "tls/pins.hpp"

#include <algorithm>

#include "tls/fingerprint.hpp"

namespace cfy::tls {
namespace {

constexpr std::string_view kPrefix = "sha256//";
constexpr std::size_t kDigits = 43;  // of 32 octets in base64, before one `=`
constexpr std::string_view kLastDigits =
    "AEIMQUYcgkosw048";  // the last digit's two lowest bits are none of the octets'
constexpr std::string_view kSeparators = " ,";

bool is_base64(char c) {
  return (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '+' || c == '/';
}

bool is_digest(std::string_view text) {
  return text.size() == kDigits + 1 && text.back() == '=' && std::all_of(text.begin(), text.end() - 1, is_base64) &&
         kLastDigits.find(text[kDigits - 1]) != std::string_view::npos;
}

Error refuse(const char* rule, const char* what) {
  Error error = configuration_error("tls_pins", what);
  error.rule = rule;
  return error;
}

}  // namespace

Result<PinSet> PinSet::parse(std::string_view text) {
  PinSet set;
  for (std::size_t begin = text.find_first_not_of(kSeparators); begin < text.size();) {
    const std::size_t end = std::min(text.find_first_of(kSeparators, begin), text.size());
    std::string_view pin = text.substr(begin, end - begin);
    if (!pin.starts_with(kPrefix) || !is_digest(pin.substr(kPrefix.size()))) {
      return refuse("invalid_pin",
                    "must be pins such as sha256//47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU=, separated by commas; "
                    "`connectify tls HOST:PORT` shows those of a server.");
    }
    pin.remove_prefix(kPrefix.size());
    if (std::find(set.pins_.begin(), set.pins_.end(), pin) == set.pins_.end()) set.pins_.emplace_back(pin);
    begin = text.find_first_not_of(kSeparators, end);
  }
  if (set.pins_.size() < 2) {
    return refuse("backup_pin",
                  "needs a second pin, of a key that is kept in reserve: without it, losing the first key would lock "
                  "this application out.");
  }
  return set;
}

Findings PinSet::check(const std::vector<Certificate>& chain, std::int64_t at) const {
  if (pins_.empty() || !hold_at(at)) return {};
  const bool fits = std::any_of(chain.begin(), chain.end(), [this](const Certificate& certificate) {
    return std::find(pins_.begin(), pins_.end(), spki_sha256(certificate.get())) != pins_.end();
  });
  if (fits) return {};
  return Finding{"pin_mismatch",
                 "and those of its authorities have none of the pinned keys (tls_pins): somebody may stand in between; "
                 "if the service changed its keys, so must the pins.",
                 0};
}

}  // namespace cfy::tls
