#pragma once

#include <cstdint>
#include <map>
#include <memory>
#include <mutex>
#include <stdexcept>
#include <string>
#include <string_view>

#include "base/result.hpp"

struct sqlite3;
struct sqlite3_stmt;

namespace cfy::sandbox {

// A failure of SQLite at run time, such as a full disk: no caller can do better than to answer 500, so it is thrown and
// caught once, in the Service.
class DatabaseError : public std::runtime_error {
 public:
  using std::runtime_error::runtime_error;
};

// One use of a prepared statement. Holds the database's lock while it lives.
class Query {
 public:
  Query(std::unique_lock<std::recursive_mutex> lock, sqlite3_stmt* statement) noexcept;
  ~Query();
  Query(const Query&) = delete;
  Query& operator=(const Query&) = delete;

  // Binds the next parameter.
  Query& bind(std::int64_t value);
  Query& bind(std::string_view value);
  Query& bind_null();

  bool next();  // steps; whether there is a row
  void run();   // steps a statement that gives no rows

  // The columns of the present row, from 0.
  [[nodiscard]] std::int64_t integer(int column) const;
  [[nodiscard]] std::string text(int column) const;
  [[nodiscard]] bool is_null(int column) const;

 private:
  std::unique_lock<std::recursive_mutex> lock_;
  sqlite3_stmt* statement_;
  int bound_ = 0;
};

// All state of the sandbox, in one SQLite database. Any thread may use it: one at a time has the lock.
class Database {
 public:
  // `path` empty: in memory. A file is made with mode 0600. Error (configuration, field `database`): cannot be opened,
  // or was written by another version.
  static Result<std::unique_ptr<Database>> open(const std::string& path);
  ~Database();
  Database(const Database&) = delete;
  Database& operator=(const Database&) = delete;

  // Whether open() made the tables, so that there is nothing in them yet.
  [[nodiscard]] bool fresh() const noexcept { return fresh_; }

  // `sql` is prepared at its first use and kept.
  Query query(std::string_view sql);

  // Holds the lock from begin to end, so that others see all of it or nothing; undone unless committed. May be
  // nested (a savepoint).
  class Transaction {
   public:
    explicit Transaction(Database& database);
    ~Transaction();
    Transaction(const Transaction&) = delete;
    Transaction& operator=(const Transaction&) = delete;
    void commit();

   private:
    Database& database_;
    std::unique_lock<std::recursive_mutex> lock_;
    bool open_ = true;
  };

 private:
  explicit Database(sqlite3* handle) noexcept : handle_(handle) {}
  Result<void> prepare_schema(const std::string& path);
  std::int64_t schema_version();

  sqlite3* handle_;
  std::recursive_mutex mutex_;
  std::map<std::string, sqlite3_stmt*, std::less<>> statements_;
  bool fresh_ = false;
};

}  // namespace cfy::sandbox
