#pragma once

#include <memory>
#include <string>
#include <string_view>

#include "client/settings.hpp"
#include "store/store.hpp"

namespace cfy::client {

// The setting `token_store`: `memory`, a Redis (store::RedisUrl), or the path of a file.
Result<std::string> read_token_store(std::string_view text, std::string& target);

// Where the tokens are kept, as the settings `token_store…` say. Fails (configuration) with the rule token_store_folder
// where there is no place for a file, and as StoreKey::from_file() and open_redis_store() do.
Result<std::shared_ptr<store::Store>> open_token_store(const Settings& settings);

// The store `name` in the Redis at `url`, with the settings `token_store_password` and `token_store_passphrase`: whoever
// may read what Redis has must not be able to read what is in it, so that a passphrase is a must (rule
// passphrase_missing). Fails as store::RedisUrl::parse() and make_exchange_settings() do. Connects later.
Result<std::shared_ptr<store::Store>> open_redis_store(const Settings& settings, std::string_view url,
                                                       std::string name);

}  // namespace cfy::client
