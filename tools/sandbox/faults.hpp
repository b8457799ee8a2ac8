#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace cfy::sandbox {

struct Reply;

// What a request may ask to go wrong (`X-Sandbox-Fault: NAME` or `NAME=NUMBER`), in a sandbox that allows it.
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
};

struct Fault {
  FaultKind kind = FaultKind::none;
  std::uint64_t number = 0;
};

// nullopt: not one of the above, or its number is missing or beyond its bounds.
std::optional<Fault> parse_fault(std::string_view text);

// The names, for messages.
std::string fault_names();

// Spoils the body of a reply; leaves to the connection what concerns the bytes on the wire.
void apply_to_body(const Fault& fault, Reply& reply);

// Whether the fault is the connection's to commit.
bool spoils_connection(FaultKind kind) noexcept;

}  // namespace cfy::sandbox
