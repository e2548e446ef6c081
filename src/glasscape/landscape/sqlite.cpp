#include "glasscape/landscape/sqlite.hpp"

#include <cmath>
#include <fmt/format.h>
#include <limits>
#include <sqlite3.h>
#include <utility>

#include "glasscape/core/error.hpp"

namespace glasscape {

SqliteFile::SqliteFile(const std::filesystem::path& path, Mode mode) : path_(path) {
  const int flags = mode == Mode::read_only ? SQLITE_OPEN_READONLY : SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE;
  const int code = sqlite3_open_v2(path.c_str(), &handle_, flags | SQLITE_OPEN_NOMUTEX, nullptr);
  if (code != SQLITE_OK) {
    const std::string reason = handle_ != nullptr ? sqlite3_errmsg(handle_) : "out of memory";
    sqlite3_close(handle_);
    handle_ = nullptr;
    throw Error(
        mode == Mode::read_only ? ErrorKind::input : ErrorKind::engine,
        {path.string(), fmt::format("the catalogue cannot be opened: {}", reason), {}, "check name and permissions"});
  }
  sqlite3_busy_timeout(handle_, 20000);
}

SqliteFile::~SqliteFile() { sqlite3_close_v2(handle_); }

SqliteFile::SqliteFile(SqliteFile&& other) noexcept
    : path_(std::move(other.path_)), handle_(std::exchange(other.handle_, nullptr)) {}

SqliteFile& SqliteFile::operator=(SqliteFile&& other) noexcept {
  std::swap(path_, other.path_);
  std::swap(handle_, other.handle_);
  return *this;
}

void SqliteFile::fail(int code) const {
  const std::string reason = sqlite3_errmsg(handle_);
  switch (code & 0xff) {
    case SQLITE_NOTADB:
    case SQLITE_CORRUPT:
      throw input_error(path_.string(), fmt::format("is no usable catalogue: {}", reason),
                        "a file made by `glasscape explore`", "choose another file");
    case SQLITE_FULL:
    case SQLITE_IOERR:
      throw Error(ErrorKind::engine, {path_.string(),
                                      fmt::format("the disk refuses: {}", reason),
                                      {},
                                      "make room, then give the same command again: events stored so far are kept"});
    case SQLITE_READONLY:
      throw Error(ErrorKind::engine,
                  {path_.string(), "cannot be written", {}, "check the permissions of file and folder"});
    case SQLITE_CANTOPEN:
      throw input_error(path_.string(), fmt::format("the catalogue cannot be opened: {}", reason), {},
                        "check name and permissions, also of the folder");
    case SQLITE_BUSY:
      throw Error(ErrorKind::engine,
                  {path_.string(), "is in use by another program", {}, "try again when it has finished"});
    default: throw Error(ErrorKind::engine, {path_.string(), fmt::format("SQLite: {}", reason), {}, {}});
  }
}

void SqliteFile::execute(const std::string& sql) {
  const int code = sqlite3_exec(handle_, sql.c_str(), nullptr, nullptr, nullptr);
  if (code != SQLITE_OK) fail(code);
}

SqliteTransaction::SqliteTransaction(SqliteFile& file) : file_(&file) { file.execute("BEGIN IMMEDIATE"); }

SqliteTransaction::~SqliteTransaction() {
  if (file_ == nullptr) return;
  try {
    file_->execute("ROLLBACK");
  } catch (const Error&) {  // SQLite has taken it back itself, as it does when the disk is full
  }
}

void SqliteTransaction::commit() {
  file_->execute("COMMIT");
  file_ = nullptr;
}

void recover_file(const std::filesystem::path& path) {
  std::error_code ignored;
  if (!std::filesystem::exists(path, ignored) || !std::filesystem::exists(path.string() + "-journal", ignored)) return;
  SqliteFile file(path, SqliteFile::Mode::read_write);
  (void)file.integer("SELECT count(*) FROM sqlite_schema");
}

SqliteStatement SqliteFile::prepare(std::string_view sql) { return {*this, sql}; }

std::int64_t SqliteFile::integer(std::string_view sql) {
  SqliteStatement statement = prepare(sql);
  return statement.step() ? statement.integer(0) : 0;
}

SqliteStatement::SqliteStatement(const SqliteFile& file, std::string_view sql) : file_(&file) {
  const int code = sqlite3_prepare_v2(file.handle_, sql.data(), static_cast<int>(sql.size()), &handle_, nullptr);
  if (code != SQLITE_OK) file.fail(code);
}

SqliteStatement::~SqliteStatement() { sqlite3_finalize(handle_); }

SqliteStatement::SqliteStatement(SqliteStatement&& other) noexcept
    : file_(other.file_), handle_(std::exchange(other.handle_, nullptr)), next_(other.next_) {}

SqliteStatement& SqliteStatement::bind(std::int64_t value) {
  sqlite3_bind_int64(handle_, next_++, value);
  return *this;
}

SqliteStatement& SqliteStatement::bind(double value) {
  sqlite3_bind_double(handle_, next_++, value);
  return *this;
}

SqliteStatement& SqliteStatement::bind(std::string_view text) {
  sqlite3_bind_text(handle_, next_++, text.data(), static_cast<int>(text.size()), SQLITE_TRANSIENT);
  return *this;
}

SqliteStatement& SqliteStatement::bind(const std::vector<std::byte>& blob) {
  sqlite3_bind_blob(handle_, next_++, blob.data(), static_cast<int>(blob.size()), SQLITE_TRANSIENT);
  return *this;
}

SqliteStatement& SqliteStatement::bind_null() {
  sqlite3_bind_null(handle_, next_++);
  return *this;
}

bool SqliteStatement::step() {
  const int code = sqlite3_step(handle_);
  if (code == SQLITE_ROW) return true;
  if (code == SQLITE_DONE) return false;
  sqlite3_reset(handle_);
  file_->fail(code);
}

void SqliteStatement::run() {
  while (step()) {
  }
  reset();
}

void SqliteStatement::reset() {
  sqlite3_reset(handle_);
  sqlite3_clear_bindings(handle_);
  next_ = 1;
}

SqliteStatement& SqliteStatement::bind_value(const SqliteStatement& row, int column) {
  sqlite3_bind_value(handle_, next_++, sqlite3_column_value(row.handle_, column));
  return *this;
}

int SqliteStatement::columns() const { return sqlite3_column_count(handle_); }

std::string SqliteStatement::name(int column) const { return sqlite3_column_name(handle_, column); }

bool SqliteStatement::same(const SqliteStatement& row, int column) const {
  const int type = sqlite3_column_type(handle_, column);
  if (type != sqlite3_column_type(row.handle_, column)) return false;
  switch (type) {
    case SQLITE_NULL: return true;
    case SQLITE_INTEGER: return integer(column) == row.integer(column);
    case SQLITE_FLOAT: return sqlite3_column_double(handle_, column) == sqlite3_column_double(row.handle_, column);
    case SQLITE_TEXT: return text(column) == row.text(column);
    default: return blob(column) == row.blob(column);
  }
}

std::int64_t SqliteStatement::integer(int column) const { return sqlite3_column_int64(handle_, column); }

double SqliteStatement::real(int column) const {
  return is_null(column) ? std::numeric_limits<double>::quiet_NaN() : sqlite3_column_double(handle_, column);
}

std::string SqliteStatement::text(int column) const {
  const auto* text = reinterpret_cast<const char*>(sqlite3_column_text(handle_, column));
  return text == nullptr ? std::string()
                         : std::string(text, static_cast<std::size_t>(sqlite3_column_bytes(handle_, column)));
}

std::vector<std::byte> SqliteStatement::blob(int column) const {
  const auto* data = static_cast<const std::byte*>(sqlite3_column_blob(handle_, column));
  return {data, data + sqlite3_column_bytes(handle_, column)};
}

bool SqliteStatement::is_null(int column) const { return sqlite3_column_type(handle_, column) == SQLITE_NULL; }

}  // namespace glasscape
