#pragma once

#include <string>
#include <string_view>

#include <curl/curl.h>

#include "transport/exchange_settings.hpp"

namespace cfy::transport {

// Puts into a handle what holds for every connection, whatever goes over it: no proxy that the caller did not name,
// nothing from files or the environment, TLS 1.2 at least with verification on, and libcurl's own authorities off (those
// of the policy come by `on_tls_context`, which gets `data`). False: this libcurl can't do all of it.
[[nodiscard]] bool put_connection_rules(CURL* easy, const ExchangeSettings& settings,
                                        curl_ssl_ctx_callback on_tls_context, void* data);

// In the place of a proxy's URL: what https_proxy, all_proxy and no_proxy say. Nobody but the caller can choose that.
inline constexpr std::string_view kProxyOfEnvironment = "environment";

// The host whose certificate comes next: that of a proxy that speaks https until it has opened the way to `host`.
std::string expected_host(CURL* easy, const std::string& proxy, const std::string& host);

// Of an https URL, without port and brackets.
std::string host_of(const std::string& url);

// A socket that a child made by fork() closes; CURL_SOCKET_BAD where there is none to be had.
curl_socket_t open_socket(const curl_sockaddr& address) noexcept;
// For CURLOPT_CLOSESOCKETFUNCTION.
int close_socket(void* data, curl_socket_t socket) noexcept;

template <class T>
bool set_option(CURL* easy, CURLoption option, T value) {
  return curl_easy_setopt(easy, option, value) == CURLE_OK;
}

}  // namespace cfy::transport
