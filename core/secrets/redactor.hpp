#pragma once

#include <cstdint>
#include <map>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.hpp"
#include "secrets/secret.hpp"

namespace cfy::secrets {

struct RedactionPatterns;

// Knows what must not be seen, and counts what it masked. Any thread may use it.
//
// Each registered value is found in all its forms: raw; base64 and base64url inside of a longer text, at every
// alignment; hexadecimal; escaped for URLs, JSON (once and twice) and HTML, wholly or in part; its single lines if it has
// several (16 bytes or more); and cut off, if at least 8 bytes follow its public prefix (`cfy_sk_`). Secrets that nobody
// registered are found by their shapes (shapes.hpp).
//
// What is found is replaced by `[REDACTED:sha256:1a2b…]`, the beginning of the SHA-256 of the registered value, or of
// what a shape matched. All other bytes come out as they went in.
//
// Values are kept as Secret; what is searched for is made of them, and is kept on locked pages as well, some 200 KB for
// every 10 values. See locked_memory.hpp for what happens past the system's limit (`ulimit -l`).
class Redactor {
 public:
  static constexpr std::size_t kValueMin = 6;      // a shorter one would be found everywhere
  static constexpr std::size_t kValueMax = 65536;  // bounds what a stream holds back
  static constexpr std::size_t kLineMin = 16;

  // The one that all of the library's own output passes.
  static const std::shared_ptr<Redactor>& of_process();

  Redactor();
  ~Redactor();
  Redactor(const Redactor&) = delete;
  Redactor& operator=(const Redactor&) = delete;

  // Registers a value, without line ends behind it; again is once. Refuses (validation, field `value`) what is
  // too_short or too_long.
  Result<void> add(const Secret& value);
  Result<void> add(std::string_view value);

  // The text with everything masked; nullopt if it can stay as it is.
  std::optional<std::string> redact(std::string_view text);

  struct Masked {
    std::string fingerprint;  // `sha256:1a2b`
    std::string what;         // `registered`, or the shape's id
    std::uint64_t count;
  };
  [[nodiscard]] std::uint64_t count() const;
  [[nodiscard]] std::vector<Masked> report() const;  // by fingerprint

  // For streams.
  std::shared_ptr<const RedactionPatterns> patterns();
  void count_one(const std::string& fingerprint, std::string_view what);

 private:
  mutable std::mutex mutex_;
  std::vector<Secret> values_;
  std::shared_ptr<const RedactionPatterns> patterns_;  // null: a value came since
  std::map<std::pair<std::string, std::string>, std::uint64_t> counts_;
};

}  // namespace cfy::secrets
