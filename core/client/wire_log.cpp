#include "client/wire_log.hpp"

#include <algorithm>
#include <array>
#include <string>
#include <string_view>

#include "client/log_lines.hpp"
#include "secrets/redactor.hpp"

namespace cfy::client {
namespace {

using transport::Request;
using transport::Response;

constexpr std::size_t kMostOfBody = 4096;

// Redacted before it is cut, since the rest of a secret that was cut would not be known for one.
std::string shown_body(std::string_view body) {
  if (body.empty()) return "no body";
  const std::string size = std::to_string(body.size()) + " bytes";
  const auto redacted = secrets::Redactor::of_process()->redact(body);
  const std::string_view safe = redacted ? std::string_view(*redacted) : body;
  return size + (safe.size() > kMostOfBody ? ", begins " : ": ") + std::string(safe.substr(0, kMostOfBody));
}

bool is_confidential(const Request& request) { return request.confidential || !request.secret_body.empty(); }

// By itself none of these opens anything later, but while it is new it might.
bool is_shown(std::string_view header) {
  constexpr std::array<std::string_view, 3> kHidden = {
      "DPoP:", "X-Connectify-Request-Signature:", "X-Connectify-Nonce:"};
  return std::none_of(kHidden.begin(), kHidden.end(), [&](std::string_view name) { return header.starts_with(name); });
}

class WireLog : public transport::WireObserver {
 public:
  void sent(const Request& request) noexcept override {
    try {
      std::string text = "> " + request.method + " " + request.url;
      for (const std::string& header : request.headers) {
        if (is_shown(header)) text += " | " + header;
      }
      if (!request.authorization.empty()) text += " | Authorization: ****";
      text += " | " + (is_confidential(request) ? std::string("body not shown")
                                                : shown_body(request.body ? std::string_view(*request.body) : ""));
      write_log_line("DEBUG", text);
    } catch (const std::exception&) {  // no memory for the line: the call is what matters
    }
  }

  void ended(const Request& request, const Result<Response>& outcome) noexcept override {
    try {
      std::string text = "< " + request.method + " " + request.url;
      if (outcome) {
        const Response& response = *outcome;
        const auto elapsed = std::chrono::duration_cast<std::chrono::milliseconds>(response.measures.total);
        text += " | " + std::to_string(response.status) + " in " + std::to_string(elapsed.count()) + " ms";
        if (!response.request_id.empty()) text += " | X-Request-Id: " + response.request_id;
        if (!response.retry_after.empty()) text += " | Retry-After: " + response.retry_after;
        text += " | " + (is_confidential(request) ? std::string("body not shown") : shown_body(response.body));
      } else {
        text += " | " + std::string(error_name(outcome.error().code)) + ": " + outcome.error().message;
      }
      write_log_line("DEBUG", text);
    } catch (const std::exception&) {  // as above
    }
  }
};

}  // namespace

std::shared_ptr<transport::WireObserver> make_wire_log(const Settings& settings) {
  if (log_detail(settings) < LogDetail::wire) return nullptr;
  return std::make_shared<WireLog>();
}

}  // namespace cfy::client
