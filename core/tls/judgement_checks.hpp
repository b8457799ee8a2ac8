// The checks that judge() makes beside OpenSSL's, by subject.
#pragma once

#include <vector>

#include "tls/judgement.hpp"
#include "tls/judgement_paths.hpp"

namespace cfy::tls {

// judgement_leaf.cpp: what the peer's own certificate has to be, and says of itself.
Findings check_leaf(X509* leaf);

// judgement_certificate.cpp: how each certificate of a path is built: version, serial number, dates, extensions, keys
// and signatures. An anchor is trusted for what it is; less is asked of it.
Findings check_certificates(const Path& path);
Findings check_shape(X509* certificate);
// RFC 5280 section 4.1.2.5: UTCTime until 2049, GeneralizedTime from 2050, both to the second and in Z.
bool is_well_encoded(const ASN1_TIME* time);

// judgement_keys.cpp: algorithms and their strength.
Findings check_key(X509* certificate);
Findings check_signature_algorithm(const X509_ALGOR* algorithm);

// judgement_names.cpp: subjectAltName, well-formed in all of its entries, and the host in it.
Findings check_alternative_names(const X509* certificate);
Findings check_name(X509* leaf, const PeerName& name);

// judgement_constraints.cpp: nameConstraints, as far as OpenSSL takes them too lightly.
Findings check_constraints(const Path& path);

// judgement_crl.cpp: a CRL by itself, and whether it speaks of these certificates.
Findings check_crl(const X509_CRL* crl);
Findings check_revocation(const Path& path, const std::vector<X509_CRL*>& crls);

}  // namespace cfy::tls
