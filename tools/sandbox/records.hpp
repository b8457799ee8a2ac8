#pragma once

#include <cstdint>
#include <limits>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include <nlohmann/json.hpp>

#include "sandbox/database.hpp"
#include "sandbox/operation.hpp"

namespace cfy::sandbox {

// Which records a page takes. Empty texts take all.
struct RecordFilter {
  std::string label{};
  std::string metric{};
  std::int64_t since = std::numeric_limits<std::int64_t>::min();
  std::int64_t until = std::numeric_limits<std::int64_t>::max();
  bool latest_first = false;
};

// The things of one collection, kept as the JSON that they are answered as. Throws DatabaseError.
class RecordStore {
 public:
  RecordStore(Database& database, std::string collection) noexcept
      : database_(database), collection_(std::move(collection)) {}

  // Answers the page that the call asks for by `limit` and `offset`, under the collection's name.
  Reply page(const Call& call, const RecordFilter& filter = {});
  std::optional<nlohmann::json> find(std::string_view id);
  // The records that were added after one, the earliest first, up to `limit`; and where a record stands among all.
  struct Added {
    std::int64_t sequence;
    nlohmann::json record;
  };
  std::vector<Added> added_after(std::int64_t sequence, std::int64_t limit);
  std::optional<std::int64_t> sequence_of(std::string_view id);
  std::int64_t last_sequence();  // 0 if there is none
  // `label` is what a page may be filtered by, `at` (Unix seconds) what it is sorted by.
  void insert(std::string_view id, const nlohmann::json& record, std::string_view label = {}, std::int64_t at = 0);
  void update(std::string_view id, const nlohmann::json& record);
  bool remove(std::string_view id);  // whether there was one

 private:
  std::int64_t count(const RecordFilter& filter);

  Database& database_;
  std::string collection_;
};

// What `{id}` of the call names.
const std::string& id_of(const Call& call);
Reply no_such(std::string_view what);  // 404

}  // namespace cfy::sandbox
