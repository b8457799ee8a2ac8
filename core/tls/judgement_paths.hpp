#pragma once

#include <vector>

#include "tls/judgement.hpp"

namespace cfy::tls {

// Leaf first, anchor last. Does not own the certificates.
using Path = std::vector<X509*>;

// Gives the paths that names and key identifiers allow, one after another, those with the nearest anchor first.
// OpenSSL builds one path and keeps to it; authorities that cross-sign each other leave several, of which one may hold
// where another does not (RFC 4158). Signatures are not looked at here.
class PathFinder {
 public:
  explicit PathFinder(const JudgementRequest& request);

  // Null when there are no more, or when enough were tried. Valid until the next call.
  const Path* next();

 private:
  struct Step {
    X509* certificate;
    std::vector<X509*> anchors;     // that may have issued it, not yet tried
    std::vector<X509*> candidates;  // of the untrusted, likewise
  };

  void enter(X509* certificate);
  [[nodiscard]] bool is_on_path(const X509* certificate) const;

  const JudgementRequest& request_;
  std::vector<Certificate> anchors_;  // keeps alive what was found
  std::vector<Step> steps_;
  Path path_;
  bool leaf_is_anchor_ = false;
  int paths_ = 0;
  int work_ = 0;
};

}  // namespace cfy::tls
