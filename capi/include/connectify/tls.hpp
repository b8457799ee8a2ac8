/**
 * @file connectify/tls.hpp
 * @brief The C++ face of connectify/tls.h.
 */
#ifndef CONNECTIFY_TLS_HPP
#define CONNECTIFY_TLS_HPP

#include <cstdint>
#include <string>
#include <string_view>

#include "error.hpp"
#include "tls.h"

namespace connectify {
namespace tls {

/// A stored chain, and what it is judged against; all certificates and lists in PEM form.
struct StoredChain {
  std::string chain;        ///< the server's certificate, then its intermediates in any order
  std::string authorities;  ///< the trusted certificates
  std::string name;         ///< DNS name or IP address
  std::int64_t at = 0;      ///< Unix seconds
  std::string crls;         ///< empty: revocation is not judged
};

/// JSON: the path that was accepted; throws TlsError, with the rule, where none is.
inline std::string judge(const StoredChain& stored) {
  cfy_buffer* json = nullptr;
  detail::check(cfy_tls_judge(stored.chain.data(), stored.chain.size(), stored.authorities.data(),
                              stored.authorities.size(), stored.name.data(), stored.name.size(), stored.at,
                              stored.crls.empty() ? nullptr : stored.crls.data(), stored.crls.size(), &json));
  return Buffer(json).str();
}

/// Unix seconds of a time of RFC 3339, or of Unix seconds.
inline std::int64_t parse_time(std::string_view text) {
  std::int64_t seconds = 0;
  detail::check(cfy_tls_parse_time(text.data(), text.size(), &seconds));
  return seconds;
}

/// JSON: what a server offers, and which rules it keeps; the configuration is read as a client would.
inline std::string probe(const cfy_config* config, std::string_view host, std::uint16_t port) {
  cfy_buffer* json = nullptr;
  detail::check(cfy_tls_probe(config, host.data(), host.size(), port, &json));
  return Buffer(json).str();
}

/// The same for the service that a client calls.
inline std::string report(cfy_client* client) {
  cfy_buffer* json = nullptr;
  detail::check(cfy_client_tls_report(client, &json));
  return Buffer(json).str();
}

}  // namespace tls
}  // namespace connectify

#endif
