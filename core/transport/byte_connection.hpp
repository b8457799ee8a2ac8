#pragma once

#include <chrono>
#include <memory>
#include <span>
#include <string>
#include <string_view>

#include <curl/curl.h>

#include "base/result.hpp"
#include "transport/exchange_settings.hpp"
#include "transport/failure.hpp"

namespace cfy::transport {

// One TLS connection for a protocol other than HTTP, under the same policy, proxies and rules as an Exchange. Blocks.
// Not for two threads at once, and not in a child made by fork(), where its descriptor is closed.
class ByteConnection {
 public:
  using Deadline = std::chrono::steady_clock::time_point;

  // Connects to `host` (without brackets) and shakes hands. `settings` must outlive the connection. Fails as an exchange
  // does: connection, timeout, tls.
  static Result<std::unique_ptr<ByteConnection>> open(const ExchangeSettings& settings, std::string host,
                                                      std::uint16_t port, Deadline until);
  ~ByteConnection();
  ByteConnection(const ByteConnection&) = delete;
  ByteConnection& operator=(const ByteConnection&) = delete;

  // All of the bytes. After a failure (connection, timeout) the connection is of no more use.
  Result<void> send(std::string_view bytes, Deadline until);
  // What is there, at least one byte: how many of `room` were filled. Fails (connection) at the end too.
  Result<std::size_t> receive(std::span<char> room, Deadline until);

 private:
  ByteConnection(const ExchangeSettings& settings, std::string host) : settings_(settings), host_(std::move(host)) {}
  Result<void> connect(std::uint16_t port, Deadline until);
  Result<void> wait_for(short events, Deadline until);
  [[nodiscard]] Error failure(CURLcode code) const;

  static CURLcode on_tls_context(CURL* easy, void* context, void* self);
  static curl_socket_t on_open_socket(void* self, curlsocktype purpose, curl_sockaddr* address);

  const ExchangeSettings& settings_;
  const std::string host_;
  CURL* easy_ = nullptr;
  StopReason stop_ = StopReason::none;
  tls::Verification verification_;
  char error_text_[CURL_ERROR_SIZE] = {};
};

}  // namespace cfy::transport
