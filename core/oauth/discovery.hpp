#pragma once

#include <chrono>
#include <memory>
#include <mutex>
#include <optional>
#include <string>

#include "base/clock.hpp"
#include "base/result.hpp"
#include "oauth/metadata.hpp"
#include "oauth/sender.hpp"

namespace cfy::oauth {

// What is known of an issuer, and where its endpoints may be.
class KnownIssuer {
 public:
  KnownIssuer(Metadata metadata, bool is_public) : metadata_(std::move(metadata)), is_public_(is_public) {}

  [[nodiscard]] const Metadata& metadata() const noexcept { return metadata_; }
  // The caller named the issuer's host, and its document all others: those have to be public, unless the issuer itself
  // is not.
  [[nodiscard]] transport::AddressRule rule_for(std::string_view url) const;

 private:
  Metadata metadata_;
  bool is_public_;
};

// Finds out about one issuer, by RFC 8414 and, where there is no such document, by OpenID Connect Discovery. What it
// finds is kept for a while. Any thread; while one asks, the others wait for what it brings.
class Discovery {
 public:
  struct Times {
    std::chrono::seconds keep{3600};
    std::chrono::seconds floor{10};  // between two tries when there was no answer
  };

  // `sender` must outlive it.
  Discovery(std::string issuer, Sender& sender, Times times, const Clock& clock = system_clock())
      : issuer_(std::move(issuer)), sender_(sender), times_(times), clock_(clock) {}

  // Errors: those of parse_metadata(), of the transport, and (oauth, field metadata) error_answer, content_type. When
  // the issuer cannot be reached, what is too old is used on until twice its time.
  Result<std::shared_ptr<const KnownIssuer>> issuer();

 private:
  using Instant = std::chrono::steady_clock::time_point;
  Result<std::shared_ptr<const KnownIssuer>> fetch();
  Result<Reply> fetch_document(MetadataKind kind);

  const std::string issuer_;
  Sender& sender_;
  const Times times_;
  const Clock& clock_;
  std::mutex mutex_;
  std::shared_ptr<const KnownIssuer> known_;
  std::optional<Instant> fetched_at_;
  std::optional<Instant> failed_at_;
  std::optional<Error> failure_;
};

}  // namespace cfy::oauth
