#include "manager_server.hpp"

#include <arpa/inet.h>
#include <netinet/in.h>
#include <poll.h>
#include <sys/socket.h>
#include <unistd.h>

#include <algorithm>
#include <stdexcept>

#include "transport/engine.hpp"

namespace cfy::managers {
namespace {

std::string lower(std::string text) {
  std::transform(text.begin(), text.end(), text.begin(),
                 [](char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c | 0x20) : c; });
  return text;
}

}  // namespace

std::string HttpRequest::header(const std::string& name) const {
  const auto found = headers.find(name);
  return found == headers.end() ? "" : found->second;
}

std::string HttpRequest::field(const std::string& form, const std::string& name) {
  const std::string padded = "&" + form;
  const auto at = padded.find("&" + name + "=");
  if (at == std::string::npos) return {};
  const auto begin = at + name.size() + 2;
  return padded.substr(begin, padded.find('&', begin) - begin);
}

HttpRequest read_http(const std::string& text) {
  HttpRequest request;
  const auto line_end = text.find("\r\n");
  const auto first = text.find(' ');
  const auto second = text.find(' ', first + 1);
  request.method = text.substr(0, first);
  request.path = text.substr(first + 1, second - first - 1);
  const auto mark = request.path.find('?');
  if (mark != std::string::npos) {
    request.query = request.path.substr(mark + 1);
    request.path.resize(mark);
  }
  const auto headers_end = text.find("\r\n\r\n");
  for (auto at = line_end + 2; at < headers_end;) {
    const auto end = text.find("\r\n", at);
    const auto colon = text.find(": ", at);
    if (colon < end) request.headers[lower(text.substr(at, colon - at))] = text.substr(colon + 2, end - colon - 2);
    at = end + 2;
  }
  request.body = text.substr(headers_end + 4);
  return request;
}

ManagerServer::ManagerServer(const test::Identity& identity, Handler handler)
    : handler_(std::move(handler)), server_(identity, [this](test::Connection& connection) { serve(connection); }) {}

void ManagerServer::fail_next(Fault fault, int times) {
  const std::lock_guard lock(mutex_);
  for (int i = 0; i < times; ++i) faults_.push_back(fault);
}

void ManagerServer::recover() {
  const std::lock_guard lock(mutex_);
  faults_.clear();
  only_.clear();
}

void ManagerServer::fail_only(std::string part) {
  const std::lock_guard lock(mutex_);
  only_ = std::move(part);
}

Fault ManagerServer::next_fault(const HttpRequest& request) {
  const bool meant = only_.empty() || (request.method + " " + request.path).find(only_) != std::string::npos;
  if (faults_.empty() || !meant) return Fault::none;
  const Fault fault = faults_.front();
  faults_.pop_front();
  return fault;
}

void ManagerServer::serve(test::Connection& connection) {
  while (true) {
    const std::string text = connection.read_request();
    if (text.empty()) return;
    ++requests_;
    HttpReply answer;
    {
      const std::lock_guard lock(mutex_);
      const HttpRequest request = read_http(text);
      const Fault fault = next_fault(request);
      if (fault == Fault::drop_before) return;
      if (fault == Fault::status_500) answer = {500, "{}"};
      if (fault == Fault::status_503) answer = {503, "{}"};
      if (fault == Fault::none || fault == Fault::drop_after || fault == Fault::broken_json) answer = handler_(request);
      if (fault == Fault::drop_after) return;
      if (fault == Fault::broken_json) answer.body = R"({"a":1,"a":2})";
    }
    if (!connection.write(test::http_answer(answer.status, answer.body, answer.headers))) return;
  }
}

PlainServer::PlainServer(ManagerServer::Handler handler)
    : handler_(std::move(handler)), listener_(socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0)) {
  sockaddr_in address{};
  address.sin_family = AF_INET;
  address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  socklen_t size = sizeof(address);
  auto* const generic = reinterpret_cast<sockaddr*>(&address);
  if (bind(listener_, generic, size) != 0 || listen(listener_, 8) != 0 || getsockname(listener_, generic, &size) != 0) {
    throw std::runtime_error("no loopback port for a test server");
  }
  port_ = ntohs(address.sin_port);
  thread_ = std::thread([this] { run(); });
}

PlainServer::~PlainServer() {
  stopping_ = true;
  thread_.join();
  close(listener_);
}

// One request a connection; none of ours has a body.
void PlainServer::run() {
  while (!stopping_) {
    pollfd ready{listener_, POLLIN, 0};
    if (poll(&ready, 1, 50) <= 0) continue;
    const int client = accept4(listener_, nullptr, nullptr, SOCK_CLOEXEC);
    if (client < 0) continue;
    const timeval patience{2, 0};
    setsockopt(client, SOL_SOCKET, SO_RCVTIMEO, &patience, sizeof(patience));
    std::string text;
    char chunk[4096];
    while (text.find("\r\n\r\n") == std::string::npos) {
      const ssize_t got = recv(client, chunk, sizeof(chunk), 0);
      if (got <= 0) break;
      text.append(chunk, static_cast<std::size_t>(got));
    }
    if (text.find("\r\n\r\n") != std::string::npos) {
      ++requests_;
      const HttpReply answer = handler_(read_http(text));
      const std::string bytes = test::http_answer(answer.status, answer.body, answer.headers + "Connection: close\r\n");
      static_cast<void>(send(client, bytes.data(), bytes.size(), MSG_NOSIGNAL));
    }
    close(client);
  }
}

Channel ManagerTest::channel(int max_retries) {
  transport::ExchangeSettings settings;
  settings.tls.trust = *tls::TrustStore::load(folder.write("ca.pem", authority.pem()));
  settings.user_agent = "connectify-test";
  const Channel::Times times{std::chrono::seconds(10), std::chrono::seconds(5), max_retries};
  return {*transport::Engine::make(settings,
                                   transport::PacingSettings{.circuit_failures = 0, .chance = [] { return 0.0; }}),
          times, clock};
}

std::string ManagerTest::read(Manager& manager, const std::string& name, const std::string& field,
                              const VersionChoice& choice) {
  const Result<Value> value = manager.read({name, field}, choice);
  return value ? std::string(value->value.reveal()) : "error: " + value.error().message;
}

}  // namespace cfy::managers
