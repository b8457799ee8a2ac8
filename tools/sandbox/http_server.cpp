#include "sandbox/http_server.hpp"

#include <sys/socket.h>
#include <unistd.h>

#include <array>
#include <atomic>
#include <chrono>
#include <mutex>
#include <set>
#include <thread>
#include <utility>

#include "oauth/base64url.hpp"
#include "sandbox/http_message.hpp"
#include "sandbox/task_queue.hpp"
#include "sandbox/tls_connection.hpp"

namespace cfy::sandbox {
namespace {

constexpr std::size_t kMostConnections = 512;
constexpr int kBacklog = 512;
constexpr std::size_t kMostRequests = 1'000'000;      // over one connection
constexpr std::chrono::seconds kIdleTimeout{120};     // between requests
constexpr std::chrono::seconds kTransferTimeout{30};  // while a request or an answer is under way
constexpr std::size_t kMostBodyBytes = std::size_t{1} << 20U;

// Of a body without an end: how often there is looked for more of it, and the longest silence.
constexpr std::chrono::milliseconds kLookAgain{50};
constexpr std::chrono::seconds kSignOfLife{15};

// All paths are the Service's to route: httplib is shown this one.
constexpr const char* kAnyPath = "/";

bool has_body(const httplib::Request& request) {
  return request.has_header("Transfer-Encoding") || request.get_header_value("Content-Length") != "0";
}

bool takes_body(const std::string& method) {
  return method == "POST" || method == "PUT" || method == "PATCH" || method == "DELETE";
}

void replace_header(httplib::Request& request, const char* name, const char* value) {
  request.headers.erase(name);
  request.set_header(name, value);
}

// Adapts a request to what httplib does well. Answers whether the connection has to end with it, since the end of its
// body would be uncertain.
bool prepare(httplib::Request& request) {
  request.path = kAnyPath;
  request.ranges.clear();  // no answer of an API has ranges
  if (!request.has_header("Content-Length") && !request.has_header("Transfer-Encoding")) {
    request.set_header("Content-Length",
                       "0");  // RFC 9112 section 6.3, 7th case; httplib would wait for the end of the connection
  }
  // httplib would look for parts; no operation takes any.
  if (request.is_multipart_form_data()) replace_header(request, "Content-Type", "application/octet-stream");
  const bool ambiguous = request.get_header_value_count("Content-Length") > 1 ||
                         (request.has_header("Content-Length") && request.has_header("Transfer-Encoding"));
  const bool unread = !takes_body(request.method) && has_body(request);
  const bool ends = ambiguous || unread;
  if (ends) replace_header(request, "Connection", "close");
  return ends;
}

std::optional<PeerCertificate> certificate_of(const SSL* ssl) {
  const std::unique_ptr<X509, decltype(&X509_free)> shown(SSL_get1_peer_certificate(ssl), &X509_free);
  std::string digest(EVP_MAX_MD_SIZE, '\0');
  unsigned size = 0;
  if (!shown || X509_digest(shown.get(), EVP_sha256(), reinterpret_cast<unsigned char*>(digest.data()), &size) != 1) {
    return std::nullopt;
  }
  digest.resize(size);
  std::array<char, 128> name{};
  X509_NAME_get_text_by_NID(X509_get_subject_name(shown.get()), NID_commonName, name.data(), name.size());
  return PeerCertificate{oauth::base64url_encode(digest), name.data()};
}

// Asks for more of the body as long as the client takes it; a comment tells it now and then that the connection lives.
void stream_reply(Reply reply, TlsConnection& connection, httplib::Response& response) {
  using std::chrono::steady_clock;
  response.set_chunked_content_provider(reply.content_type,
                                        [first = std::move(reply.body), more = std::move(reply.more), &connection,
                                         wrote_at = steady_clock::now()](std::size_t, httplib::DataSink& sink) mutable {
                                          std::string piece = std::exchange(first, {});
                                          piece += more();
                                          const auto now = steady_clock::now();
                                          if (piece.empty() && now - wrote_at >= kSignOfLife) piece = ": alive\n\n";
                                          if (piece.empty()) {
                                            std::this_thread::sleep_for(kLookAgain);
                                            return true;
                                          }
                                          wrote_at = now;
                                          return sink.write(piece.data(), piece.size()) && connection.send_so_far();
                                        });
}

// The API's own messages, over TLS.
Request convert_with_certificate(const httplib::Request& from) {
  Request request = convert(from);
  request.certificate = certificate_of(from.ssl);
  return request;
}

}  // namespace

class HttpServer::Engine final : public httplib::Server {
 public:
  explicit Engine(std::unique_ptr<SSL_CTX, SslContextDeleter> context);

  // The port, or a negative number.
  int bind(const std::string& host, std::uint16_t port);
  void run(Service& service);
  void end() noexcept;

 private:
  bool process_and_close_socket(socket_t socket) override;
  void serve(TlsConnection& connection);
  void respond(const httplib::Request& request, const httplib::ContentReader* reader, httplib::Response& response);
  bool enter(int socket);
  void leave(int socket);

  std::unique_ptr<SSL_CTX, SslContextDeleter> context_;
  Service* service_ = nullptr;  // from run() on
  std::thread acceptor_;
  std::atomic<bool> accepted_{false};  // the acceptor has run to its end
  std::mutex mutex_;
  std::set<int> sockets_;
  bool stopping_ = false;
};

HttpServer::Engine::Engine(std::unique_ptr<SSL_CTX, SslContextDeleter> context) : context_(std::move(context)) {
  new_task_queue = [] { return new GrowingTaskQueue(kMostConnections); };
  // httplib's own would set SO_REUSEPORT, with which two servers share a port without a word.
  set_socket_options([](socket_t socket) {
    const int on = 1;
    ::setsockopt(socket, SOL_SOCKET, SO_REUSEADDR, &on, sizeof on);
  });
  set_read_timeout(kTransferTimeout);
  set_write_timeout(kTransferTimeout);
  set_keep_alive_timeout(kIdleTimeout.count());
  set_keep_alive_max_count(kMostRequests);
  set_payload_max_length(kMostDrainedBytes);
  const Handler bodiless = [this](const httplib::Request& request, httplib::Response& response) {
    respond(request, nullptr, response);
  };
  const HandlerWithContentReader with_body = [this](const httplib::Request& request, httplib::Response& response,
                                                    const httplib::ContentReader& reader) {
    respond(request, &reader, response);
  };
  Get(kAnyPath, bodiless).Options(kAnyPath, bodiless);
  Post(kAnyPath, with_body).Put(kAnyPath, with_body).Patch(kAnyPath, with_body).Delete(kAnyPath, with_body);
  set_error_handler([this](const httplib::Request&, httplib::Response& response) {
    if (!response.body.empty()) return;
    response.set_header("Connection", "close");
    write_reply(service_->refuse(response.status), response);
  });
}

int HttpServer::Engine::bind(const std::string& host, std::uint16_t port) {
  if (port != 0 && !bind_to_port(host, port)) return -1;
  const int bound = port != 0 ? port : bind_to_any_port(host);
  // httplib listens with a backlog of 5: with more connections at once, some would wait a second for their SYN's
  // repetition.
  if (bound > 0) ::listen(svr_sock_, kBacklog);
  return bound;
}

void HttpServer::Engine::run(Service& service) {
  service_ = &service;
  acceptor_ = std::thread([this] {
    listen_after_bind();
    accepted_ = true;
  });
  // Server::stop() does nothing before this.
  while (!is_running() && !accepted_) std::this_thread::sleep_for(std::chrono::milliseconds(1));
}

void HttpServer::Engine::end() noexcept {
  {
    const std::lock_guard lock(mutex_);
    stopping_ = true;
    for (const int socket : sockets_) ::shutdown(socket, SHUT_RDWR);
  }
  stop();
  if (acceptor_.joinable()) acceptor_.join();
  // stop() passes over a server that never began to accept.
  if (service_ == nullptr && svr_sock_ != INVALID_SOCKET) ::close(svr_sock_.exchange(INVALID_SOCKET));
}

bool HttpServer::Engine::enter(int socket) {
  const std::lock_guard lock(mutex_);
  if (stopping_) return false;
  sockets_.insert(socket);
  return true;
}

void HttpServer::Engine::leave(int socket) {
  const std::lock_guard lock(mutex_);
  sockets_.erase(socket);
}

bool HttpServer::Engine::process_and_close_socket(socket_t socket) {
  if (enter(socket)) {
    TlsConnection connection(socket, context_.get());
    if (connection.handshake()) {
      serve(connection);
      connection.close();
    }
    leave(socket);
  }
  ::shutdown(socket, SHUT_RDWR);
  ::close(socket);
  return true;
}

void HttpServer::Engine::serve(TlsConnection& connection) {
  bool open = true;
  for (std::size_t count = 0; open && count < kMostRequests && connection.wait_for_request(kIdleTimeout); ++count) {
    bool parsed = false;
    bool closing = false;
    bool ends = false;
    const bool served =
        process_request(connection, count + 1 == kMostRequests, closing, [&](httplib::Request& request) {
          parsed = true;
          request.ssl = connection.ssl();
          ends = prepare(request);
        });
    open = connection.finish_answer() && served && parsed && !closing && !ends;
  }
}

void HttpServer::Engine::respond(const httplib::Request& request, const httplib::ContentReader* reader,
                                 httplib::Response& response) {
  Request converted = convert_with_certificate(request);
  if (reader != nullptr) read_body(*reader, kMostBodyBytes, converted);
  Reply reply = service_->respond(converted);
  TlsConnection& connection = TlsConnection::of(request.ssl);
  connection.set_fault(reply.fault);
  if (!reply.more) return write_reply(std::move(reply), response);
  response.status = reply.status;
  for (const auto& [name, value] : reply.headers) response.set_header(name, value);
  stream_reply(std::move(reply), connection, response);
}

Result<std::unique_ptr<HttpServer>> HttpServer::listen(const std::string& host, std::uint16_t port,
                                                       std::unique_ptr<SSL_CTX, SslContextDeleter> context) {
  auto engine = std::make_unique<Engine>(std::move(context));
  const int bound = engine->bind(host, port);
  if (bound <= 0) {
    return configuration_error("port", "The sandbox cannot listen on port " + std::to_string(port) + " of " + host +
                                           "; choose another port, or 0 for any free one.");
  }
  return std::unique_ptr<HttpServer>(new HttpServer(std::move(engine), static_cast<std::uint16_t>(bound)));
}

HttpServer::HttpServer(std::unique_ptr<Engine> engine, std::uint16_t port) noexcept
    : engine_(std::move(engine)), port_(port) {}

HttpServer::~HttpServer() { stop(); }

void HttpServer::serve(Service& service) { engine_->run(service); }

void HttpServer::stop() noexcept { engine_->end(); }

}  // namespace cfy::sandbox
