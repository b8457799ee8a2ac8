#pragma once

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.hpp"
#include "secrets/secret.hpp"
#include "transport/address_rule.hpp"
#include "transport/retry.hpp"

namespace cfy::transport {

struct Response;

// Takes a body as it comes, in the place of Response::body. Called on the thread that runs the exchange. Must not throw.
class BodySink {
 public:
  enum class Flow {
    go_on,
    pause,  // these bytes were not taken: they come again after EventLoop::resume()
    stop    // ends the exchange
  };
  virtual ~BodySink() = default;
  // `response` is what is known so far: status and headers. Only the bodies of successes come here.
  virtual Flow take(const Response& response, std::string_view bytes) noexcept = 0;
};

// One HTTP request. Paths, queries and header values have been built and checked by whoever made it.
struct Request {
  std::string method;             // GET, POST, PATCH, PUT or DELETE
  std::string url;                // https; http to a metadata service alone, see AddressRule
  secrets::Secret authorization;  // the whole header line, `Authorization: Bearer …` with a NUL behind; empty if none
  std::vector<std::string> headers;  // further header lines, `Name: value`
  std::optional<std::string> body;   // sent as `content_type`
  secrets::Secret secret_body;       // in the place of `body`, for what holds a secret: sent from where it lies
  std::string content_type = "application/json";
  bool confidential = false;             // no log may show its body or its answer's: a new credential is in one of them
  std::chrono::milliseconds timeout{0};  // for all of it, waiting for a connection included
  std::chrono::milliseconds connect_timeout{0};
  RetryRules retry;
  // Whether an answer asks to come back later although its status does not say so; null: none does.
  bool (*throttled)(const Response&) = nullptr;
  bool follow_redirects = false;  // https alone, and to the same origin; else a redirect is an answer like any other
  AddressRule addresses = AddressRule::any;
  // Called before each attempt with this request, if there is one: what holds for one attempt alone, such as a
  // signature, is made here.
  std::function<Result<void>(Request&)> renew;
  std::shared_ptr<BodySink> sink;
  std::chrono::seconds silence{0};                     // fails with a timeout once nothing came for so long; 0: never
  std::chrono::steady_clock::time_point not_before{};  // nothing is begun until then
  // Called with this request where an answer is 401, once: true if it bears another credential now, with which it is sent
  // again. May take long: it is called on the caller's thread, or on one that nothing else waits for. Must not throw.
  std::function<bool(Request&)> replace_credential;
};

// How long an attempt took until each of its steps was done, from its beginning, and how much it moved.
struct Measures {
  std::chrono::microseconds name_lookup{0};
  std::chrono::microseconds connect{0};
  std::chrono::microseconds tls{0};  // 0 on a connection that was open already, as the two before
  std::chrono::microseconds first_byte{0};
  std::chrono::microseconds total{0};
  std::int64_t bytes_sent = 0;  // of HTTP: headers and body
  std::int64_t bytes_received = 0;
};

// What came back.
struct Response {
  int status = 0;
  std::string request_id;    // X-Request-Id
  std::string retry_after;   // Retry-After, as it was sent
  std::string content_type;  // Content-Type, as it was sent
  std::string location;      // Location, as it was sent
  std::string rate_limit;    // X-RateLimit-Limit, -Remaining and -Reset, as they were sent
  std::string rate_remaining;
  std::string rate_reset;
  std::string dpop_nonce;       // DPoP-Nonce, as it was sent
  std::string challenge;        // WWW-Authenticate, all its fields with commas between
  std::string accepted_scopes;  // X-Accepted-OAuth-Scopes, as it was sent
  std::string body;
  AddressClass peer = AddressClass::reserved;  // of whoever was connected to
  int attempts = 1;                            // how many requests were made for it
  Measures measures;
};

// How much a server may send. Whatever is larger ends the exchange with a ResponseError.
struct ResponseLimits {
  std::size_t header_bytes = 64U << 10U;  // of all header lines together
  std::size_t body_bytes = 16U << 20U;
};

}  // namespace cfy::transport
