#include "transport/redirect.hpp"

#include <memory>
#include <utility>

#include <curl/curl.h>

namespace cfy::transport {
namespace {

constexpr int kMostRedirects = 5;

Error refused(const char* rule, const char* message, const Response& response) {
  Error error = make_error(ErrorCode::response, message);
  error.rule = rule;
  error.http_status = response.status;
  error.request_id = response.request_id;
  return error;
}

struct UrlDeleter {
  void operator()(CURLU* url) const noexcept { curl_url_cleanup(url); }
};
using Url = std::unique_ptr<CURLU, UrlDeleter>;

// With the port in it, also where it is https's own; empty if there is no such part.
std::string part_of(const Url& url, CURLUPart part) {
  char* text = nullptr;
  if (curl_url_get(url.get(), part, &text, CURLU_DEFAULT_PORT) != CURLUE_OK) return {};
  const std::unique_ptr<char, void (*)(void*)> owned(text, curl_free);
  return text;
}

bool same_origin(const Url& one, const Url& other) {
  for (const CURLUPart part : {CURLUPART_SCHEME, CURLUPART_HOST, CURLUPART_PORT}) {
    if (part_of(one, part) != part_of(other, part)) return false;
  }
  return true;
}

}  // namespace

std::string_view origin_of(std::string_view url) noexcept {
  const auto authority = url.find("//");
  if (authority == std::string_view::npos) return url;
  return url.substr(0, url.find_first_of("/?#", authority + 2));
}

Result<void> follow_redirect(Request& request, const Response& response, int number) {
  if (number > kMostRedirects) {
    return refused("redirect_loop", "The service redirects in a circle; check base_url.", response);
  }
  const bool is_read = request.method == "GET" || request.method == "HEAD";
  // A redirect that changes the method would lose the body on its way.
  if (!is_read && response.status < 307) {
    return refused("redirect_method", "The service redirects a change in a way that would lose it; check base_url.",
                   response);
  }
  const Url from(curl_url());
  const Url to(curl_url());
  if (!from || !to) return make_error(ErrorCode::internal, "There is no memory for the redirect.");
  // Parsers differ on backslashes; user names have no business in an answer.
  const bool usable =
      !response.location.empty() && response.location.find('\\') == std::string::npos &&
      curl_url_set(from.get(), CURLUPART_URL, request.url.c_str(), 0) == CURLUE_OK &&
      curl_url_set(to.get(), CURLUPART_URL, request.url.c_str(), 0) == CURLUE_OK &&
      curl_url_set(to.get(), CURLUPART_URL, response.location.c_str(), CURLU_DISALLOW_USER) == CURLUE_OK;
  if (!usable) return refused("redirect_target", "The service redirects to something that is no URL.", response);
  if (!same_origin(from, to)) {
    return refused("redirect_origin",
                   "The service redirects to another origin, which is never followed; check base_url.", response);
  }
  request.url = part_of(to, CURLUPART_URL);
  return {};
}

}  // namespace cfy::transport
