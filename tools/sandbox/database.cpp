#include "sandbox/database.hpp"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>
#include <utility>

#include <sqlite3.h>

namespace cfy::sandbox {
namespace {

constexpr std::int64_t kSchemaVersion = 3;

constexpr const char* kSchema = R"sql(
  CREATE TABLE devices (
    sequence INTEGER PRIMARY KEY,
    id TEXT NOT NULL UNIQUE,
    name TEXT NOT NULL,
    type TEXT NOT NULL,
    status TEXT NOT NULL,
    capabilities TEXT NOT NULL,
    last_active TEXT
  ) STRICT;
  CREATE TABLE keys (
    id INTEGER PRIMARY KEY,
    public_id TEXT NOT NULL UNIQUE,
    name TEXT NOT NULL,
    sha256 TEXT NOT NULL UNIQUE,
    scopes TEXT NOT NULL,
    application INTEGER NOT NULL,
    created_at INTEGER NOT NULL,
    expires_at INTEGER,
    last_used_at INTEGER
  ) STRICT;
  CREATE TABLE records (
    sequence INTEGER PRIMARY KEY,
    collection TEXT NOT NULL,
    id TEXT NOT NULL,
    label TEXT NOT NULL,
    at INTEGER NOT NULL,
    json TEXT NOT NULL,
    UNIQUE (collection, id)
  ) STRICT;
  CREATE INDEX records_order ON records (collection, at, sequence);
  CREATE TABLE idempotency (
    key_id INTEGER NOT NULL,
    idempotency_key TEXT NOT NULL,
    fingerprint TEXT NOT NULL,
    status INTEGER NOT NULL,
    body TEXT NOT NULL,
    created_at INTEGER NOT NULL,
    PRIMARY KEY (key_id, idempotency_key)
  ) STRICT, WITHOUT ROWID;
  CREATE INDEX idempotency_age ON idempotency (created_at);
  CREATE TABLE tokens (
    sha256 TEXT PRIMARY KEY,
    refresh INTEGER NOT NULL,
    used INTEGER NOT NULL DEFAULT 0,
    family TEXT NOT NULL,
    grant_id TEXT NOT NULL,
    client TEXT NOT NULL,
    subject TEXT NOT NULL,
    scope TEXT NOT NULL,
    resource TEXT NOT NULL,
    jkt TEXT NOT NULL,
    x5t TEXT NOT NULL,
    issued_at INTEGER NOT NULL,
    expires_at INTEGER NOT NULL
  ) STRICT, WITHOUT ROWID;
  CREATE INDEX tokens_family ON tokens (family);
  CREATE INDEX tokens_grant ON tokens (grant_id);
  CREATE INDEX tokens_client ON tokens (client);
  CREATE INDEX tokens_age ON tokens (expires_at);
  CREATE TABLE tickets (
    kind TEXT NOT NULL,
    sha256 TEXT NOT NULL,
    json TEXT NOT NULL,
    expires_at INTEGER NOT NULL,
    PRIMARY KEY (kind, sha256)
  ) STRICT, WITHOUT ROWID;
  CREATE INDEX tickets_age ON tickets (expires_at);
  PRAGMA user_version = 3;
)sql";

void check(int code, sqlite3_stmt* statement) {
  if (code != SQLITE_OK) throw DatabaseError(sqlite3_errmsg(sqlite3_db_handle(statement)));
}

// SQLite would make the file with the umask's mode.
Result<void> make_private_file(const std::string& path) {
  const int file = ::open(path.c_str(), O_RDWR | O_CREAT | O_CLOEXEC, S_IRUSR | S_IWUSR);
  const bool made = file >= 0 && ::fchmod(file, S_IRUSR | S_IWUSR) == 0;
  const int reason = errno;
  if (file >= 0) ::close(file);
  if (made) return {};
  return configuration_error("database", "The database " + path + " cannot be opened for writing (" +
                                             std::strerror(reason) + "); choose another file.");
}

}  // namespace

Query::Query(std::unique_lock<std::recursive_mutex> lock, sqlite3_stmt* statement) noexcept
    : lock_(std::move(lock)), statement_(statement) {}

Query::~Query() {
  sqlite3_reset(statement_);
  sqlite3_clear_bindings(statement_);
}

Query& Query::bind(std::int64_t value) {
  check(sqlite3_bind_int64(statement_, ++bound_, value), statement_);
  return *this;
}

Query& Query::bind(std::string_view value) {
  // A view of nothing may have no pointer, which SQLite would take for NULL.
  const char* const text = value.data() == nullptr ? "" : value.data();
  check(sqlite3_bind_text64(statement_, ++bound_, text, value.size(), SQLITE_TRANSIENT, SQLITE_UTF8), statement_);
  return *this;
}

Query& Query::bind_null() {
  check(sqlite3_bind_null(statement_, ++bound_), statement_);
  return *this;
}

bool Query::next() {
  const int code = sqlite3_step(statement_);
  if (code != SQLITE_ROW && code != SQLITE_DONE) throw DatabaseError(sqlite3_errmsg(sqlite3_db_handle(statement_)));
  return code == SQLITE_ROW;
}

void Query::run() {
  while (next()) {
  }
}

std::int64_t Query::integer(int column) const { return sqlite3_column_int64(statement_, column); }

std::string Query::text(int column) const {
  const unsigned char* const data = sqlite3_column_text(statement_, column);
  const int size = sqlite3_column_bytes(statement_, column);
  return data == nullptr ? std::string()
                         : std::string(reinterpret_cast<const char*>(data), static_cast<std::size_t>(size));
}

bool Query::is_null(int column) const { return sqlite3_column_type(statement_, column) == SQLITE_NULL; }

Result<std::unique_ptr<Database>> Database::open(const std::string& path) {
  if (!path.empty()) {
    if (auto made = make_private_file(path); !made) return std::move(made).error();
  }
  sqlite3* handle = nullptr;
  const int code = sqlite3_open_v2(path.empty() ? ":memory:" : path.c_str(), &handle,
                                   SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE | SQLITE_OPEN_NOMUTEX, nullptr);
  std::unique_ptr<Database> database(new Database(handle));
  if (code != SQLITE_OK) {
    return configuration_error("database",
                               "The database " + path + " cannot be opened (" + sqlite3_errstr(code) + ").");
  }
  if (auto prepared = database->prepare_schema(path); !prepared) return std::move(prepared).error();
  return database;
}

Result<void> Database::prepare_schema(const std::string& path) {
  // Another process may have the file open for a moment: wait for it rather than fail.
  sqlite3_busy_timeout(handle_, 2000);
  try {
    query("PRAGMA journal_mode = WAL").run();
    query("PRAGMA synchronous = NORMAL").run();
    Transaction transaction(*this);
    const std::int64_t found = schema_version();
    if (found == kSchemaVersion) return {};
    if (found != 0) {
      return configuration_error(
          "database", "The database " + path + " was written by another version of the sandbox; choose another file.");
    }
    if (sqlite3_exec(handle_, kSchema, nullptr, nullptr, nullptr) != SQLITE_OK)
      throw DatabaseError(sqlite3_errmsg(handle_));
    transaction.commit();
    fresh_ = true;
    return {};
  } catch (const DatabaseError& error) {
    return configuration_error("database",
                               "The database " + path + " cannot be used (" + error.what() + "); choose another file.");
  }
}

std::int64_t Database::schema_version() {
  auto row = query("PRAGMA user_version");
  row.next();
  return row.integer(0);
}

Database::~Database() {
  for (const auto& [sql, statement] : statements_) sqlite3_finalize(statement);
  sqlite3_close_v2(handle_);
}

Query Database::query(std::string_view sql) {
  std::unique_lock lock(mutex_);
  auto found = statements_.find(sql);
  if (found == statements_.end()) {
    sqlite3_stmt* statement = nullptr;
    if (sqlite3_prepare_v3(handle_, sql.data(), static_cast<int>(sql.size()), SQLITE_PREPARE_PERSISTENT, &statement,
                           nullptr) != SQLITE_OK) {
      throw DatabaseError(sqlite3_errmsg(handle_));
    }
    found = statements_.emplace(sql, statement).first;
  }
  return {std::move(lock), found->second};
}

Database::Transaction::Transaction(Database& database) : database_(database), lock_(database.mutex_) {
  database_.query("SAVEPOINT change").run();
}

Database::Transaction::~Transaction() {
  if (!open_) return;
  // Fails only where SQLite has rolled back by itself already.
  sqlite3_exec(database_.handle_, "ROLLBACK TO change; RELEASE change", nullptr, nullptr, nullptr);
}

void Database::Transaction::commit() {
  database_.query("RELEASE change").run();
  open_ = false;
}

}  // namespace cfy::sandbox
