#include "store/redis_url.hpp"

#include <curl/urlapi.h>

#include <algorithm>
#include <charconv>
#include <memory>
#include <utility>

namespace cfy::store {
namespace {

using Parsed = std::unique_ptr<CURLU, decltype(&curl_url_cleanup)>;

Error url_error(std::string rule, std::string message) {
  Error error = configuration_error("token_store", std::move(message));
  error.rule = std::move(rule);
  return error;
}

Error invalid() {
  return url_error("invalid_url",
                   "A Redis is named by rediss://[USER@]HOST[:PORT][/DATABASE]; this is something else.");
}

std::string part(const Parsed& url, CURLUPart wanted) {
  char* text = nullptr;
  if (curl_url_get(url.get(), wanted, &text, CURLU_URLDECODE) != CURLUE_OK) return {};
  const std::unique_ptr<char, decltype(&curl_free)> owned(text, curl_free);
  return text;
}

bool is_number(std::string_view text) {
  return !text.empty() && text.size() <= 4 &&
         std::all_of(text.begin(), text.end(), [](char c) { return c >= '0' && c <= '9'; });
}

}  // namespace

bool RedisUrl::looks_like(std::string_view text) noexcept {
  return text.starts_with("rediss://") || text.starts_with("redis://");
}

Result<RedisUrl> RedisUrl::parse(std::string_view text) {
  if (text.starts_with("redis://")) {
    return url_error("not_tls",
                     "redis:// is not encrypted, and whoever is on the way reads along: let Redis speak TLS "
                     "(tls-port), and write rediss://.");
  }
  const Parsed url(curl_url(), curl_url_cleanup);
  if (!url || text.find('\0') != std::string_view::npos ||
      curl_url_set(url.get(), CURLUPART_URL, std::string(text).c_str(), CURLU_NON_SUPPORT_SCHEME) != CURLUE_OK) {
    return invalid();
  }
  if (!part(url, CURLUPART_PASSWORD).empty()) {
    return url_error(
        "password_in_url",
        "A URL is shown and logged, so that no password may stand in it: give it as token_store_password.");
  }
  RedisUrl read;
  read.user = part(url, CURLUPART_USER);
  read.host = part(url, CURLUPART_HOST);
  if (read.host.starts_with('[')) read.host = read.host.substr(1, read.host.size() - 2);
  if (const std::string port = part(url, CURLUPART_PORT); !port.empty()) {
    const auto [end, problem] = std::from_chars(port.data(), port.data() + port.size(), read.port);
    if (problem != std::errc() || read.port == 0) return invalid();
  }
  std::string path = part(url, CURLUPART_PATH);
  if (path.starts_with('/')) path.erase(0, 1);
  if (!path.empty()) read.database = path;
  const bool more = !part(url, CURLUPART_QUERY).empty() || !part(url, CURLUPART_FRAGMENT).empty();
  if (read.host.empty() || more || !is_number(read.database) || part(url, CURLUPART_SCHEME) != "rediss")
    return invalid();
  return read;
}

}  // namespace cfy::store
