#include "oauth/loopback_receiver.hpp"

#include <arpa/inet.h>
#include <netinet/in.h>
#include <poll.h>
#include <sys/socket.h>

#include <algorithm>
#include <charconv>
#include <optional>

#include "oauth/landing_page.hpp"
#include "oauth/pause.hpp"
#include "secrets/secret.hpp"

namespace cfy::oauth {
namespace {

using std::chrono::milliseconds;

constexpr std::string_view kLoopbackScheme = "http://";
constexpr std::size_t kMostHead = 64U << 10U;
// A browser opens connections on suspicion and says nothing on them: they must not hold up the one that does.
constexpr milliseconds kPatienceWithOne{2000};

struct Address {
  bool six = false;
  std::uint16_t port = 0;
  std::string path;
};

Error bad_uri(const char* rule, std::string message) {
  Error error = configuration_error("redirect_uri", std::move(message));
  error.rule = rule;
  return error;
}

std::optional<Address> split(std::string_view uri) {
  Address address;
  if (!uri.starts_with(kLoopbackScheme)) return std::nullopt;
  uri.remove_prefix(kLoopbackScheme.size());
  const std::size_t slash = std::min(uri.find('/'), uri.size());
  std::string_view authority = uri.substr(0, slash);
  address.path = slash == uri.size() ? "/" : std::string(uri.substr(slash));
  const bool odd = std::any_of(address.path.begin(), address.path.end(), [](char c) {
    return static_cast<unsigned char>(c) <= 0x20 || static_cast<unsigned char>(c) >= 0x7F || c == '?' || c == '#';
  });
  if (odd) return std::nullopt;
  for (const std::string_view host : {"127.0.0.1", "[::1]"}) {
    if (!authority.starts_with(host)) continue;
    address.six = host.front() == '[';
    authority.remove_prefix(host.size());
    if (authority.empty()) return address;
    if (authority.front() != ':') return std::nullopt;
    const char* const end = authority.data() + authority.size();
    const auto [last, problem] = std::from_chars(authority.data() + 1, end, address.port);
    if (problem != std::errc() || last != end) return std::nullopt;
    return address;
  }
  return std::nullopt;
}

// The port that was bound, or nothing.
std::optional<std::uint16_t> bind_to(int socket, const Address& address) {
  if (address.six) {
    sockaddr_in6 name{};
    name.sin6_family = AF_INET6;
    name.sin6_addr = in6addr_loopback;
    name.sin6_port = htons(address.port);
    socklen_t size = sizeof(name);
    auto* const generic = reinterpret_cast<sockaddr*>(&name);
    if (bind(socket, generic, size) != 0 || getsockname(socket, generic, &size) != 0) return std::nullopt;
    return ntohs(name.sin6_port);
  }
  sockaddr_in name{};
  name.sin_family = AF_INET;
  name.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  name.sin_port = htons(address.port);
  socklen_t size = sizeof(name);
  auto* const generic = reinterpret_cast<sockaddr*>(&name);
  if (bind(socket, generic, size) != 0 || getsockname(socket, generic, &size) != 0) return std::nullopt;
  return ntohs(name.sin_port);
}

bool readable(int socket, milliseconds time) {
  pollfd ready{socket, POLLIN, 0};
  return poll(&ready, 1, static_cast<int>(time.count())) > 0;
}

// A request's head, or what came of it.
std::string read_head(int socket, std::chrono::steady_clock::time_point until) {
  std::string head;
  char chunk[4096];
  while (head.find("\r\n\r\n") == std::string::npos && head.size() < kMostHead) {
    const auto left = std::chrono::ceil<milliseconds>(until - std::chrono::steady_clock::now());
    if (left <= milliseconds(0) || !readable(socket, left)) break;
    const ssize_t count = recv(socket, chunk, sizeof(chunk), 0);
    if (count <= 0) break;
    head.append(chunk, static_cast<std::size_t>(count));
  }
  return head;
}

void send_all(int socket, std::string_view text) {
  while (!text.empty()) {
    const ssize_t count = send(socket, text.data(), text.size(), MSG_NOSIGNAL);
    if (count <= 0) return;  // the browser has gone; what it was to tell is told elsewhere
    text.remove_prefix(static_cast<std::size_t>(count));
  }
}

char lower(char c) noexcept { return c >= 'A' && c <= 'Z' ? static_cast<char>(c | 0x20) : c; }

// The one value of a header; empty if there is none or several.
std::string_view header(std::string_view head, std::string_view lower_case_name) {
  std::string_view found;
  int count = 0;
  while (!head.empty()) {
    const std::size_t end = std::min(head.find("\r\n"), head.size());
    const std::string_view line = head.substr(0, end);
    head.remove_prefix(std::min(end + 2, head.size()));
    const std::size_t colon = line.find(':');
    if (colon != lower_case_name.size()) continue;
    if (!std::equal(lower_case_name.begin(), lower_case_name.end(), line.begin(),
                    [](char wanted, char given) { return lower(given) == wanted; })) {
      continue;
    }
    found = line.substr(colon + 1);
    while (found.starts_with(' ')) found.remove_prefix(1);
    while (found.ends_with(' ')) found.remove_suffix(1);
    ++count;
  }
  return count == 1 ? found : std::string_view();
}

// The query of a request for our path from our own page of the browser: the Host tells it from one by another name that
// leads here (DNS rebinding).
std::optional<std::string_view> query_of(std::string_view head, std::string_view host, std::string_view path) {
  const std::string_view line = head.substr(0, std::min(head.find("\r\n"), head.size()));
  constexpr std::string_view kGet = "GET ";
  if (!line.starts_with(kGet) || header(head, "host") != host) return std::nullopt;
  const std::string_view rest = line.substr(kGet.size());
  const std::size_t space = rest.find(' ');
  if (space == std::string_view::npos || !rest.substr(space + 1).starts_with("HTTP/1.")) return std::nullopt;
  const std::string_view target = rest.substr(0, space);
  const std::size_t mark = std::min(target.find('?'), target.size());
  if (target.substr(0, mark) != path) return std::nullopt;
  return mark == target.size() ? std::string_view() : target.substr(mark + 1);
}

}  // namespace

LoopbackReceiver::LoopbackReceiver(Descriptor listener, std::string host, std::string path, std::string redirect_uri)
    : listener_(std::move(listener)),
      host_(std::move(host)),
      path_(std::move(path)),
      redirect_uri_(std::move(redirect_uri)) {}

Result<LoopbackReceiver> LoopbackReceiver::listen(std::string_view redirect_uri) {
  const std::optional<Address> address = split(redirect_uri);
  if (!address) {
    return bad_uri("redirect_uri_form",
                   "The browser can only come back to this machine at http://127.0.0.1/… or http://[::1]/…, without a "
                   "query; set redirect_uri to one that is registered.");
  }
  Descriptor listener(socket(address->six ? AF_INET6 : AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0));
  const std::optional<std::uint16_t> port = listener.number() < 0 ? std::nullopt : bind_to(listener.number(), *address);
  if (!port || ::listen(listener.number(), 8) != 0) {
    return bad_uri("redirect_uri_port",
                   "The port of redirect_uri can't be had on this machine; leave the port out, or "
                   "end the program that has it.");
  }
  std::string host = (address->six ? "[::1]:" : "127.0.0.1:") + std::to_string(*port);
  std::string full = std::string(kLoopbackScheme) + host + address->path;
  return LoopbackReceiver(std::move(listener), std::move(host), address->path, std::move(full));
}

Result<void> LoopbackReceiver::receive(const Judge& judge, milliseconds patience,
                                       transport::Cancellation* cancellation) {
  constexpr milliseconds kStep{50};
  const auto deadline = std::chrono::steady_clock::now() + patience;
  while (std::chrono::steady_clock::now() < deadline) {
    if (Result<void> going_on = pause(milliseconds(0), cancellation); !going_on) return going_on;
    if (!readable(listener_.number(), kStep)) continue;
    const Descriptor browser(accept4(listener_.number(), nullptr, nullptr, SOCK_CLOEXEC));
    if (browser.number() < 0) continue;
    std::string head =
        read_head(browser.number(), std::min(deadline, std::chrono::steady_clock::now() + kPatienceWithOne));
    const std::optional<std::string_view> query = query_of(head, host_, path_);
    if (!query) {
      send_all(browser.number(), not_here_page());
      continue;
    }
    listener_.close_now();  // before anything is judged: there is no second answer
    Result<void> judged = judge(*query);
    secrets::wipe(head);
    send_all(browser.number(), judged ? done_page() : refused_page(judged.error()));
    shutdown(browser.number(), SHUT_WR);
    return judged;
  }
  Error error = make_error(ErrorCode::timeout,
                           "The browser did not come back in time; log in again, and answer the "
                           "page that opens.");
  error.rule = "no_answer";
  return error;
}

}  // namespace cfy::oauth
