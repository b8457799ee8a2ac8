#include "client/stores.hpp"

#include <filesystem>
#include <system_error>
#include <utility>

#include "base/private_folder.hpp"
#include "client/exchange_settings.hpp"
#include "client/settings_files.hpp"
#include "client/settings_values.hpp"
#include "store/file_store.hpp"
#include "store/memory_store.hpp"
#include "store/redis_store.hpp"

namespace cfy::client {
namespace {

constexpr std::string_view kInMemory = "memory";

Error no_store(const std::string& path, const std::string& why) {
  Error error = configuration_error("token_store", "There is no place for the tokens" +
                                                       (path.empty() ? std::string() : " at " + path) + " (" + why +
                                                       "); set token_store to a file's path, or to memory.");
  error.rule = "token_store_folder";
  return error;
}

}  // namespace

Result<std::string> read_token_store(std::string_view text, std::string& target) {
  if (store::RedisUrl::looks_like(text)) {
    if (const auto url = store::RedisUrl::parse(text); !url) {
      return refuse_setting(url.error().rule, "is refused: " + url.error().message);
    }
  }
  return target = text;
}

Result<std::shared_ptr<store::Store>> open_token_store(const Settings& settings) {
  if (settings.token_store == kInMemory) return std::shared_ptr<store::Store>(std::make_shared<store::MemoryStore>());
  if (store::RedisUrl::looks_like(settings.token_store)) {
    return open_redis_store(settings, settings.token_store, "tokens");
  }
  const std::string path = settings.token_store.empty() ? default_token_store() : settings.token_store;
  if (path.empty()) return no_store(path, "this user has no home");
  const std::string folder = std::filesystem::path(path).parent_path();
  const std::error_code problem = folder.empty() ? std::error_code() : make_private_folder(folder);
  if (problem) return no_store(path, problem.message());
  if (!settings.token_store_passphrase.empty()) {
    return std::shared_ptr<store::Store>(
        std::make_shared<store::FileStore>(path, store::StoreKey::from_passphrase(settings.token_store_passphrase)));
  }
  Result<store::StoreKey> key = store::StoreKey::from_file(path + ".key");
  if (!key) return std::move(key).error();
  return std::shared_ptr<store::Store>(std::make_shared<store::FileStore>(path, *std::move(key)));
}

Result<std::shared_ptr<store::Store>> open_redis_store(const Settings& settings, std::string_view url,
                                                       std::string name) {
  Result<store::RedisUrl> parsed = store::RedisUrl::parse(url);
  if (!parsed) return std::move(parsed).error();
  if (settings.token_store_passphrase.empty()) {
    Error error = configuration_error("token_store_passphrase",
                                      "What lies in Redis is encrypted with a passphrase, the same for all who share "
                                      "it: set token_store_passphrase.");
    error.rule = "passphrase_missing";
    return error;
  }
  Result<transport::ExchangeSettings> exchange = make_exchange_settings(settings);
  if (!exchange) return std::move(exchange).error();
  store::RedisSettings redis{*std::move(parsed), settings.token_store_password, *std::move(exchange), std::move(name)};
  return std::shared_ptr<store::Store>(std::make_shared<store::RedisStore>(
      std::move(redis), store::StoreKey::from_passphrase(settings.token_store_passphrase)));
}

}  // namespace cfy::client
