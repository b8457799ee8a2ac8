#include "sandbox/http_message.hpp"

#include <utility>

namespace cfy::sandbox {

Request convert(const httplib::Request& from) {
  Request request;
  request.method = from.method;
  request.target = from.target;
  request.headers.insert(from.headers.begin(), from.headers.end());
  // What httplib adds to what came.
  for (const char* const name : {"REMOTE_ADDR", "REMOTE_PORT", "LOCAL_ADDR", "LOCAL_PORT"}) request.headers.erase(name);
  return request;
}

void read_body(const httplib::ContentReader& reader, std::size_t most, Request& request) {
  std::size_t size = 0;
  const bool ended = reader([&](const char* data, std::size_t length) {
    size += length;
    if (size <= most) request.body.append(data, length);
    return size <= kMostDrainedBytes;
  });
  if (size > most) {
    request.body_state = BodyState::too_large;
  } else if (!ended) {
    request.body_state = BodyState::broken;
  }
}

void write_reply(Reply reply, httplib::Response& response) {
  response.status = reply.status;
  for (const auto& [name, value] : reply.headers) response.set_header(name, value);
  response.body = std::move(reply.body);
  response.set_header("Content-Type", reply.content_type);
}

}  // namespace cfy::sandbox
