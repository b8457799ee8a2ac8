#pragma once

#include "tls/policy.hpp"

namespace cfy::tls {

// Judges the OCSP answer that a server stapled to its handshake: well-formed, of this certificate, signed by its
// authority or on its behalf, of this time, and good. None at all is a finding where it is required.
Findings judge_stapled(SSL* ssl, bool required);

}  // namespace cfy::tls
