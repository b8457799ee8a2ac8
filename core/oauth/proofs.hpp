#pragma once

#include <chrono>
#include <string>
#include <string_view>

#include "base/clock.hpp"
#include "base/result.hpp"
#include "oauth/signer.hpp"
#include "secrets/secret.hpp"

namespace cfy::oauth {

// What a DPoP proof (RFC 9449) is made for.
struct DpopWish {
  std::string_view method;
  std::string_view url;                           // its query and fragment are left out of the proof
  const secrets::Secret* access_token = nullptr;  // where one is sent along; null for a token request
  std::string_view nonce = {};                    // that the server asked for; empty if it did not
};

// A new proof, with a `jti` of its own: it is good for one request.
Result<std::string> make_dpop_proof(const Signer& signer, const DpopWish& wish, const Clock& clock = system_clock());

// What a DPoP proof is checked against.
struct DpopExpectation {
  std::string_view method;
  std::string_view url;
  const secrets::Secret* access_token = nullptr;
  std::string_view nonce = {};       // empty: none was given out
  std::chrono::seconds window{300};  // how old or early a proof may be
};

struct DpopProof {
  std::string thumbprint;  // of the key that signed it: `jkt`
  std::string jti;         // to be remembered for the window: a proof is good once
};

// Checks a proof as RFC 9449 section 4.3 says, all but its having been used before. Errors are those of jws.hpp, and
// (oauth) typ_wrong, private_key, jwk_form, claim_missing, claim_form, date_form, htm_wrong, htu_wrong, ath_wrong,
// nonce_wrong, expired, issued_in_future.
Result<DpopProof> check_dpop_proof(std::string_view proof, const DpopExpectation& expectation,
                                   const Clock& clock = system_clock());

// A client assertion (RFC 7523) for private_key_jwt, good for a minute and for one request: each has a `jti` of its own.
Result<std::string> make_client_assertion(const Signer& signer, std::string_view client_id, std::string_view audience,
                                          const Clock& clock = system_clock());

}  // namespace cfy::oauth
