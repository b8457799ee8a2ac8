#include "transport/exchange.hpp"

#include <arpa/inet.h>

#include <algorithm>
#include <array>
#include <string_view>

#include "transport/connection_rules.hpp"

namespace cfy::transport {
namespace {

constexpr std::size_t kRoomBehindBody = 64;
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

bool is_blank(char c) noexcept { return c == ' ' || c == '\t' || c == '\r' || c == '\n'; }

std::string_view trimmed(std::string_view text) noexcept {
  while (!text.empty() && is_blank(text.front())) text.remove_prefix(1);
  while (!text.empty() && is_blank(text.back())) text.remove_suffix(1);
  return text;
}

// An answer may hold a secret: where it has to grow, the smaller copy is wiped.
void append(std::string& body, std::string_view bytes) {
  if (body.capacity() - body.size() < bytes.size()) {
    std::string larger;
    larger.reserve(2 * (body.size() + bytes.size()) + kRoomBehindBody);
    larger.append(body);
    secrets::wipe(body);
    body = std::move(larger);
  }
  body.append(bytes);
}

Error no_memory() { return make_error(ErrorCode::internal, "There is no memory for the request."); }

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
  done &= set_option(easy_, CURLOPT_ERRORBUFFER, error_text_);
  done &= set_option(easy_, CURLOPT_SHARE, share);
  done &= set_option(easy_, CURLOPT_USERAGENT, settings_.user_agent.c_str());

  done &= put_connection_rules(easy_, settings_, &Exchange::on_tls_context, this);
  done &= set_option(easy_, CURLOPT_FOLLOWLOCATION, 0L);
  done &= set_option(easy_, CURLOPT_DISALLOW_USERNAME_IN_URL, 1L);
  // HTTP/1.1 leaves no copy of a credential in a header table.
  done &= set_option(easy_, CURLOPT_HTTP_VERSION, static_cast<long>(CURL_HTTP_VERSION_1_1));
  done &= set_option(easy_, CURLOPT_HTTP09_ALLOWED, 0L);
  done &= set_option(easy_, CURLOPT_OPENSOCKETFUNCTION, &Exchange::on_open_socket);
  done &= set_option(easy_, CURLOPT_OPENSOCKETDATA, this);
  done &= set_option(easy_, CURLOPT_HEADERFUNCTION, &Exchange::on_header);
  done &= set_option(easy_, CURLOPT_HEADERDATA, this);
  done &= set_option(easy_, CURLOPT_WRITEFUNCTION, &Exchange::on_body);
  done &= set_option(easy_, CURLOPT_WRITEDATA, this);
  done &= set_option(easy_, CURLOPT_XFERINFOFUNCTION, &Exchange::on_progress);
  done &= set_option(easy_, CURLOPT_XFERINFODATA, this);
  done &= set_option(easy_, CURLOPT_PRIVATE, this);
  // A call that is cancelled does not wait for the resolver's thread.
  done &= set_option(easy_, CURLOPT_QUICK_EXIT, 1L);
  if (!done)
    return make_error(ErrorCode::tls, "This libcurl cannot enforce the connection rules; 7.85 with OpenSSL is needed.");
  return {};
}

Result<void> Exchange::begin(Request& request, std::chrono::milliseconds timeout) {
  if (request.renew) {
    Result<void> renewed = request.renew(request);
    if (!renewed) return renewed;
  }
  request_ = &request;
  response_ = Response();
  header_bytes_ = 0;
  stop_ = StopReason::none;
  heard_at_ = std::chrono::steady_clock::now();
  paused_ = false;
  verification_ = tls::Verification();
  error_text_[0] = '\0';
  host_ = host_of(request.url);
  load_headers();

  bool done = true;
  done &= set_option(easy_, CURLOPT_URL, request.url.c_str());
  done &= set_option(easy_, CURLOPT_HTTPHEADER, headers_.data());
  // 0 would mean "no limit" to libcurl.
  done &= set_option(easy_, CURLOPT_TIMEOUT_MS, static_cast<long>(std::max<std::int64_t>(timeout.count(), 1)));
  done &= set_option(easy_, CURLOPT_CONNECTTIMEOUT_MS,
                     static_cast<long>(std::max<std::int64_t>(request.connect_timeout.count(), 1)));
  // Asked about once a second, and only where there is something to ask.
  done &= set_option(easy_, CURLOPT_NOPROGRESS, request.silence.count() > 0 ? 0L : 1L);
  // A connection that was made under another rule is not used for this request, nor this one's for others.
  const bool alone = request.addresses != AddressRule::any;
  // libcurl sends a request again by itself whose kept connection turns out to be dead, although the first may have
  // arrived: one that may not be done twice gets a new connection.
  const bool once = !request.retry.repeatable && body();
  done &= set_option(easy_, CURLOPT_FRESH_CONNECT, alone || once ? 1L : 0L);
  done &= set_option(easy_, CURLOPT_FORBID_REUSE, alone ? 1L : 0L);
  done &= set_protocol();
  if (!done) return no_memory();
  Result<void> loaded = load_body_and_method();
  if (loaded && settings_.observer) settings_.observer->sent(request);
  return loaded;
}

// https alone, but for metadata services, which nobody is asked to reach by proxy.
bool Exchange::set_protocol() {
  const bool metadata = request_->addresses == AddressRule::metadata_only;
  const char* const by_variable = settings_.proxy == kProxyOfEnvironment ? nullptr : "";
  return set_option(easy_, CURLOPT_PROTOCOLS_STR, metadata ? "http" : "https") &&
         set_option(easy_, CURLOPT_NOPROXY, metadata ? "*" : by_variable);
}

std::optional<std::string_view> Exchange::body() const {
  if (!request_->secret_body.empty()) return request_->secret_body.reveal();
  if (request_->body) return *request_->body;
  return std::nullopt;
}

Result<void> Exchange::load_body_and_method() {
  bool done = true;
  const std::optional<std::string_view> sent = body();
  if (sent) {
    done &= set_option(easy_, CURLOPT_POST, 1L);
    done &= set_option(easy_, CURLOPT_POSTFIELDSIZE_LARGE, static_cast<curl_off_t>(sent->size()));
    done &= set_option(easy_, CURLOPT_POSTFIELDS, sent->data());
  } else {
    done &= set_option(easy_, CURLOPT_HTTPGET, 1L);
  }
  const bool is_usual = request_->method == (sent ? "POST" : "GET");
  done &= set_option(easy_, CURLOPT_CUSTOMREQUEST, is_usual ? nullptr : request_->method.c_str());
  if (!done) return no_memory();
  return {};
}

// The nodes point into the request and, for the credential, into its guarded pages: no copy is made for the list.
void Exchange::load_headers() {
  const auto node = [](std::string_view line) { return curl_slist{const_cast<char*>(line.data()), nullptr}; };
  headers_.clear();
  if (!request_->sink) headers_.push_back(node(kAcceptHeader));  // whoever takes something else says so
  if (body()) {
    content_type_ = "Content-Type: " + request_->content_type;
    headers_.push_back(node(content_type_));
    headers_.push_back(node(kNoExpectHeader));
  }
  if (!request_->authorization.empty()) headers_.push_back(node(request_->authorization.reveal()));
  for (const std::string& line : request_->headers) headers_.push_back(node(line));
  for (std::size_t i = 0; i + 1 < headers_.size(); ++i) headers_[i].next = &headers_[i + 1];
}

Result<Response> Exchange::finish(CURLcode code) {
  Result<Response> outcome = outcome_of(code);
  if (settings_.observer) settings_.observer->ended(*request_, outcome);
  return outcome;
}

Result<Response> Exchange::outcome_of(CURLcode code) {
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
  note_measures();
  note_peer();
  return std::move(response_);
}

void Exchange::note_peer() {
  char* text = nullptr;
  curl_easy_getinfo(easy_, CURLINFO_PRIMARY_IP, &text);
  std::array<std::uint8_t, 16> bytes{};
  if (text == nullptr) return;
  if (inet_pton(AF_INET, text, bytes.data()) == 1) {
    response_.peer = sanitize::classify_address({bytes.data(), 4});
  } else if (inet_pton(AF_INET6, text, bytes.data()) == 1) {
    response_.peer = sanitize::classify_address(bytes);
  }
}

void Exchange::note_measures() {
  const auto number = [this](CURLINFO what) {
    curl_off_t value = 0;
    curl_easy_getinfo(easy_, what, &value);
    return value;
  };
  const auto size = [this](CURLINFO what) {
    long value = 0;
    curl_easy_getinfo(easy_, what, &value);
    return std::int64_t{value};
  };
  Measures& measures = response_.measures;
  measures.name_lookup = std::chrono::microseconds(number(CURLINFO_NAMELOOKUP_TIME_T));
  measures.connect = std::chrono::microseconds(number(CURLINFO_CONNECT_TIME_T));
  measures.tls = std::chrono::microseconds(number(CURLINFO_APPCONNECT_TIME_T));
  measures.first_byte = std::chrono::microseconds(number(CURLINFO_STARTTRANSFER_TIME_T));
  measures.total = std::chrono::microseconds(number(CURLINFO_TOTAL_TIME_T));
  measures.bytes_sent = size(CURLINFO_REQUEST_SIZE) + number(CURLINFO_SIZE_UPLOAD_T);
  measures.bytes_received = size(CURLINFO_HEADER_SIZE) + number(CURLINFO_SIZE_DOWNLOAD_T);
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
  static constexpr std::array<Kept, 10> kKept{{{"x-request-id", &Response::request_id},
                                               {"www-authenticate", &Response::challenge},
                                               {"x-accepted-oauth-scopes", &Response::accepted_scopes},
                                               {"retry-after", &Response::retry_after},
                                               {"content-type", &Response::content_type},
                                               {"location", &Response::location},
                                               {"x-ratelimit-limit", &Response::rate_limit},
                                               {"x-ratelimit-remaining", &Response::rate_remaining},
                                               {"x-ratelimit-reset", &Response::rate_reset},
                                               {"dpop-nonce", &Response::dpop_nonce}}};
  for (const Kept& kept : kKept) {
    if (kept.name.size() != colon || !is_named(line.substr(0, colon), kept.name)) continue;
    std::string& field = exchange.response_.*kept.field;
    // Challenges may come in several fields (RFC 9110 section 11.6.1); of all others the last one counts.
    const bool another = kept.field == &Response::challenge && !field.empty();
    field = (another ? field + ", " : std::string()).append(trimmed(line.substr(colon + 1)));
    break;
  }
  return line.size();
} catch (const std::exception&) {
  return static_cast<Exchange*>(self)->stop(StopReason::out_of_memory);
}

std::size_t Exchange::hand_over(std::string_view bytes) noexcept {
  heard_at_ = std::chrono::steady_clock::now();
  const BodySink::Flow flow = request_->sink->take(response_, bytes);
  paused_ = flow == BodySink::Flow::pause;
  if (paused_) return CURL_WRITEFUNC_PAUSE;
  return flow == BodySink::Flow::stop ? stop(StopReason::not_taken) : bytes.size();
}

std::size_t Exchange::on_body(char* data, std::size_t size, std::size_t count, void* self) try {
  auto& exchange = *static_cast<Exchange*>(self);
  std::string& body = exchange.response_.body;
  const std::size_t bytes = size * count;
  if (exchange.request_->sink) {
    long status = 0;
    curl_easy_getinfo(exchange.easy_, CURLINFO_RESPONSE_CODE, &status);
    exchange.response_.status = static_cast<int>(status);
    if (status / 100 == 2) return exchange.hand_over({data, bytes});
  }
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
  append(body, {data, bytes});
  return bytes;
} catch (const std::exception&) {
  return static_cast<Exchange*>(self)->stop(StopReason::out_of_memory);
}

bool Exchange::silent_too_long() const noexcept {
  return !paused_ && request_->silence.count() > 0 && std::chrono::steady_clock::now() - heard_at_ > request_->silence;
}

int Exchange::on_progress(void* self, curl_off_t /*to_come*/, curl_off_t /*came*/, curl_off_t /*to_go*/,
                          curl_off_t /*went*/) {
  auto& exchange = *static_cast<Exchange*>(self);
  if (!exchange.silent_too_long()) return 0;
  exchange.stop(StopReason::silent);
  return 1;
}

CURLcode Exchange::on_tls_context(CURL* /*easy*/, void* context, void* self) try {
  auto& exchange = *static_cast<Exchange*>(self);
  const std::string host = expected_host(exchange.easy_, exchange.settings_.proxy, exchange.host_);
  if (tls::apply(exchange.settings_.tls, host, static_cast<SSL_CTX*>(context), exchange.verification_)) {
    return CURLE_OK;
  }
  exchange.stop(StopReason::tls_policy);
  return CURLE_ABORTED_BY_CALLBACK;
} catch (const std::exception&) {
  static_cast<Exchange*>(self)->stop(StopReason::out_of_memory);
  return CURLE_ABORTED_BY_CALLBACK;
}

// The addresses of a proxy are the caller's own choice, and what lies behind it the proxy's.
bool Exchange::may_connect_to(const sockaddr& address) const {
  if (request_->addresses == AddressRule::metadata_only) {
    const AddressClass kind = classify_address(address);
    return kind == AddressClass::metadata || kind == AddressClass::loopback;
  }
  const bool by_proxy = !settings_.proxy.empty() && settings_.proxy != kProxyOfEnvironment;
  if (request_->addresses == AddressRule::any || by_proxy) return true;
  if (classify_address(address) == AddressClass::global) return true;
  const auto& allowed = settings_.private_hosts;
  return std::find(allowed.begin(), allowed.end(), host_) != allowed.end();
}

curl_socket_t Exchange::on_open_socket(void* self, curlsocktype /*purpose*/, curl_sockaddr* address) {
  auto& exchange = *static_cast<Exchange*>(self);
  if (!exchange.may_connect_to(address->addr)) {
    const bool metadata = exchange.request_->addresses == AddressRule::metadata_only;
    exchange.stop(metadata ? StopReason::no_metadata_service : StopReason::address_refused);
    return CURL_SOCKET_BAD;
  }
  return open_socket(*address);
}

}  // namespace cfy::transport
