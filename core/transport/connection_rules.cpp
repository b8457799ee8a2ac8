#include "transport/connection_rules.hpp"

#include <sys/socket.h>
#include <unistd.h>

#include <exception>

#include "base/process.hpp"

namespace cfy::transport {
namespace {

// TLS goes through a proxy to its end (CONNECT), so that the proxy sees the host and no more: none of the request's
// headers, and none of its own count as the service's. One that speaks https is verified by the same authorities.
bool configure_proxy(CURL* easy, const std::string& proxy) {
  bool done = true;
  if (proxy != kProxyOfEnvironment) done &= set_option(easy, CURLOPT_PROXY, proxy.c_str());
  done &= set_option(easy, CURLOPT_HTTPPROXYTUNNEL, 1L);
  done &= set_option(easy, CURLOPT_HEADEROPT, static_cast<long>(CURLHEADER_SEPARATE));
  done &= set_option(easy, CURLOPT_SUPPRESS_CONNECT_HEADERS, 1L);
  done &= set_option(easy, CURLOPT_PROXY_SSL_VERIFYPEER, 1L);
  done &= set_option(easy, CURLOPT_PROXY_SSL_VERIFYHOST, 2L);
  done &= set_option(easy, CURLOPT_PROXY_SSLVERSION, static_cast<long>(CURL_SSLVERSION_TLSv1_2));
  done &= set_option(easy, CURLOPT_PROXY_CAINFO, static_cast<char*>(nullptr));
  done &= set_option(easy, CURLOPT_PROXY_CAPATH, static_cast<char*>(nullptr));
  return done;
}

}  // namespace

bool put_connection_rules(CURL* easy, const ExchangeSettings& settings, curl_ssl_ctx_callback on_tls_context,
                          void* data) {
  bool done = configure_proxy(easy, settings.proxy);
  done &= set_option(easy, CURLOPT_NOSIGNAL, 1L);
  done &= set_option(easy, CURLOPT_NETRC, static_cast<long>(CURL_NETRC_IGNORED));
  // The trust store comes by the context callback; libcurl's own defaults would read every file of the system's folder
  // for each connection.
  done &= set_option(easy, CURLOPT_SSL_VERIFYPEER, 1L);
  done &= set_option(easy, CURLOPT_SSL_VERIFYHOST, 2L);
  done &= set_option(easy, CURLOPT_SSLVERSION, static_cast<long>(CURL_SSLVERSION_TLSv1_2));
  done &= set_option(easy, CURLOPT_CAINFO, static_cast<char*>(nullptr));
  done &= set_option(easy, CURLOPT_CAPATH, static_cast<char*>(nullptr));
  done &= set_option(easy, CURLOPT_SSL_CTX_FUNCTION, on_tls_context);
  done &= set_option(easy, CURLOPT_SSL_CTX_DATA, data);
  done &= set_option(easy, CURLOPT_CLOSESOCKETFUNCTION, &close_socket);
  return done;
}

std::string expected_host(CURL* easy, const std::string& proxy, const std::string& host) {
  if (!proxy.starts_with("https://")) return host;
  long opened = 0;
  curl_easy_getinfo(easy, CURLINFO_HTTP_CONNECTCODE, &opened);
  if (opened / 100 == 2) return host;
  const auto at = proxy.rfind('@');
  return host_of(at == std::string::npos ? proxy : "https://" + proxy.substr(at + 1));
}

std::string host_of(const std::string& url) {
  const auto begin = url.find("//") + 2;
  const auto end = url.find_first_of("/?#", begin);
  std::string_view authority = std::string_view(url).substr(begin, end == std::string::npos ? end : end - begin);
  if (authority.starts_with('[')) return std::string(authority.substr(1, authority.find(']') - 1));
  return std::string(authority.substr(0, authority.find(':')));
}

curl_socket_t open_socket(const curl_sockaddr& address) noexcept {
  const int descriptor = socket(address.family, address.socktype | SOCK_CLOEXEC, address.protocol);
  if (descriptor < 0) return CURL_SOCKET_BAD;
  try {
    remember_socket(descriptor);
  } catch (const std::exception&) {
    close(descriptor);
    return CURL_SOCKET_BAD;
  }
  return descriptor;
}

int close_socket(void* /*data*/, curl_socket_t socket) noexcept {
  forget_socket(socket);
  return close(socket);
}

}  // namespace cfy::transport
