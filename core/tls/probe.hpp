#pragma once

#include <chrono>
#include <cstdint>
#include <string>
#include <vector>

#include "base/result.hpp"
#include "tls/policy.hpp"
#include "tls/stored_chain.hpp"

namespace cfy::tls {

// One rule of a server's connection, and the cure where it is broken.
struct ProbedRule {
  std::string rule;
  bool passed = false;
  std::string message;  // empty where it passed
};

struct Probe {
  std::string version;  // such as TLSv1.3; empty where no handshake could be agreed on
  std::string cipher;
  std::string group;
  std::vector<JudgedCertificate> chain;  // as it was judged; as it was sent where no path was found
  std::int64_t days_left = 0;            // of the leaf
  bool resumes = false;                  // a second connection took the first one's session
  std::vector<ProbedRule> rules;

  [[nodiscard]] bool passed() const noexcept;
};

// Connects to a server as a client with this policy would, and tells what it met. No application data is sent: the
// connection ends with the handshake, whatever came of it. Fails with validation (the host), connection or timeout.
Result<Probe> probe(const std::string& host, std::uint16_t port, const Policy& policy,
                    std::chrono::milliseconds timeout);

}  // namespace cfy::tls
