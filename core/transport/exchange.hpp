#pragma once

#include <chrono>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include <curl/curl.h>

#include "base/result.hpp"
#include "transport/exchange_settings.hpp"
#include "transport/failure.hpp"
#include "transport/http.hpp"

namespace cfy::transport {

// One easy handle of libcurl with its callbacks: begin() a request, let libcurl run it, finish() with what came. Used
// again and again; one request at a time; not for two threads at once.
class Exchange {
 public:
  // `share` (sessions and names shared by the engine) and `settings` must outlive the exchange.
  static Result<std::unique_ptr<Exchange>> make(const ExchangeSettings& settings, CURLSH* share);
  ~Exchange();
  Exchange(const Exchange&) = delete;
  Exchange& operator=(const Exchange&) = delete;

  [[nodiscard]] CURL* easy() const noexcept { return easy_; }

  // Loads the request; `timeout` is what is left of the request's own. The request stays where it is until finish() or
  // the next begin().
  Result<void> begin(Request& request, std::chrono::milliseconds timeout);

  // The response, or why there is none; then the exchange is ready for another begin().
  Result<Response> finish(CURLcode code);

 private:
  explicit Exchange(const ExchangeSettings& settings) noexcept : settings_(settings) {}
  Result<void> configure(CURLSH* share);
  Result<Response> outcome_of(CURLcode code);
  [[nodiscard]] bool set_protocol();
  [[nodiscard]] std::optional<std::string_view> body() const;
  Result<void> load_body_and_method();
  void load_headers();
  void note_measures();
  void note_peer();
  [[nodiscard]] bool may_connect_to(const sockaddr& address) const;
  std::size_t stop(StopReason reason) noexcept;
  std::size_t hand_over(std::string_view bytes) noexcept;
  [[nodiscard]] bool silent_too_long() const noexcept;

  static std::size_t on_header(char* data, std::size_t size, std::size_t count, void* self);
  static std::size_t on_body(char* data, std::size_t size, std::size_t count, void* self);
  static int on_progress(void* self, curl_off_t, curl_off_t, curl_off_t, curl_off_t);
  static CURLcode on_tls_context(CURL* easy, void* context, void* self);
  static curl_socket_t on_open_socket(void* self, curlsocktype purpose, curl_sockaddr* address);

  const ExchangeSettings& settings_;
  CURL* easy_ = nullptr;
  Request* request_ = nullptr;
  Response response_;
  std::string host_;              // of the request, without port and brackets
  std::string content_type_;      // the header line of its body
  std::size_t header_bytes_ = 0;  // received so far
  StopReason stop_ = StopReason::none;
  std::chrono::steady_clock::time_point heard_at_;  // when something last came
  bool paused_ = false;                             // by the request's sink
  tls::Verification verification_;
  std::vector<curl_slist> headers_;  // nodes that point into *request_; libcurl only reads them
  char error_text_[CURL_ERROR_SIZE] = {};
};

}  // namespace cfy::transport
