#include "store/redis_connection.hpp"

#include <algorithm>
#include <array>
#include <utility>

#include "secrets/secret.hpp"

namespace cfy::store {
namespace {

constexpr std::size_t kLargestReply = std::size_t{64} << 20U;
constexpr std::size_t kChunk = 16384;

Error no_memory() { return make_error(ErrorCode::internal, "There is no memory for the store's command."); }

Error not_redis() {
  return make_error(ErrorCode::response, "What answers there does not speak Redis's protocol: check the port.");
}

Result<void> append(const RedisConnection::Command& command, std::string& to) {
  std::vector<const char*> words;
  std::vector<std::size_t> sizes;
  for (const std::string_view word : command) {
    words.push_back(word.data());
    sizes.push_back(word.size());
  }
  char* text = nullptr;
  const int size = redisFormatCommandArgv(&text, static_cast<int>(words.size()), words.data(), sizes.data());
  if (size < 0) return no_memory();
  to.append(text, static_cast<std::size_t>(size));
  secrets::wipe(text, static_cast<std::size_t>(size));  // of a login it is the password
  redisFreeCommand(text);
  return {};
}

}  // namespace

Error refused_by_redis(const redisReply& reply) {
  // Of a command that it doesn't know, Redis shows the beginning of what was with it: of AUTH, the password.
  const std::string_view whole = text_of(reply);
  const std::string text(whole.substr(0, std::min<std::size_t>(whole.find(", with args"), 200)));
  const std::string word = text.substr(0, text.find(' '));
  if (word == "NOAUTH" || word == "WRONGPASS" || word == "NOPERM" || text.find("AUTH") != std::string::npos) {
    Error error = configuration_error("token_store_password", "Redis does not let us in (" + text +
                                                                  "): check the user in token_store, its password, and "
                                                                  "that it may use the keys connectify:*.");
    error.rule = "store_login";
    return error;
  }
  Error error = make_error(ErrorCode::connection, "Redis can't serve us now (" + text + "); try again.");
  error.rule = "store_refused";
  error.retriable = word == "LOADING" || word == "MASTERDOWN" || word == "BUSY" || word == "TRYAGAIN";
  return error;
}

RedisConnection::RedisConnection(std::unique_ptr<transport::ByteConnection> bytes)
    : bytes_(std::move(bytes)), reader_(redisReaderCreate()) {}

Result<std::unique_ptr<RedisConnection>> RedisConnection::open(const transport::ExchangeSettings& settings,
                                                               const RedisUrl& url, const secrets::Secret& password,
                                                               Deadline until) {
  auto bytes = transport::ByteConnection::open(settings, url.host, url.port, until);
  if (!bytes) return std::move(bytes).error();
  std::unique_ptr<RedisConnection> made(new RedisConnection(*std::move(bytes)));
  if (!made->reader_) return no_memory();
  if (auto in = made->log_in(url, password, until); !in) return std::move(in).error();
  return made;
}

Result<void> RedisConnection::log_in(const RedisUrl& url, const secrets::Secret& password, Deadline until) {
  std::vector<Command> commands;
  if (!password.empty()) {
    commands.push_back(url.user.empty() ? Command{"AUTH", password.reveal()}
                                        : Command{"AUTH", url.user, password.reveal()});
  }
  commands.push_back({"SELECT", url.database});
  const auto replies = run(commands, until);
  if (!replies) return replies.error();
  for (const RedisReply& reply : *replies) {
    if (reply->type == REDIS_REPLY_ERROR) return refused_by_redis(*reply);
  }
  return {};
}

Result<std::vector<RedisReply>> RedisConnection::run(const std::vector<Command>& commands, Deadline until) {
  std::string text;
  std::size_t size = 0;
  for (const Command& command : commands) {
    for (const std::string_view word : command) size += word.size() + 32;
  }
  text.reserve(size + 32 * commands.size());  // so that no copy of a password stays behind
  for (const Command& command : commands) {
    if (auto done = append(command, text); !done) return std::move(done).error();
  }
  const auto sent = bytes_->send(text, until);
  secrets::wipe(text);
  if (!sent) return sent.error();
  std::vector<RedisReply> replies;
  while (replies.size() < commands.size()) {
    auto reply = receive(until);
    if (!reply) return std::move(reply).error();
    replies.push_back(*std::move(reply));
  }
  return replies;
}

Result<RedisReply> RedisConnection::receive(Deadline until) {
  std::array<char, kChunk> room;
  std::size_t held = 0;
  while (true) {
    void* reply = nullptr;
    if (redisReaderGetReply(reader_.get(), &reply) != REDIS_OK) return not_redis();
    if (reply != nullptr) return RedisReply(static_cast<redisReply*>(reply));
    const auto got = bytes_->receive(room, until);
    if (!got) return got.error();
    held += *got;
    if (held > kLargestReply) return not_redis();
    if (redisReaderFeed(reader_.get(), room.data(), *got) != REDIS_OK) return no_memory();
  }
}

}  // namespace cfy::store
