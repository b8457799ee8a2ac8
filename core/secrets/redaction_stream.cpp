#include "secrets/redaction_stream.hpp"

#include <openssl/evp.h>
#include <openssl/sha.h>

#include <array>

#include "secrets/redaction_scan.hpp"

namespace cfy::secrets {
namespace {

constexpr std::size_t kBlock = std::size_t{1} << 18U;
constexpr std::size_t kLookBack = 64;

bool is_token(char c) noexcept {
  return (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') ||
         std::string_view("+/=_-.~%").find(c) != std::string_view::npos;
}

bool is_base64_token(char c) noexcept { return is_token(c) && c != '=' && c != '.' && c != '~' && c != '%'; }

}  // namespace

// The inside of a secret that has no bound. Only its digest is kept; the mask is written when it ends.
class RedactionStream::Swallow {
 public:
  explicit Swallow(Finding::Extent extent) : extent_(extent), digest_(EVP_MD_CTX_new(), &EVP_MD_CTX_free) {
    if (!digest_ || EVP_DigestInit_ex(digest_.get(), EVP_sha256(), nullptr) != 1) throw std::bad_alloc();
  }

  // Bytes that are part of it for certain.
  void take(std::string_view text) { EVP_DigestUpdate(digest_.get(), text.data(), text.size()); }

  // How many of the bytes belong to it; all of them if its end has not come.
  std::size_t read(std::string_view text) {
    std::size_t size = 0;
    if (extent_ == Finding::Extent::private_key) {
      size = block_.read(text);
      ended_ = block_.ended();
    } else {
      while (size < text.size() && is_token(text[size])) ++size;
      ended_ = size < text.size();
    }
    take(text.substr(0, size));
    return size;
  }
  [[nodiscard]] bool ended() const noexcept { return ended_; }

  // A registered value's own fingerprint, where it is one.
  void name(const std::string& fingerprint, std::string_view what) {
    if (what == kRegistered) fingerprint_ = fingerprint;
    what_ = what;
  }
  [[nodiscard]] std::string_view what() const noexcept { return what_; }
  std::string fingerprint() {
    if (!fingerprint_.empty()) return fingerprint_;
    std::array<unsigned char, SHA256_DIGEST_LENGTH> digest{};
    EVP_DigestFinal_ex(digest_.get(), digest.data(), nullptr);
    return fingerprint_ = fingerprint_text(digest.data());
  }

 private:
  Finding::Extent extent_;
  std::unique_ptr<EVP_MD_CTX, decltype(&EVP_MD_CTX_free)> digest_;
  PrivateKeyBlock block_;
  bool ended_ = false;
  std::string fingerprint_;
  std::string_view what_;
};

// Findings that overlap are one secret to the eye.
struct RedactionStream::Interval {
  std::size_t begin;
  std::size_t end;
  std::string fingerprint;
  std::string_view what;
  std::unique_ptr<Swallow> swallow;  // of a secret whose end has not come

  void join(std::size_t other_end, const std::string& other_fingerprint, std::string_view other_what) {
    end = std::max(end, other_end);
    if (other_what != kRegistered || what == kRegistered) return;
    fingerprint = other_fingerprint;
    what = other_what;
  }
};

RedactionStream::RedactionStream(std::shared_ptr<Redactor> redactor)
    : redactor_(std::move(redactor)), searched_(ShapePatterns::of_library().size()) {}

RedactionStream::~RedactionStream() { wipe(text_); }

void RedactionStream::write(std::string_view chunk, std::string& out) {
  while (!chunk.empty()) {
    const std::string_view block = chunk.substr(0, kBlock);
    text_ += block;
    chunk.remove_prefix(block.size());
    run(false, out);
  }
}

void RedactionStream::finish(std::string& out) {
  run(true, out);
  wipe(text_);
  at_ = 0;
  base_ = 0;
  decided_.clear();
  std::fill(searched_.begin(), searched_.end(), Searched{});
}

void RedactionStream::mask(const std::string& fingerprint, std::string_view what, std::string& out) {
  out.append("[REDACTED:").append(fingerprint).append("…]");
  redactor_->count_one(fingerprint, what);
}

bool RedactionStream::go_on_swallowing(bool final, std::string& out) {
  if (!swallow_) return true;
  at_ += swallow_->read(std::string_view(text_).substr(at_));
  if (!swallow_->ended() && !final) return false;
  mask(swallow_->fingerprint(), swallow_->what(), out);
  swallow_ = nullptr;
  return true;
}

void RedactionStream::forget() {
  if (at_ <= kLookBack) return;
  const std::size_t gone = at_ - kLookBack;
  text_.erase(0, gone);
  at_ = kLookBack;
  base_ += gone;
  for (Finding& finding : decided_) {
    for (std::size_t* place : {&finding.begin, &finding.end, &finding.core}) *place -= gone;
  }
}

void RedactionStream::run(bool final, std::string& out) {
  if (!go_on_swallowing(final, out)) return forget();
  const auto patterns = redactor_->patterns();
  Scan scan(*this, *patterns, final);
  scan.run();
  std::vector<Finding>& findings = scan.findings;
  findings.insert(findings.end(), decided_.begin(), decided_.end());
  std::stable_sort(findings.begin(), findings.end(), [](const Finding& a, const Finding& b) {
    const auto key = [](const Finding& f) { return std::pair(f.core, f.what != kRegistered); };
    return key(a) != key(b) ? key(a) < key(b) : a.end > b.end;
  });

  std::vector<Interval> intervals;
  std::size_t swallowed = at_;  // what begins before it is part of a secret that was followed to its end
  for (const Finding& finding : findings) {
    if (finding.core < swallowed) continue;
    const std::size_t last_end = intervals.empty() ? at_ : intervals.back().end;
    if (!intervals.empty() && finding.core < last_end) {
      intervals.back().join(finding.end, finding.fingerprint, finding.what);
    } else {
      intervals.push_back({std::max(finding.begin, last_end), finding.end, finding.fingerprint, finding.what, nullptr});
    }
    if (finding.extent == Finding::Extent::whole) continue;

    Interval& interval = intervals.back();
    auto swallow = std::make_unique<Swallow>(finding.extent);
    const bool block = finding.extent == Finding::Extent::private_key;
    if (!block) swallow->take(std::string_view(text_).substr(finding.begin, finding.end - finding.begin));
    const std::size_t from = block ? finding.begin : finding.end;
    swallowed = from + swallow->read(std::string_view(text_).substr(from));
    interval.end = std::max(interval.end, swallowed);
    const bool ended = swallow->ended() || final;
    if (interval.what != kRegistered) interval.fingerprint = ended ? swallow->fingerprint() : "";
    std::erase_if(scan.open, [&](std::size_t place) { return place > finding.core && (place < swallowed || !ended); });
    if (ended) continue;
    swallow->name(interval.fingerprint, interval.what);
    interval.swallow = std::move(swallow);
    break;
  }

  std::size_t hold = text_.size();
  for (const std::size_t place : scan.open) hold = std::min(hold, place);
  const bool unended = !intervals.empty() && intervals.back().swallow != nullptr;
  for (const Interval& interval : intervals) {
    if (interval.begin < hold && (interval.end > hold || (interval.swallow && !scan.open.empty())))
      hold = interval.begin;
  }
  // A form in base64 that begins here would have bits in the character before.
  const bool masked_before = std::any_of(intervals.begin(), intervals.end(), [hold](const Interval& interval) {
    return interval.begin < hold && interval.end >= hold;
  });
  if (!final && !masked_before && hold > at_ && is_base64_token(text_[hold - 1])) --hold;

  decided_.clear();
  const bool swallowing = unended && hold == text_.size();
  if (!swallowing) {
    for (Finding& finding : findings) {
      const bool of_shape = finding.what != kRegistered && finding.extent != Finding::Extent::private_key;
      if (of_shape && finding.core >= hold) decided_.push_back(std::move(finding));
    }
  }
  if (swallowing) swallow_ = std::move(intervals.back().swallow);
  emit(intervals, hold, out);
  forget();
}

void RedactionStream::emit(const std::vector<Interval>& intervals, std::size_t hold, std::string& out) {
  for (const Interval& interval : intervals) {
    if (interval.begin >= hold) break;
    out.append(text_, at_, interval.begin - at_);
    at_ = interval.end;
    if (swallow_ && &interval == &intervals.back()) break;  // masked when it ends
    mask(interval.fingerprint, interval.what, out);
  }
  if (hold > at_) out.append(text_, at_, hold - at_);
  at_ = std::max(at_, hold);
}

}  // namespace cfy::secrets
