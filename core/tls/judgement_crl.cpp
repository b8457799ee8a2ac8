#include <algorithm>
#include <string_view>

#include "tls/judgement_checks.hpp"

namespace cfy::tls {
namespace {

constexpr int kLongestNumber = 20;  // octets

using Scope = std::unique_ptr<ISSUING_DIST_POINT, Freed<ISSUING_DIST_POINT_free>>;
using Points = std::unique_ptr<CRL_DIST_POINTS, Freed<CRL_DIST_POINTS_free>>;
using Number = std::unique_ptr<ASN1_INTEGER, Freed<ASN1_INTEGER_free>>;

Finding malformed(std::string what) { return {"malformed_crl", "is covered by a CRL that " + std::move(what), 0}; }

Findings check_number(const X509_CRL* crl) {
  int critical = 0;
  const Number number(static_cast<ASN1_INTEGER*>(X509_CRL_get_ext_d2i(crl, NID_crl_number, &critical, nullptr)));
  if (!number || critical != 0 || number->length > kLongestNumber ||
      ASN1_STRING_type(number.get()) == V_ASN1_NEG_INTEGER) {
    return malformed("lacks a proper cRLNumber.");
  }
  return {};
}

bool are_uris(const DIST_POINT_NAME* point) {
  if (point->type != 0) return false;  // a name relative to the CRL's issuer
  const GENERAL_NAMES* const names = point->name.fullname;
  for (int i = 0; i < sk_GENERAL_NAME_num(names); ++i) {
    if (sk_GENERAL_NAME_value(names, i)->type != GEN_URI) return false;
  }
  return true;
}

Scope scope_of(const X509_CRL* crl) {
  return Scope(
      static_cast<ISSUING_DIST_POINT*>(X509_CRL_get_ext_d2i(crl, NID_issuing_distribution_point, nullptr, nullptr)));
}

// A partition of an authority's revocations, named by URI; nothing that leaves another part to somebody else.
Findings check_scope(const X509_CRL* crl) {
  const int place = X509_CRL_get_ext_by_NID(crl, NID_issuing_distribution_point, -1);
  if (place < 0) return {};
  const Scope scope = scope_of(crl);
  const bool critical = X509_EXTENSION_get_critical(X509_CRL_get_ext(crl, place)) != 0;
  if (!scope || !critical) return malformed("has a malformed issuingDistributionPoint.");
  if ((scope->distpoint != nullptr && !are_uris(scope->distpoint)) || scope->indirectCRL > 0 || scope->onlyattr > 0 ||
      scope->onlysomereasons != nullptr) {
    return malformed("does not speak of all revocations of certificates in its scope (issuingDistributionPoint).");
  }
  return {};
}

Findings check_entries(const X509_CRL* crl) {
  const STACK_OF(X509_REVOKED)* const entries = X509_CRL_get_REVOKED(const_cast<X509_CRL*>(crl));
  std::vector<const ASN1_INTEGER*> serials;
  for (int i = 0; i < sk_X509_REVOKED_num(entries); ++i) {
    serials.push_back(X509_REVOKED_get0_serialNumber(sk_X509_REVOKED_value(entries, i)));
  }
  std::sort(serials.begin(), serials.end(),
            [](const ASN1_INTEGER* a, const ASN1_INTEGER* b) { return ASN1_INTEGER_cmp(a, b) < 0; });
  const auto twice =
      std::adjacent_find(serials.begin(), serials.end(),
                         [](const ASN1_INTEGER* a, const ASN1_INTEGER* b) { return ASN1_INTEGER_cmp(a, b) == 0; });
  if (twice != serials.end()) return malformed("revokes a certificate twice.");
  return {};
}

// OpenSSL is content with any name of the distribution points that a CRL's scope has too.
Findings check_distribution_points(const X509* certificate, int depth) {
  const Points points = read_extension<CRL_DIST_POINTS, CRL_DIST_POINTS_free>(certificate, NID_crl_distribution_points);
  for (int i = 0; i < sk_DIST_POINT_num(points.get()); ++i) {
    const DIST_POINT* const point = sk_DIST_POINT_value(points.get(), i);
    if (point->distpoint != nullptr && !are_uris(point->distpoint)) {
      return Finding{"crl_scope", "says where its CRL is (cRLDistributionPoints) by something other than URIs.", depth};
    }
  }
  return {};
}

}  // namespace

Findings check_crl(const X509_CRL* crl) {
  const ASN1_TIME* const next = X509_CRL_get0_nextUpdate(crl);
  if (X509_CRL_get_version(crl) != X509_CRL_VERSION_2) return malformed("is not of version 2.");
  if (next == nullptr) return malformed("does not say when the next one comes.");
  if (!is_well_encoded(X509_CRL_get0_lastUpdate(crl)) || !is_well_encoded(next)) {
    return malformed("has malformed dates.");
  }
  const X509_ALGOR* algorithm = nullptr;
  X509_CRL_get0_signature(crl, nullptr, &algorithm);
  if (check_signature_algorithm(algorithm)) return malformed("has a signature that is too weak.");
  if (auto found = check_number(crl)) return found;
  if (auto found = check_scope(crl)) return found;
  return check_entries(crl);
}

Findings check_revocation(const Path& path, const std::vector<X509_CRL*>& crls) {
  if (crls.empty()) return {};
  for (std::size_t depth = 0; depth + 1 < path.size(); ++depth) {
    if (auto found = check_distribution_points(path[depth], static_cast<int>(depth))) return found;
  }
  return {};
}

}  // namespace cfy::tls
