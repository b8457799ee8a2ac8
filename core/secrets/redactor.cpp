#include "secrets/redactor.hpp"

#include <openssl/sha.h>

#include <algorithm>
#include <array>

#include "secrets/redaction_patterns.hpp"
#include "secrets/redaction_stream.hpp"

namespace cfy::secrets {
namespace {

std::string_view without_line_ends(std::string_view value) noexcept {
  while (value.ends_with('\n') || value.ends_with('\r')) value.remove_suffix(1);
  return value;
}

// The lines of a multi-line value, but the ones that only say what it is. A line alone tells less than a value: it is
// masked whole.
void add_lines(std::string_view value, const std::string& fingerprint, ValuePatterns& patterns) {
  if (value.find('\n') == std::string_view::npos) return;
  while (!value.empty()) {
    const std::size_t end = std::min(value.find('\n'), value.size());
    const std::string_view line = without_line_ends(value.substr(0, end));
    value.remove_prefix(std::min(end + 1, value.size()));
    if (line.size() >= Redactor::kLineMin && !line.starts_with("-----")) patterns.add(line, line.size(), fingerprint);
  }
}

std::shared_ptr<const RedactionPatterns> make_patterns(const std::vector<Secret>& values) {
  auto made = std::make_shared<RedactionPatterns>();
  made->shapes = &ShapePatterns::of_library();
  for (const Secret& secret : values) {
    const std::string_view value = secret.reveal();
    const std::string fingerprint = fingerprint_of(value);
    made->values.add(value, least_head(value), fingerprint);
    add_lines(value, fingerprint, made->values);
  }
  made->values.build();
  made->filter.add_all(made->values.filter());
  made->filter.add_all(made->shapes->filter());
  return made;
}

}  // namespace

std::string fingerprint_text(const unsigned char* digest) {
  constexpr std::string_view kHex = "0123456789abcdef";
  std::string text = "sha256:";
  for (std::size_t i = 0; i < 2; ++i) {
    text += kHex[digest[i] >> 4U];
    text += kHex[digest[i] & 15U];
  }
  return text;
}

std::string fingerprint_of(std::string_view value) {
  std::array<unsigned char, SHA256_DIGEST_LENGTH> digest{};
  SHA256(reinterpret_cast<const unsigned char*>(value.data()), value.size(), digest.data());
  return fingerprint_text(digest.data());
}

const std::shared_ptr<Redactor>& Redactor::of_process() {
  // Never destroyed: what is written while the process ends passes it too.
  static const auto* const redactor = new std::shared_ptr<Redactor>(std::make_shared<Redactor>());
  return *redactor;
}

Redactor::Redactor() = default;
Redactor::~Redactor() = default;

Result<void> Redactor::add(std::string_view value) {
  value = without_line_ends(value);
  if (value.size() < kValueMin) {
    return validation_error("value", "too_short",
                            "A value of fewer than 6 bytes would be masked everywhere; register the whole secret.");
  }
  if (value.size() > kValueMax) {
    return validation_error("value", "too_long", "A value to be masked has 65536 bytes at most; register its parts.");
  }
  Result<Secret> secret = Secret::copy_of(value);
  if (!secret) return std::move(secret).error();
  const std::lock_guard lock(mutex_);
  const bool known =
      std::any_of(values_.begin(), values_.end(), [&](const Secret& other) { return other.equals(*secret); });
  if (known) return {};
  values_.push_back(*std::move(secret));
  patterns_ = nullptr;
  return {};
}

Result<void> Redactor::add(const Secret& value) { return add(value.reveal()); }

std::shared_ptr<const RedactionPatterns> Redactor::patterns() {
  const std::lock_guard lock(mutex_);
  if (!patterns_) patterns_ = make_patterns(values_);
  return patterns_;
}

std::optional<std::string> Redactor::redact(std::string_view text) {
  // Not as a member: it would be one redactor's text to another thread.
  RedactionStream stream(std::shared_ptr<Redactor>(std::shared_ptr<Redactor>(), this));
  std::string out;
  out.reserve(text.size());
  stream.write(text, out);
  stream.finish(out);
  if (out == text) return std::nullopt;
  return out;
}

std::uint64_t Redactor::count() const {
  const std::lock_guard lock(mutex_);
  std::uint64_t sum = 0;
  for (const auto& [key, count] : counts_) sum += count;
  return sum;
}

std::vector<Redactor::Masked> Redactor::report() const {
  const std::lock_guard lock(mutex_);
  std::vector<Masked> rows;
  for (const auto& [key, count] : counts_) rows.push_back({key.first, key.second, count});
  return rows;
}

void Redactor::count_one(const std::string& fingerprint, std::string_view what) {
  const std::lock_guard lock(mutex_);
  ++counts_[{fingerprint, std::string(what)}];
}

}  // namespace cfy::secrets
