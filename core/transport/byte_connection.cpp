#include "transport/byte_connection.hpp"

#include <poll.h>

#include <algorithm>
#include <cerrno>
#include <utility>

#include "transport/connection_rules.hpp"

namespace cfy::transport {
namespace {

using std::chrono::milliseconds;

milliseconds left_until(ByteConnection::Deadline until) {
  const auto left = std::chrono::duration_cast<milliseconds>(until - std::chrono::steady_clock::now());
  return std::max(left, milliseconds(0));
}

}  // namespace

Result<std::unique_ptr<ByteConnection>> ByteConnection::open(const ExchangeSettings& settings, std::string host,
                                                             std::uint16_t port, Deadline until) {
  std::unique_ptr<ByteConnection> made(new ByteConnection(settings, std::move(host)));
  if (auto connected = made->connect(port, until); !connected) return std::move(connected).error();
  return made;
}

ByteConnection::~ByteConnection() {
  if (easy_ != nullptr) curl_easy_cleanup(easy_);
}

Result<void> ByteConnection::connect(std::uint16_t port, Deadline until) {
  easy_ = curl_easy_init();
  if (easy_ == nullptr) return make_error(ErrorCode::internal, "There is no memory for a connection.");
  // libcurl takes a colon in the host for an IPv6 address only between brackets.
  const bool six = host_.find(':') != std::string::npos;
  const std::string authority = (six ? "[" + host_ + "]" : host_) + ":" + std::to_string(port);
  const auto patience = static_cast<long>(std::max(left_until(until), milliseconds(1)).count());  // 0: for ever
  bool done = put_connection_rules(easy_, settings_, &ByteConnection::on_tls_context, this);
  done &= set_option(easy_, CURLOPT_ERRORBUFFER, error_text_);
  done &= set_option(easy_, CURLOPT_OPENSOCKETFUNCTION, &ByteConnection::on_open_socket);
  done &= set_option(easy_, CURLOPT_OPENSOCKETDATA, this);
  done &= set_option(easy_, CURLOPT_PROTOCOLS_STR, "https");
  done &= set_option(easy_, CURLOPT_NOPROXY, settings_.proxy == kProxyOfEnvironment ? nullptr : "");
  done &= set_option(easy_, CURLOPT_CONNECT_ONLY, 1L);
  done &= set_option(easy_, CURLOPT_URL, ("https://" + authority).c_str());
  done &= set_option(easy_, CURLOPT_TIMEOUT_MS, patience);
  done &= set_option(easy_, CURLOPT_CONNECTTIMEOUT_MS, patience);
  if (!done) return make_error(ErrorCode::tls, "This libcurl cannot enforce the connection rules.");
  const CURLcode code = curl_easy_perform(easy_);
  if (code != CURLE_OK) return failure(code);
  return {};
}

Error ByteConnection::failure(CURLcode code) const {
  return explain_failure(code, easy_, {stop_, verification_.finding, error_text_, host_, settings_.tls.trust->path()});
}

Result<void> ByteConnection::wait_for(short events, Deadline until) {
  curl_socket_t socket = CURL_SOCKET_BAD;
  curl_easy_getinfo(easy_, CURLINFO_ACTIVESOCKET, &socket);
  pollfd wanted{socket, events, 0};
  const auto left = left_until(until);
  const int ready = left.count() == 0 ? 0 : poll(&wanted, 1, static_cast<int>(left.count()));
  if (ready == 0) return failure(CURLE_OPERATION_TIMEDOUT);
  if (ready < 0 && errno != EINTR) return failure(CURLE_RECV_ERROR);
  return {};
}

Result<void> ByteConnection::send(std::string_view bytes, Deadline until) {
  while (!bytes.empty()) {
    std::size_t sent = 0;
    const CURLcode code = curl_easy_send(easy_, bytes.data(), bytes.size(), &sent);
    if (code == CURLE_OK) {
      bytes.remove_prefix(sent);
    } else if (code != CURLE_AGAIN) {
      return failure(code);
    } else if (auto waited = wait_for(POLLOUT, until); !waited) {
      return waited;
    }
  }
  return {};
}

Result<std::size_t> ByteConnection::receive(std::span<char> room, Deadline until) {
  while (true) {
    std::size_t got = 0;
    const CURLcode code = curl_easy_recv(easy_, room.data(), room.size(), &got);
    if (code == CURLE_OK && got > 0) return got;
    if (code == CURLE_OK) return failure(CURLE_RECV_ERROR);  // the peer's end
    if (code != CURLE_AGAIN) return failure(code);
    if (auto waited = wait_for(POLLIN, until); !waited) return std::move(waited).error();
  }
}

CURLcode ByteConnection::on_tls_context(CURL* easy, void* context, void* self) try {
  auto& connection = *static_cast<ByteConnection*>(self);
  const std::string host = expected_host(easy, connection.settings_.proxy, connection.host_);
  if (tls::apply(connection.settings_.tls, host, static_cast<SSL_CTX*>(context), connection.verification_)) {
    return CURLE_OK;
  }
  connection.stop_ = StopReason::tls_policy;
  return CURLE_ABORTED_BY_CALLBACK;
} catch (const std::exception&) {
  static_cast<ByteConnection*>(self)->stop_ = StopReason::out_of_memory;
  return CURLE_ABORTED_BY_CALLBACK;
}

curl_socket_t ByteConnection::on_open_socket(void* /*self*/, curlsocktype /*purpose*/, curl_sockaddr* address) {
  return open_socket(*address);
}

}  // namespace cfy::transport
