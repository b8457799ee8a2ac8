#include "tls/judgement_paths.hpp"

#include <algorithm>

namespace cfy::tls {
namespace {

constexpr std::size_t kLongest = 11;  // certificates below the anchor
// The most that one chain may cost, whatever a peer sends: paths judged, and candidates looked at.
constexpr int kMostPaths = 100;
constexpr int kMostWork = 20'000;

bool has_same_key_and_name(const X509* one, const X509* other) {
  if (X509_NAME_cmp(X509_get_subject_name(one), X509_get_subject_name(other)) != 0) return false;
  const ASN1_BIT_STRING* const key = X509_get0_pubkey_bitstr(one);
  const ASN1_BIT_STRING* const other_key = X509_get0_pubkey_bitstr(other);
  return key != nullptr && other_key != nullptr && ASN1_STRING_cmp(key, other_key) == 0;
}

// By name, and by key identifier where both have one.
bool may_have_issued(X509* issuer, X509* certificate) {
  if (X509_NAME_cmp(X509_get_subject_name(issuer), X509_get_issuer_name(certificate)) != 0) return false;
  const ASN1_OCTET_STRING* const wanted = X509_get0_authority_key_id(certificate);
  const ASN1_OCTET_STRING* const has = X509_get0_subject_key_id(issuer);
  return wanted == nullptr || has == nullptr || ASN1_OCTET_STRING_cmp(wanted, has) == 0;
}

}  // namespace

PathFinder::PathFinder(const JudgementRequest& request) : request_(request) {
  for (Certificate& anchor : request.find_anchors(X509_get_subject_name(request.leaf))) {
    leaf_is_anchor_ = leaf_is_anchor_ || X509_cmp(anchor.get(), request.leaf) == 0;
  }
  enter(request.leaf);
}

bool PathFinder::is_on_path(const X509* certificate) const {
  return std::any_of(steps_.begin(), steps_.end(),
                     [&](const Step& step) { return has_same_key_and_name(step.certificate, certificate); });
}

void PathFinder::enter(X509* certificate) {
  Step step{certificate, {}, {}};
  for (Certificate& anchor : request_.find_anchors(X509_get_issuer_name(certificate))) {
    ++work_;
    // The leaf as its own anchor is a path by itself.
    if (!may_have_issued(anchor.get(), certificate) || X509_cmp(anchor.get(), request_.leaf) == 0) continue;
    step.anchors.push_back(anchor.get());
    anchors_.push_back(std::move(anchor));
  }
  // From the end, since the last one is taken first.
  for (int i = sk_X509_num(request_.untrusted) - 1; i >= 0; --i) {
    ++work_;
    X509* const candidate = sk_X509_value(request_.untrusted, i);
    if (may_have_issued(candidate, certificate)) step.candidates.push_back(candidate);
  }
  steps_.push_back(std::move(step));
}

const Path* PathFinder::next() {
  if (leaf_is_anchor_) {
    leaf_is_anchor_ = false;
    ++paths_;
    path_ = {request_.leaf};
    return &path_;
  }
  while (!steps_.empty() && paths_ < kMostPaths && work_ < kMostWork) {
    Step& step = steps_.back();
    if (!step.anchors.empty()) {
      path_.clear();
      for (const Step& below : steps_) path_.push_back(below.certificate);
      path_.push_back(step.anchors.back());
      step.anchors.pop_back();
      ++paths_;
      return &path_;
    }
    if (step.candidates.empty() || steps_.size() >= kLongest) {
      steps_.pop_back();
      continue;
    }
    X509* const candidate = step.candidates.back();
    step.candidates.pop_back();
    if (!is_on_path(candidate)) enter(candidate);
  }
  return nullptr;
}

}  // namespace cfy::tls
