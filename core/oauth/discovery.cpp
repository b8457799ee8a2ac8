#include "oauth/discovery.hpp"

#include <algorithm>

#include "oauth/refusal.hpp"
#include "oauth/token_answer.hpp"
#include "transport/redirect.hpp"

namespace cfy::oauth {
namespace {

constexpr int kNotFound = 404;

// Without the port: that is a choice of the host's own.
std::string_view host_of(std::string_view url) {
  std::string_view origin = transport::origin_of(url);
  origin.remove_prefix(std::min(origin.find("//") + 2, origin.size()));
  const std::size_t bracket = origin.find(']');
  return origin.substr(0, origin.find(':', bracket == std::string_view::npos ? 0 : bracket));
}

}  // namespace

transport::AddressRule KnownIssuer::rule_for(std::string_view url) const {
  const bool is_named = host_of(url) == host_of(metadata_.issuer);
  return is_named || !is_public_ ? transport::AddressRule::any : transport::AddressRule::public_only;
}

Result<std::shared_ptr<const KnownIssuer>> Discovery::issuer() {
  const std::lock_guard lock(mutex_);
  const Instant now = clock_.steady_now();
  if (known_ && now - *fetched_at_ < times_.keep) return known_;
  if (!failed_at_ || now - *failed_at_ >= times_.floor) {
    Result<std::shared_ptr<const KnownIssuer>> found = fetch();
    if (found) {
      known_ = *std::move(found);
      fetched_at_ = now;
      failed_at_ = std::nullopt;
      return known_;
    }
    failed_at_ = now;
    failure_ = std::move(found).error();
  }
  // A document that came and was refused is no lack of an answer: the old one is not to be trusted any longer either.
  const bool unreachable = failure_->code == ErrorCode::connection || failure_->code == ErrorCode::timeout;
  if (known_ && unreachable && now - *fetched_at_ < 2 * times_.keep) return known_;
  return *failure_;
}

Result<std::shared_ptr<const KnownIssuer>> Discovery::fetch() {
  Result<Reply> reply = fetch_document(MetadataKind::oauth);
  if (reply && reply->status == kNotFound) reply = fetch_document(MetadataKind::openid);
  if (!reply) return std::move(reply).error();
  if (reply->status != 200) {
    Error error = refused("metadata", "error_answer",
                          "The issuer doesn't tell about itself (its metadata answered " +
                              std::to_string(reply->status) + "); check the issuer setting.");
    error.http_status = reply->status;
    error.retriable = reply->status >= 500;
    return error;
  }
  if (!is_json(reply->content_type)) {
    return refused("metadata", "content_type",
                   "The issuer's metadata are not application/json; check the issuer setting.");
  }
  Result<Metadata> metadata = parse_metadata(reply->body.view(), issuer_);
  if (!metadata) return std::move(metadata).error();
  return std::make_shared<const KnownIssuer>(*std::move(metadata), reply->peer == transport::AddressClass::global);
}

Result<Reply> Discovery::fetch_document(MetadataKind kind) {
  const Result<std::string> url = metadata_url(issuer_, kind);
  if (!url) return url.error();
  return sender_.get(*url, "metadata", transport::AddressRule::any);
}

}  // namespace cfy::oauth
