#pragma once

#include <string_view>
#include <vector>

#include "base/result.hpp"
#include "tls/openssl.hpp"

namespace cfy::tls {

// All certificates in a text of PEM blocks, in their order; other text is passed over. `field` names the text in the
// error. Fails with tls, rule `malformed_certificate`, where there is none, or one that cannot be read.
Result<std::vector<Certificate>> read_certificates(std::string_view pem, std::string_view field);

// The same for CRLs, each checked by itself; rule `malformed_crl`.
Result<std::vector<Crl>> read_crls(std::string_view pem, std::string_view field);

}  // namespace cfy::tls
