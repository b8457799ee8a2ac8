#include "oauth/landing_page.hpp"

#include <string_view>

#include "sanitize/encoder.hpp"

namespace cfy::oauth {
namespace {

constexpr std::string_view kStyle =
    "body{font:1.1rem/1.6 system-ui,sans-serif;max-width:34rem;margin:18vh auto;padding:0 1.5rem;color:#1d2733;"
    "background:#fff}h1{font-size:1.6rem;margin:0 0 .5rem}p{margin:0 0 1rem}.mark{font-size:2.4rem;line-height:1}"
    "@media(prefers-color-scheme:dark){body{color:#e6ebf1;background:#12181f}}";

std::string page(std::string_view status, std::string_view mark, std::string_view title, const std::string& text) {
  std::string body =
      "<!doctype html><html lang=\"en\"><meta charset=\"utf-8\"><meta name=\"viewport\" "
      "content=\"width=device-width\"><title>Connectify</title><style>";
  body.append(kStyle).append("</style><div class=\"mark\" aria-hidden=\"true\">").append(mark).append("</div><h1>");
  body.append(title).append("</h1><p>").append(text).append("</p></html>\n");
  std::string answer =
      "HTTP/1.1 " + std::string(status) +
      "\r\nContent-Type: text/html; charset=utf-8\r\n"
      "Content-Security-Policy: default-src 'none'; style-src 'unsafe-inline'; frame-ancestors 'none'; "
      "base-uri 'none'; form-action 'none'\r\n"
      "Referrer-Policy: no-referrer\r\nX-Content-Type-Options: nosniff\r\nCache-Control: no-store\r\n"
      "Connection: close\r\nContent-Length: ";
  return answer + std::to_string(body.size()) + "\r\n\r\n" + body;
}

std::string html(const std::string& text) {
  const auto encoded =
      sanitize::encode_text(*sanitize::find_encoder("html_text"), sanitize::Unfit::replace, text, "message");
  if (!encoded) return {};
  return encoded->value_or(text);
}

}  // namespace

std::string done_page() {
  return page("200 OK", "&#10003;", "You are logged in", "You can close this page and go back to the program.");
}

std::string refused_page(const Error& error) {
  return page("400 Bad Request", "&#10005;", "You are not logged in",
              html(error.message) + "</p><p>You can close this page; the program says what to do.");
}

std::string not_here_page() {
  return page("404 Not Found", "&#8212;", "There is nothing here", "This address only waits for the end of a login.");
}

}  // namespace cfy::oauth
