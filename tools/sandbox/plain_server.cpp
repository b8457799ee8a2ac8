#include "sandbox/plain_server.hpp"

#include <sys/socket.h>

#include <atomic>
#include <chrono>
#include <optional>
#include <thread>
#include <utility>

#include "sandbox/envelope.hpp"
#include "sandbox/http_message.hpp"
#include "sandbox/task_queue.hpp"

namespace cfy::sandbox {
namespace {

constexpr std::size_t kMostConnections = 64;
constexpr std::chrono::seconds kPlainTransferTimeout{10};
constexpr std::chrono::seconds kIdleTimeout{2};
constexpr const char* kAnyPath = ".*";

// What httplib would not cope with: a body without an end that can be told, and one of several parts.
std::optional<Reply> refuse(const httplib::Request& request) {
  if (request.method != "POST") {
    Reply reply = failure(405, "METHOD_NOT_ALLOWED", "Deliveries are POSTed.");
    reply.headers = {{"Allow", "POST"}, {"Connection", "close"}};
    return reply;
  }
  if (!request.has_header("Content-Length") && !request.has_header("Transfer-Encoding")) {
    return failure(411, "LENGTH_REQUIRED", "The request says neither Content-Length nor Transfer-Encoding.");
  }
  if (request.is_multipart_form_data()) return failure(415);
  return std::nullopt;
}

}  // namespace

class PlainServer::Engine final : public httplib::Server {
 public:
  Engine(std::size_t most_body_bytes, PlainServer::Handler handler);
  ~Engine() override;

  // The port, or a negative number.
  int bind(const std::string& host, std::uint16_t port);
  void run();

 private:
  PlainServer::Handler handler_;
  std::thread acceptor_;
  std::atomic<bool> accepted_{false};  // the acceptor has run to its end
};

PlainServer::Engine::Engine(std::size_t most_body_bytes, PlainServer::Handler handler) : handler_(std::move(handler)) {
  new_task_queue = [] { return new GrowingTaskQueue(kMostConnections); };
  set_socket_options([](socket_t socket) {
    const int on = 1;
    ::setsockopt(socket, SOL_SOCKET, SO_REUSEADDR, &on, sizeof on);
  });
  set_read_timeout(kPlainTransferTimeout);
  set_write_timeout(kPlainTransferTimeout);
  set_keep_alive_timeout(kIdleTimeout.count());
  set_payload_max_length(kMostDrainedBytes);
  set_pre_routing_handler([](const httplib::Request& request, httplib::Response& response) {
    auto refusal = refuse(request);
    if (!refusal) return HandlerResponse::Unhandled;
    write_reply(std::move(*refusal), response);
    return HandlerResponse::Handled;
  });
  Post(kAnyPath, [this, most_body_bytes](const httplib::Request& request, httplib::Response& response,
                                         const httplib::ContentReader& reader) {
    Request converted = convert(request);
    read_body(reader, most_body_bytes, converted);
    write_reply(handler_(converted), response);
  });
}

PlainServer::Engine::~Engine() {
  stop();
  if (acceptor_.joinable()) acceptor_.join();
}

int PlainServer::Engine::bind(const std::string& host, std::uint16_t port) {
  if (port != 0) return bind_to_port(host, port) ? port : -1;
  return bind_to_any_port(host);
}

void PlainServer::Engine::run() {
  acceptor_ = std::thread([this] {
    listen_after_bind();
    accepted_ = true;
  });
  // Server::stop() does nothing before this.
  while (!is_running() && !accepted_) std::this_thread::sleep_for(std::chrono::milliseconds(1));
}

Result<std::unique_ptr<PlainServer>> PlainServer::start(const std::string& host, std::uint16_t port,
                                                        std::size_t most_body_bytes, Handler handler) {
  if (host != "127.0.0.1" && host != "::1") {
    return configuration_error("host", "Only 127.0.0.1 or ::1 is listened at: it is for this machine.");
  }
  auto engine = std::make_unique<Engine>(most_body_bytes, std::move(handler));
  const int bound = engine->bind(host, port);
  if (bound <= 0) {
    return configuration_error("port", "Port " + std::to_string(port) + " of " + host +
                                           " cannot be listened at; choose another one, or 0 for any free one.");
  }
  engine->run();
  return std::unique_ptr<PlainServer>(new PlainServer(std::move(engine), static_cast<std::uint16_t>(bound)));
}

PlainServer::PlainServer(std::unique_ptr<Engine> engine, std::uint16_t port) noexcept
    : engine_(std::move(engine)), port_(port) {}

PlainServer::~PlainServer() = default;

}  // namespace cfy::sandbox
