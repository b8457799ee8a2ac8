#include "store/redis_store.hpp"

#include <charconv>
#include <random>
#include <thread>
#include <utility>

#include "base/process.hpp"

namespace cfy::store {
namespace {

using std::chrono::steady_clock;

// Those who were overtaken come back at different times.
void pause_a_moment() {
  thread_local std::minstd_rand random(std::random_device{}());
  std::this_thread::sleep_for(std::chrono::microseconds(500 + random() % 5000));
}

std::string shown(const RedisUrl& url, const std::string& name) {
  const bool six = url.host.find(':') != std::string::npos;
  return "rediss://" + (six ? "[" + url.host + "]" : url.host) + ":" + std::to_string(url.port) + "/" + url.database +
         " (" + name + ")";
}

// TIME's reply: seconds and microseconds, as text.
std::optional<Contents::Time> time_of(const redisReply& reply) {
  if (reply.type != REDIS_REPLY_ARRAY || reply.elements != 2) return std::nullopt;
  std::array<std::int64_t, 2> parts{};
  for (std::size_t i = 0; i < parts.size(); ++i) {
    const std::string_view text = text_of(*reply.element[i]);
    const auto [end, problem] = std::from_chars(text.data(), text.data() + text.size(), parts[i]);
    if (problem != std::errc() || end != text.data() + text.size()) return std::nullopt;
  }
  return Contents::Time(std::chrono::seconds(parts[0]) + std::chrono::microseconds(parts[1]));
}

}  // namespace

RedisStore::RedisStore(RedisSettings settings, StoreKey key)
    : SealedStore(shown(settings.url, settings.name), std::move(key)),
      settings_(std::move(settings)),
      name_("connectify:" + settings_.name) {}

// What the transport says is of a service; this is about the store.
Error RedisStore::of_store(Error error) const {
  if (error.code == ErrorCode::connection && error.rule.empty()) {
    Error made = place_error("store_unreachable",
                             "can't be reached: is Redis there, and does it speak TLS on that port (tls-port)?");
    made.code = error.code;
    made.retriable = true;
    return made;
  }
  if (error.code == ErrorCode::timeout) {
    Error made = place_error("store_unreachable", "does not answer in time: is Redis busy, or the network slow?");
    made.code = error.code;
    made.retriable = true;
    return made;
  }
  if (error.field.empty()) error.field = place();
  error.message = "The store at " + place() + ": " + error.message;
  return error;
}

Result<std::vector<RedisReply>> RedisStore::run(const std::vector<RedisConnection::Command>& commands, Deadline until) {
  if (connection_ && generation_ != fork_generation()) {
    static_cast<void>(connection_.release());  // its socket is the parent's
  }
  if (!connection_) {
    auto made = RedisConnection::open(settings_.exchange, settings_.url, settings_.password, until);
    if (!made) return std::move(made).error();
    connection_ = *std::move(made);
    generation_ = fork_generation();
  }
  auto replies = connection_->run(commands, until);
  if (!replies) {
    connection_.reset();
    return replies;
  }
  for (const RedisReply& reply : *replies) {
    if (reply->type != REDIS_REPLY_ERROR) continue;
    Error error = refused_by_redis(*reply);
    connection_.reset();  // with whatever it was in the middle of
    return error;
  }
  return replies;
}

Result<SealedStore::Present> RedisStore::present_of(const std::vector<RedisReply>& replies) const {
  const redisReply& box = **(replies.end() - 2);
  const auto now = time_of(*replies.back());
  if (!now || (box.type != REDIS_REPLY_NIL && box.type != REDIS_REPLY_STRING)) {
    return place_error("store_damaged", "answers otherwise than Redis does.");
  }
  if (box.type == REDIS_REPLY_NIL) return Present{std::nullopt, *now};
  return Present{std::string(text_of(box)), *now};
}

Result<SealedStore::Present> RedisStore::read() {
  const std::scoped_lock lock(mutex_);
  const Deadline until = steady_clock::now() + settings_.patience;
  const std::vector<RedisConnection::Command> commands = {{"GET", name_}, {"TIME"}};
  const bool kept = connection_ != nullptr;
  auto replies = run(commands, until);
  // Redis ends connections that were idle: that one did, nobody could know.
  if (!replies && kept && replies.error().code == ErrorCode::connection) replies = run(commands, until);
  if (!replies) return of_store(std::move(replies).error());
  return present_of(*replies);
}

Result<bool> RedisStore::put_box(const std::string& box, Deadline until) {
  const auto replies = run({{"MULTI"}, {"SET", name_, box}, {"EXEC"}}, until);
  if (replies) return replies->back()->type == REDIS_REPLY_ARRAY;
  if (replies.error().code != ErrorCode::connection && replies.error().code != ErrorCode::timeout) {
    return replies.error();
  }
  // The answer was lost: whether the box is there says what it would have been. No other box is the same, since each is
  // sealed with random bytes of its own; if it has been replaced by now, the change is worked out once more, and the
  // conditions of the write decide.
  const auto after = run({{"GET", name_}, {"TIME"}}, steady_clock::now() + settings_.patience);
  if (!after) return replies.error();
  return text_of(*after->front()) == box;
}

Result<void> RedisStore::replace(const Change& change) {
  const std::scoped_lock lock(mutex_);
  const Deadline until = steady_clock::now() + settings_.patience;
  bool kept = connection_ != nullptr;
  while (true) {
    const auto replies = run({{"WATCH", name_}, {"GET", name_}, {"TIME"}}, until);
    if (!replies && std::exchange(kept, false) && replies.error().code == ErrorCode::connection) continue;
    if (!replies) return of_store(replies.error());
    const auto present = present_of(*replies);
    if (!present) return present.error();
    const auto box = change(*present);
    if (!box) {
      static_cast<void>(run({{"UNWATCH"}}, until));
      return box.error();
    }
    const auto done = put_box(*box, until);
    if (!done) return of_store(done.error());
    if (*done) return {};
    if (steady_clock::now() > until) {
      return place_error("store_busy", "was changed by others whenever it was this one's turn, for " +
                                           std::to_string(settings_.patience.count() / 1000) + " seconds.");
    }
    pause_a_moment();
  }
}

}  // namespace cfy::store
