#include "sandbox/loopback_client.hpp"

#include <httplib.h>

namespace cfy::sandbox {
namespace {

constexpr std::chrono::seconds kConnectTimeout{3};
constexpr std::chrono::seconds kRequestTimeout{10};
constexpr std::size_t kMostAnswerBytes = std::size_t{1} << 20U;

std::string place(const LoopbackUrl& url) {
  return (url.host == "::1" ? "[::1]" : url.host) + ":" + std::to_string(url.port);
}

Error failed(const LoopbackUrl& url, httplib::Error error) {
  if (error == httplib::Error::Canceled) {
    return make_error(ErrorCode::response, "The answer of " + place(url) + " is larger than 1 MiB.");
  }
  if (error == httplib::Error::ConnectionTimeout || error == httplib::Error::Read) {
    return make_error(ErrorCode::timeout, "The server at " + place(url) + " did not answer in time, or hung up.");
  }
  return make_error(ErrorCode::connection, "Nothing answers at " + place(url) + "; start the server there first.");
}

}  // namespace

Result<Delivered> post_to_loopback(const LoopbackUrl& url, const FieldList& headers, const std::string& body) {
  const auto begin = std::chrono::steady_clock::now();
  httplib::Client client(url.host, url.port);
  client.set_connection_timeout(kConnectTimeout);
  client.set_read_timeout(kRequestTimeout);
  client.set_write_timeout(kRequestTimeout);
  client.set_url_encode(false);  // the target is as it is to be sent
  httplib::Request request;
  request.method = "POST";
  request.path = url.target;
  request.headers.insert(headers.begin(), headers.end());
  request.body = body;
  Delivered delivered;
  request.content_receiver = [&](const char* data, std::size_t size, std::uint64_t, std::uint64_t) {
    delivered.body.append(data, size);
    return delivered.body.size() <= kMostAnswerBytes;
  };
  const auto answer = client.send(request);
  if (!answer) return failed(url, answer.error());
  delivered.status = answer->status;
  delivered.content_type = answer->get_header_value("Content-Type");
  delivered.time = std::chrono::duration_cast<std::chrono::milliseconds>(std::chrono::steady_clock::now() - begin);
  return delivered;
}

}  // namespace cfy::sandbox
