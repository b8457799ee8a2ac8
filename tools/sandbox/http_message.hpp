// Between httplib's messages and the sandbox's own.
#pragma once

#include <cstddef>

#include <httplib.h>

#include "sandbox/message.hpp"

namespace cfy::sandbox {

// A body over its limit is read to its end, so that the client gets to see the answer, as far as this.
constexpr std::size_t kMostDrainedBytes = std::size_t{16} << 20U;

// All but the body and the certificate.
Request convert(const httplib::Request& from);
// Keeps up to `most` bytes; of a longer body none that comes later.
void read_body(const httplib::ContentReader& reader, std::size_t most, Request& request);
void write_reply(Reply reply, httplib::Response& response);

}  // namespace cfy::sandbox
