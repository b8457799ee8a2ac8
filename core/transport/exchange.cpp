#include "transport/exchange.hpp"

#include <sys/socket.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <string_view>

#include "base/process.hpp"

namespace cfy::transport {
namespace {

constexpr std::size_t kRoomBehindBody = 64;

constexpr std::string_view kJsonHeader = "Content-Type: application/json";
constexpr std::string_view kAcceptHeader = "Accept: application/json";
// libcurl would ask the server's leave before it sends a larger body, and wait a second for the answer.
constexpr std::string_view kNoExpectHeader = "Expect:";

// Header names are ASCII; std::tolower() would ask the locale for each letter.
char lower(char letter) noexcept { return letter >= 'A' && letter <= 'Z' ? static_cast<char>(letter | 0x20) : letter; }

// Whether `name` is `lower_case`, whatever case it is in.
bool is_named(std::string_view name, std::string_view lower_case) noexcept {
  return std::equal(name.begin(), name.end(), lower_case.begin(), lower_case.end(),
                    [](char given, char wanted) { return lower(given) == wanted; });
}

std::string_view trimmed(std::string_view text) {
  const auto first = text.find_first_not_of(" \t\r\n");
  if (first == std::string_view::npos) return {};
  return text.substr(first, text.find_last_not_of(" \t\r\n") - first + 1);
}

std::string host_of(const std::string& url) {
  const auto begin = url.find("//") + 2;
  const auto end = url.find_first_of("/?#", begin);
  std::string_view authority = std::string_view(url).substr(begin, end == std::string::npos ? end : end - begin);
  if (authority.starts_with('[')) return std::string(authority.substr(1, authority.find(']') - 1));
  return std::string(authority.substr(0, authority.find(':')));
}

template <class T>
bool set(CURL* easy, CURLoption option, T value) {
  return curl_easy_setopt(easy, option, value) == CURLE_OK;
}

}  // namespace

Result<std::unique_ptr<Exchange>> Exchange::make(const ExchangeSettings& settings, CURLSH* share) {
  std::unique_ptr<Exchange> exchange(new Exchange(settings));
  Result<void> configured = exchange->configure(share);
  if (!configured) return std::move(configured).error();
  return exchange;
}

Exchange::~Exchange() {
  if (easy_ != nullptr) curl_easy_cleanup(easy_);
}

// What holds for every request. Whatever cannot be put in force is an error now, not a surprise later.
Result<void> Exchange::configure(CURLSH* share) {
  easy_ = curl_easy_init();
  if (easy_ == nullptr) return make_error(ErrorCode::internal, "There is no memory for a connection.");
  bool done = true;
  done &= set(easy_, CURLOPT_NOSIGNAL, 1L);
  done &= set(easy_, CURLOPT_ERRORBUFFER, error_text_);
  done &= set(easy_, CURLOPT_SHARE, share);
  done &= set(easy_, CURLOPT_USERAGENT, settings_.user_agent.c_str());

  // https alone, no redirects, no proxy that the caller did not name, nothing from files or the environment.
  done &= set(easy_, CURLOPT_PROTOCOLS_STR, "https");
  done &= set(easy_, CURLOPT_FOLLOWLOCATION, 0L);
  done &= set(easy_, CURLOPT_DISALLOW_USERNAME_IN_URL, 1L);
  done &= set(easy_, CURLOPT_PROXY, settings_.proxy.c_str());
  done &= set(easy_, CURLOPT_NOPROXY, "");
  done &= set(easy_, CURLOPT_NETRC, static_cast<long>(CURL_NETRC_IGNORED));
  // HTTP/1.1 leaves no copy of a credential in a header table.
  done &= set(easy_, CURLOPT_HTTP_VERSION, static_cast<long>(CURL_HTTP_VERSION_1_1));
  done &= set(easy_, CURLOPT_HTTP09_ALLOWED, 0L);

  // The trust store comes by the context callback; libcurl's own defaults would read every file of the system's folder
  // for each connection.
  done &= set(easy_, CURLOPT_SSL_VERIFYPEER, 1L);
  done &= set(easy_, CURLOPT_SSL_VERIFYHOST, 2L);
  done &= set(easy_, CURLOPT_SSLVERSION, static_cast<long>(CURL_SSLVERSION_TLSv1_2));
  done &= set(easy_, CURLOPT_CAINFO, static_cast<char*>(nullptr));
  done &= set(easy_, CURLOPT_CAPATH, static_cast<char*>(nullptr));
  done &= set(easy_, CURLOPT_SSL_CTX_FUNCTION, &Exchange::on_tls_context);
  done &= set(easy_, CURLOPT_SSL_CTX_DATA, this);

  done &= set(easy_, CURLOPT_OPENSOCKETFUNCTION, &Exchange::on_open_socket);
  done &= set(easy_, CURLOPT_CLOSESOCKETFUNCTION, &Exchange::on_close_socket);
  done &= set(easy_, CURLOPT_HEADERFUNCTION, &Exchange::on_header);
  done &= set(easy_, CURLOPT_HEADERDATA, this);
  done &= set(easy_, CURLOPT_WRITEFUNCTION, &Exchange::on_body);
  done &= set(easy_, CURLOPT_WRITEDATA, this);
  done &= set(easy_, CURLOPT_PRIVATE, this);
  // A call that is cancelled does not wait for the resolver's thread.
  done &= set(easy_, CURLOPT_QUICK_EXIT, 1L);
  if (!done)
    return make_error(ErrorCode::tls, "This libcurl cannot enforce the connection rules; 7.85 with OpenSSL is needed.");
  return {};
}

Result<void> Exchange::begin(Request request, std::chrono::milliseconds timeout) {
  request_ = std::move(request);
  response_ = Response();
  header_bytes_ = 0;
  stop_ = StopReason::none;
  verification_ = tls::Verification();
  error_text_[0] = '\0';
  host_ = host_of(request_.url);
  load_headers();

  bool done = true;
  done &= set(easy_, CURLOPT_URL, request_.url.c_str());
  done &= set(easy_, CURLOPT_HTTPHEADER, headers_.data());
  // 0 would mean "no limit" to libcurl.
  done &= set(easy_, CURLOPT_TIMEOUT_MS, static_cast<long>(std::max<std::int64_t>(timeout.count(), 1)));
  done &= set(easy_, CURLOPT_CONNECTTIMEOUT_MS,
              static_cast<long>(std::max<std::int64_t>(request_.connect_timeout.count(), 1)));
  if (request_.body) {
    done &= set(easy_, CURLOPT_POST, 1L);
    done &= set(easy_, CURLOPT_POSTFIELDSIZE_LARGE, static_cast<curl_off_t>(request_.body->size()));
    done &= set(easy_, CURLOPT_POSTFIELDS, request_.body->data());
  } else {
    done &= set(easy_, CURLOPT_HTTPGET, 1L);
  }
  const bool is_usual = request_.method == (request_.body ? "POST" : "GET");
  done &= set(easy_, CURLOPT_CUSTOMREQUEST, is_usual ? nullptr : request_.method.c_str());
  if (!done) return make_error(ErrorCode::internal, "There is no memory for the request.");
  return {};
}

// The nodes point into the request and, for the credential, into its guarded pages: no copy is made for the list.
void Exchange::load_headers() {
  const auto node = [](std::string_view line) { return curl_slist{const_cast<char*>(line.data()), nullptr}; };
  headers_.clear();
  headers_.push_back(node(kAcceptHeader));
  if (request_.body) {
    headers_.push_back(node(kJsonHeader));
    headers_.push_back(node(kNoExpectHeader));
  }
  if (!request_.authorization.empty()) headers_.push_back(node(request_.authorization.reveal()));
  for (const std::string& line : request_.headers) headers_.push_back(node(line));
  for (std::size_t i = 0; i + 1 < headers_.size(); ++i) headers_[i].next = &headers_[i + 1];
}

Result<Response> Exchange::finish(CURLcode code) {
  if (code != CURLE_OK) {
    Error error =
        explain_failure(code, easy_, {stop_, verification_.finding, error_text_, host_, settings_.tls.trust->path()});
    // Only the caller knows whether the request may be repeated once it was sent.
    if (error.code == ErrorCode::connection || error.code == ErrorCode::timeout) error.retriable = nothing_sent(easy_);
    return error;
  }
  long status = 0;
  curl_easy_getinfo(easy_, CURLINFO_RESPONSE_CODE, &status);
  response_.status = static_cast<int>(status);
  return std::move(response_);
}

// No exception may cross libcurl: a callback says "stop" by its answer, and keeps the reason here.
std::size_t Exchange::stop(StopReason reason) noexcept {
  stop_ = reason;
  return 0;
}

std::size_t Exchange::on_header(char* data, std::size_t size, std::size_t count, void* self) try {
  auto& exchange = *static_cast<Exchange*>(self);
  const std::string_view line(data, size * count);
  exchange.header_bytes_ += line.size();
  if (exchange.header_bytes_ > exchange.settings_.limits.header_bytes) {
    return exchange.stop(StopReason::headers_too_large);
  }
  const auto colon = line.find(':');
  if (colon == std::string_view::npos) return line.size();
  struct Kept {
    std::string_view name;
    std::string Response::*field;
  };
  static constexpr std::array<Kept, 3> kKept{{{"x-request-id", &Response::request_id},
                                              {"retry-after", &Response::retry_after},
                                              {"content-type", &Response::content_type}}};
  for (const Kept& kept : kKept) {
    if (is_named(line.substr(0, colon), kept.name)) {
      exchange.response_.*kept.field = trimmed(line.substr(colon + 1));
    }
  }
  return line.size();
} catch (const std::exception&) {
  return static_cast<Exchange*>(self)->stop(StopReason::out_of_memory);
}

std::size_t Exchange::on_body(char* data, std::size_t size, std::size_t count, void* self) try {
  auto& exchange = *static_cast<Exchange*>(self);
  std::string& body = exchange.response_.body;
  const std::size_t bytes = size * count;
  if (bytes > exchange.settings_.limits.body_bytes - body.size()) {
    return exchange.stop(StopReason::body_too_large);
  }
  if (body.empty()) {
    curl_off_t promised = 0;
    curl_easy_getinfo(exchange.easy_, CURLINFO_CONTENT_LENGTH_DOWNLOAD_T, &promised);
    const std::size_t limit = exchange.settings_.limits.body_bytes;
    // With room for whoever reads the body past its end, a block at a time.
    if (promised > 0) body.reserve(std::min(static_cast<std::size_t>(promised), limit) + kRoomBehindBody);
  }
  body.append(data, bytes);
  return bytes;
} catch (const std::exception&) {
  return static_cast<Exchange*>(self)->stop(StopReason::out_of_memory);
}

CURLcode Exchange::on_tls_context(CURL* /*easy*/, void* context, void* self) try {
  auto& exchange = *static_cast<Exchange*>(self);
  if (tls::apply(exchange.settings_.tls, exchange.host_, static_cast<SSL_CTX*>(context), exchange.verification_)) {
    return CURLE_OK;
  }
  exchange.stop(StopReason::tls_policy);
  return CURLE_ABORTED_BY_CALLBACK;
} catch (const std::exception&) {
  static_cast<Exchange*>(self)->stop(StopReason::out_of_memory);
  return CURLE_ABORTED_BY_CALLBACK;
}

curl_socket_t Exchange::on_open_socket(void* /*self*/, curlsocktype /*purpose*/, curl_sockaddr* address) {
  const int descriptor = socket(address->family, address->socktype | SOCK_CLOEXEC, address->protocol);
  if (descriptor < 0) return CURL_SOCKET_BAD;
  try {
    remember_socket(descriptor);
  } catch (const std::exception&) {
    close(descriptor);
    return CURL_SOCKET_BAD;
  }
  return descriptor;
}

int Exchange::on_close_socket(void* /*self*/, curl_socket_t socket) {
  forget_socket(socket);
  return close(socket);
}

}  // namespace cfy::transport
