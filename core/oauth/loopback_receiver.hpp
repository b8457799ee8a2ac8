#pragma once

#include <chrono>
#include <cstdint>
#include <functional>
#include <string>
#include <string_view>

#include "base/descriptor.hpp"
#include "base/result.hpp"
#include "transport/cancel.hpp"

namespace cfy::oauth {

// Waits on this machine for the browser to come back with one authorization answer (RFC 8252 section 7.3): on 127.0.0.1
// or [::1] alone, at a port that the system chooses, for one path, once. Not for two threads at once.
class LoopbackReceiver {
 public:
  // `redirect_uri` says where: `http://127.0.0.1/path` or `http://[::1]/path`, with a port or (usually) without.
  // Errors (configuration, field redirect_uri): redirect_uri_form (another host, also `localhost`, which may lead
  // elsewhere; https; a query or fragment), redirect_uri_port (the port is taken).
  static Result<LoopbackReceiver> listen(std::string_view redirect_uri);

  // With the port in it: what the server is told.
  [[nodiscard]] const std::string& redirect_uri() const noexcept { return redirect_uri_; }

  // Judges the query of the answer; what it says of it decides which page the user sees.
  using Judge = std::function<Result<void>(std::string_view query)>;
  // Answers what `judge` says of the first request for the path; requests for anything else are turned away, and a
  // request that is no answer of a server (no GET, no Host of ours) too. Errors: judge's; (timeout) no_answer; cancelled.
  Result<void> receive(const Judge& judge, std::chrono::milliseconds patience, transport::Cancellation* cancellation);

 private:
  LoopbackReceiver(Descriptor listener, std::string host, std::string path, std::string redirect_uri);

  Descriptor listener_;
  std::string host_;  // with its port, as a Host header has it
  std::string path_;
  std::string redirect_uri_;
};

}  // namespace cfy::oauth
