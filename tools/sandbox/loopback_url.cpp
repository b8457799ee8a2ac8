#include "sandbox/loopback_url.hpp"

#include <algorithm>
#include <charconv>
#include <optional>

namespace cfy::sandbox {
namespace {

constexpr std::string_view kForm = "http://127.0.0.1:3000/hook";

Error bad_form(std::string_view what) {
  return validation_error("url", "form", std::string(what) + " The form is " + std::string(kForm) + ".");
}

// Takes `head` off the text, if it begins with it.
bool take(std::string_view& text, std::string_view head) {
  if (!text.starts_with(head)) return false;
  text.remove_prefix(head.size());
  return true;
}

std::optional<std::uint16_t> take_port(std::string_view& text) {
  std::uint16_t port = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), port);
  if (error != std::errc() || port == 0) return std::nullopt;
  text.remove_prefix(static_cast<std::size_t>(end - text.data()));
  return port;
}

// RFC 3986 has no other characters in a path and query; spaces and line ends would end the request line.
bool is_target(std::string_view text) {
  return std::ranges::all_of(text, [](char c) { return c > ' ' && c < '\x7f' && c != '#'; });
}

}  // namespace

Result<LoopbackUrl> parse_loopback_url(std::string_view url) {
  LoopbackUrl result;
  if (take(url, "http://127.0.0.1")) {
    result.host = "127.0.0.1";
  } else if (take(url, "http://[::1]")) {
    result.host = "::1";
  } else {
    return validation_error("url", "not_loopback",
                            "Only this machine is sent to: the address begins with http://127.0.0.1 or http://[::1].");
  }
  if (take(url, ":")) {
    const auto port = take_port(url);
    if (!port) return bad_form("The port of the address is no number from 1 to 65535.");
    result.port = *port;
  }
  // What else may follow the host would make it another one: `127.0.0.1.example.com`, `127.0.0.1:80@example.com`.
  if (!url.empty() && url.front() != '/') {
    return validation_error("url", "not_loopback", "The host of the address is not 127.0.0.1 or [::1] alone.");
  }
  if (!is_target(url)) return bad_form("The path of the address holds a character that belongs percent-encoded.");
  result.target = url.empty() ? "/" : std::string(url);
  return result;
}

}  // namespace cfy::sandbox
