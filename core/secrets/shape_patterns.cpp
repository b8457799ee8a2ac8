#include "secrets/shape_patterns.hpp"

#include <re2/re2.h>

#include <algorithm>
#include <array>
#include <mutex>

#include "secrets/credential.hpp"
#include "secrets/private_key_block.hpp"

namespace cfy::secrets {
namespace {

// Bytes, not UTF-8: what is redacted may be anything.
RE2::Options options() {
  RE2::Options chosen(RE2::Latin1);
  chosen.set_log_errors(false);
  return chosen;
}

constexpr std::size_t kGroupsMax = 9;

re2::StringPiece piece(std::string_view text) { return {text.data(), text.size()}; }

}  // namespace

class ShapePatterns::Rule {
 public:
  explicit Rule(const Shape& shape) : shape_(shape) {}

  [[nodiscard]] std::optional<Hit> search(std::string_view text, std::size_t from, std::size_t end) const {
    std::call_once(compiled_, [this] { compile(); });
    const int groups = shape_.secret_group + 1;
    std::array<re2::StringPiece, kGroupsMax + 1> found;
    if (!regex_->ok() || groups > static_cast<int>(found.size()) ||
        !regex_->Match(piece(text), from, end, RE2::UNANCHORED, found.data(), groups)) {
      return std::nullopt;
    }
    const re2::StringPiece& secret = found[static_cast<std::size_t>(shape_.secret_group)];
    if (secret.data() == nullptr) return std::nullopt;
    const std::string_view value(secret.data(), secret.size());
    Hit hit;
    hit.finding.begin = static_cast<std::size_t>(secret.data() - text.data());
    hit.finding.end = hit.finding.begin + secret.size();
    hit.finding.core = hit.finding.begin;
    hit.reaches_end = static_cast<std::size_t>(found.front().data() - text.data()) + found.front().size() == end;
    hit.accepted = accepts(value);
    if (hit.accepted) {
      hit.finding.what = shape_.id;
      hit.finding.fingerprint = fingerprint_of(value);
    }
    return hit;
  }

  [[nodiscard]] bool possible(std::string_view behind) const noexcept {
    return shape_.needs.empty() || behind.find(shape_.needs) != std::string_view::npos;
  }

 private:
  void compile() const {
    regex_ = std::make_unique<RE2>(piece(shape_.regex), options());
    for (const std::string& allowed : shape_.allow) allow_.push_back(std::make_unique<RE2>(piece(allowed), options()));
  }

  [[nodiscard]] bool accepts(std::string_view value) const {
    if (value.find("[REDACTED:") != std::string_view::npos) return false;
    if (shape_.credential) {
      const auto credential = inspect_credential(value);
      return credential && credential->checksum_holds;
    }
    if (shape_.entropy > 0 && shannon_entropy(value) < shape_.entropy) return false;
    return std::none_of(allow_.begin(), allow_.end(),
                        [value](const auto& allowed) { return RE2::PartialMatch(piece(value), *allowed); });
  }

  const Shape& shape_;
  mutable std::once_flag compiled_;
  mutable std::unique_ptr<RE2> regex_;
  mutable std::vector<std::unique_ptr<RE2>> allow_;
};

const ShapePatterns& ShapePatterns::of_library() {
  static const auto* const patterns = new ShapePatterns(all_shapes());  // never destroyed, as all_shapes()
  return *patterns;
}

ShapePatterns::ShapePatterns(const std::vector<Shape>& shapes) {
  const auto add = [this](std::string_view keyword, std::size_t rule) {
    filter_.add(keyword);
    keywords_.add(keyword, static_cast<std::uint32_t>(all_.size()));
    all_.push_back({static_cast<std::uint32_t>(rule), static_cast<std::uint32_t>(keyword.size())});
  };
  for (const Shape& shape : shapes) {
    if (!shape.redact) continue;
    for (const std::string& keyword : shape.keywords) add(keyword, rules_.size());
    rules_.push_back(std::make_unique<Rule>(shape));
  }
  add(kPrivateKeyKeyword, rules_.size());
  keywords_.build();
}

ShapePatterns::~ShapePatterns() = default;

bool ShapePatterns::possible(std::uint32_t rule, std::string_view behind) const noexcept {
  return rules_[rule]->possible(behind);
}

std::optional<ShapePatterns::Hit> ShapePatterns::search(std::uint32_t rule, std::string_view text, std::size_t from,
                                                        std::size_t end) const {
  return rules_[rule]->search(text, from, end);
}

}  // namespace cfy::secrets
