#pragma once

#include <functional>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "sandbox/faults.hpp"

namespace cfy::sandbox {

// Field names are case-insensitive, RFC 9110 section 5.1.
struct FieldNameLess {
  using is_transparent = void;
  bool operator()(std::string_view a, std::string_view b) const noexcept;
};

enum class BodyState { complete, too_large, broken };

// The certificate that a client showed in the handshake. The sandbox's own authority signed it, or there would have been
// no connection.
struct PeerCertificate {
  std::string thumbprint;  // SHA-256 in base64url, as tokens are bound to it (RFC 8705 section 3.1)
  std::string name;        // its commonName
};

// A request as it came, free of the HTTP library.
struct Request {
  std::string method;
  std::string target;  // path and query, still percent-encoded
  std::multimap<std::string, std::string, FieldNameLess> headers;
  std::string body;
  BodyState body_state = BodyState::complete;
  std::optional<PeerCertificate> certificate{};

  // The first value of a header field; empty if there is none.
  [[nodiscard]] std::string_view header(std::string_view name) const;
};

struct Reply {
  int status = 200;
  std::string body;  // may be empty
  std::vector<std::pair<std::string, std::string>> headers;
  Fault fault;  // what the connection is to do to this answer
  std::string content_type = "application/json";
  // For a body without an end: what there is more of it, asked again and again after `body`; empty while there is nothing.
  std::function<std::string()> more{};
};

}  // namespace cfy::sandbox
