#include "sandbox/oauth/answer.hpp"

#include <utility>

namespace cfy::sandbox {
namespace {

constexpr int kUnauthorized = 401;

Reply uncached(int status, std::string body, std::string content_type) {
  Reply reply{status, std::move(body), {{"Cache-Control", "no-store"}, {"Pragma", "no-cache"}}, {}};
  reply.content_type = std::move(content_type);
  return reply;
}

}  // namespace

Error oauth_refusal(std::string_view code, std::string description, int status) {
  Error error = make_error(ErrorCode::oauth, std::move(description));
  error.api_code = code;
  error.http_status = status;
  return error;
}

Error bad_request(std::string description) { return oauth_refusal("invalid_request", std::move(description)); }

Error client_refusal(std::string description) {
  return oauth_refusal("invalid_client", std::move(description), kUnauthorized);
}

Reply oauth_answer(int status, const nlohmann::json& body) {
  // Text of the request may come back in it, and need not be UTF-8.
  return uncached(status, body.dump(-1, ' ', false, nlohmann::json::error_handler_t::replace), "application/json");
}

Reply oauth_answer(const Error& refusal) {
  Reply reply = oauth_answer(refusal.http_status,
                             nlohmann::json{{"error", refusal.api_code}, {"error_description", refusal.message}});
  if (refusal.http_status == kUnauthorized)
    reply.headers.emplace_back("WWW-Authenticate", R"(Basic realm="connectify")");
  return reply;
}

Reply page_answer(int status, std::string html, std::string_view form_target) {
  Reply reply = uncached(status, std::move(html), "text/html; charset=utf-8");
  std::string policy =
      "default-src 'none'; style-src 'self'; base-uri 'none'; frame-ancestors 'none'; form-action 'self'";
  if (!form_target.empty()) policy.append(" ").append(form_target);
  reply.headers.emplace_back("Content-Security-Policy", std::move(policy));
  reply.headers.emplace_back("Referrer-Policy", "no-referrer");
  reply.headers.emplace_back("X-Content-Type-Options", "nosniff");
  reply.headers.emplace_back("X-Frame-Options", "DENY");
  return reply;
}

Reply see_other(std::string location) {
  Reply reply = uncached(303, {}, "text/plain; charset=utf-8");
  reply.headers.emplace_back("Referrer-Policy", "no-referrer");
  reply.headers.emplace_back("Location", std::move(location));
  return reply;
}

}  // namespace cfy::sandbox
