#pragma once

#include <chrono>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace cfy::sandbox {

struct Reply;

// What is to go wrong, in a sandbox that allows it: as a request asks for itself (`X-Sandbox-Fault: NAME` or
// `NAME=NUMBER`), or as a test asks for what others will send (standing_faults.hpp).
enum class FaultKind {
  none,
  delay,            // `=MS`: waits before anything else
  status,           // `=503`: answers so, and does nothing
  invalid_json,     // the body is cut in the middle, with a right Content-Length
  wrong_schema,     // a success whose data is not what was promised
  duplicate_key,    // a success that holds a key twice
  oversize,         // `=BYTES`: a success of that many bytes of body
  close,            // does what was asked, and closes the connection without an answer
  truncate,         // half of the answer, then the end of the connection
  garbage,          // bytes that are no HTTP
  endless_headers,  // header fields without end
  redirect,         // 307 to the same address, and does nothing
  // Of the authorization server.
  nonce_again,         // asks for a DPoP nonce whatever the proof has, and does nothing
  wrong_iss,           // another issuer in the authorization answer
  missing_iss,         // none
  wrong_state,         // another state in the authorization answer
  wider_scope,         // a token of more scope than was asked for
  missing_token_type,  // a token of no type
  unknown_token_type,  // of one that nobody knows
  bearer_token_type,   // `Bearer`, whatever was asked for
  nan_lifetime,        // `expires_in` is NaN
  negative_lifetime,   // or below zero
  line_break_token,    // CR LF in the access token
  wrong_issuer,        // metadata of another issuer
  http_endpoints,      // metadata with endpoints in the clear
  no_s256,             // metadata without PKCE's S256
  id_token_nonce,      // an ID token with another nonce, rightly signed
  id_token_audience,   // or for another client
  id_token_issuer,     // or of another issuer
  id_token_expired,    // or of yesterday
  id_token_signature,  // or with another signature
};

struct Fault {
  FaultKind kind = FaultKind::none;
  std::uint64_t number = 0;
};

// What one request is to meet: it may be slow and go wrong as well.
struct Faults {
  std::chrono::milliseconds delay{0};
  Fault fault;  // any but a delay
};

// nullopt: not one of the above, or its number is missing or beyond its bounds.
std::optional<Fault> parse_fault(std::string_view text);

// The names, for messages.
std::string fault_names();

// Spoils the body of a reply of the API; leaves to the connection what concerns the bytes on the wire.
void apply_to_body(const Fault& fault, Reply& reply);

// Whether the fault is the connection's to commit.
bool spoils_connection(FaultKind kind) noexcept;

}  // namespace cfy::sandbox
