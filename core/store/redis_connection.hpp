#pragma once

#include <hiredis/hiredis.h>

#include <initializer_list>
#include <memory>
#include <string_view>
#include <vector>

#include "secrets/secret.hpp"
#include "store/redis_url.hpp"
#include "transport/byte_connection.hpp"

namespace cfy::store {

// What Redis answered to one command, as hiredis reads it; an error reply is one of these too.
struct RedisReplyDeleter {
  void operator()(redisReply* reply) const noexcept { freeReplyObject(reply); }
};
using RedisReply = std::unique_ptr<redisReply, RedisReplyDeleter>;

// A conversation with Redis (RESP 2). hiredis writes the commands and reads the replies; the bytes go over our own TLS.
// Not for two threads at once.
class RedisConnection {
 public:
  using Deadline = transport::ByteConnection::Deadline;
  using Command = std::vector<std::string_view>;

  // Connects, logs in where there is a password, and selects the database. Fails as ByteConnection::open() does; and
  // (configuration) with the rule store_login where Redis does not let us in, field token_store_password.
  static Result<std::unique_ptr<RedisConnection>> open(const transport::ExchangeSettings& settings, const RedisUrl& url,
                                                       const secrets::Secret& password, Deadline until);

  // Sends the commands in one go and answers with their replies, one for each. After a failure (connection, timeout,
  // response) the connection is of no more use, and it is not known what was done.
  Result<std::vector<RedisReply>> run(const std::vector<Command>& commands, Deadline until);

 private:
  explicit RedisConnection(std::unique_ptr<transport::ByteConnection> bytes);
  Result<void> log_in(const RedisUrl& url, const secrets::Secret& password, Deadline until);
  Result<RedisReply> receive(Deadline until);

  struct ReaderDeleter {
    void operator()(redisReader* reader) const noexcept { redisReaderFree(reader); }
  };
  std::unique_ptr<transport::ByteConnection> bytes_;
  std::unique_ptr<redisReader, ReaderDeleter> reader_;
};

inline std::string_view text_of(const redisReply& reply) noexcept {
  return reply.str == nullptr ? std::string_view() : std::string_view(reply.str, reply.len);
}

// Redis's refusal of a command, as an error.
Error refused_by_redis(const redisReply& reply);

}  // namespace cfy::store
