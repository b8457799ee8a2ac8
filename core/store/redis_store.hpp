#pragma once

#include "store/redis_connection.hpp"
#include "store/sealed_store.hpp"

namespace cfy::store {

// What a RedisStore needs to know.
struct RedisSettings {
  RedisUrl url;
  secrets::Secret password;                    // empty: Redis asks for none
  transport::ExchangeSettings exchange;        // the TLS policy, and the proxy
  std::string name;                            // what is kept; the box is the value of `connectify:NAME`
  std::chrono::milliseconds patience{10'000};  // for one operation, with all that has to be tried again
};

// One sealed box as a value in Redis, for all processes of all hosts: Redis sees and keeps no more than encrypted bytes.
// A box takes another's place in a transaction that fails if it was changed since it was read (WATCH), and time is
// Redis's own (TIME). Durable as far as that Redis is: give it `appendonly yes`.
//
// Errors of every operation, beside those of SealedStore (field = the URL): connection, timeout and tls as of a call;
// store_login (configuration), store_refused (connection), store_busy (configuration; others were faster for 10 s).
class RedisStore final : public SealedStore {
 public:
  // Connects with the first operation.
  RedisStore(RedisSettings settings, StoreKey key);

 private:
  using Deadline = RedisConnection::Deadline;

  Result<Present> read() override;
  Result<void> replace(const Change& change) override;

  Result<std::vector<RedisReply>> run(const std::vector<RedisConnection::Command>& commands, Deadline until);
  // The replies to GET and TIME, which are the last two of `replies`.
  [[nodiscard]] Result<Present> present_of(const std::vector<RedisReply>& replies) const;
  // Whether the box was put in the place of the one that was watched.
  Result<bool> put_box(const std::string& box, Deadline until);
  [[nodiscard]] Error of_store(Error error) const;

  const RedisSettings settings_;
  const std::string name_;
  std::mutex mutex_;  // of the connection
  std::unique_ptr<RedisConnection> connection_;
  std::uint64_t generation_ = 0;  // of the process that made it
};

}  // namespace cfy::store
