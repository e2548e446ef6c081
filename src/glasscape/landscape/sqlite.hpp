#pragma once

#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

struct sqlite3;
struct sqlite3_stmt;

namespace glasscape {

class SqliteStatement;

/// A connection to one SQLite file. Failures throw: Error(engine) for the disk, Error(input) for a file that is no
/// database. One thread at a time.
class SqliteFile {
 public:
  enum class Mode { read_only, read_write };
  SqliteFile(const std::filesystem::path& path, Mode mode);
  ~SqliteFile();
  SqliteFile(SqliteFile&&) noexcept;
  SqliteFile& operator=(SqliteFile&&) noexcept;

  void execute(const std::string& sql);
  [[nodiscard]] SqliteStatement prepare(std::string_view sql);
  /// The first column of the first row.
  [[nodiscard]] std::int64_t integer(std::string_view sql);
  [[nodiscard]] const std::filesystem::path& path() const noexcept { return path_; }

 private:
  friend class SqliteStatement;
  [[noreturn]] void fail(int code) const;

  std::filesystem::path path_;
  sqlite3* handle_ = nullptr;
};

/// A transaction that is taken back unless commit() is called.
class SqliteTransaction {
 public:
  /// Takes the lock for writing at once.
  explicit SqliteTransaction(SqliteFile& file);
  ~SqliteTransaction();
  SqliteTransaction(const SqliteTransaction&) = delete;
  SqliteTransaction& operator=(const SqliteTransaction&) = delete;
  void commit();

 private:
  SqliteFile* file_;
};

/// Completes or takes back what a killed writer left in a rollback journal, which cannot be done by readers. (A
/// write-ahead log needs no such thing: readers take it into account.)
void recover_file(const std::filesystem::path& path);

/// A prepared statement: bind in order, then step through the rows.
class SqliteStatement {
 public:
  ~SqliteStatement();
  SqliteStatement(SqliteStatement&&) noexcept;
  SqliteStatement(const SqliteStatement&) = delete;

  SqliteStatement& bind(std::int64_t value);
  /// NaN is stored as NULL.
  SqliteStatement& bind(double value);
  SqliteStatement& bind(std::string_view text);
  SqliteStatement& bind(const std::vector<std::byte>& blob);
  SqliteStatement& bind_null();
  /// A column of another statement's present row, whatever its type.
  SqliteStatement& bind_value(const SqliteStatement& row, int column);
  /// True while there is a row.
  bool step();
  /// Runs a statement without rows and makes it ready for the next binding.
  void run();
  /// Makes the statement ready for the next binding before all rows were taken.
  void reset();

  [[nodiscard]] int columns() const;
  [[nodiscard]] std::string name(int column) const;
  /// Whether a column has the same type and content, to the last bit, in the present rows of both.
  [[nodiscard]] bool same(const SqliteStatement& row, int column) const;
  [[nodiscard]] std::int64_t integer(int column) const;
  /// NaN for NULL.
  [[nodiscard]] double real(int column) const;
  [[nodiscard]] std::string text(int column) const;
  [[nodiscard]] std::vector<std::byte> blob(int column) const;
  [[nodiscard]] bool is_null(int column) const;

 private:
  friend class SqliteFile;
  SqliteStatement(const SqliteFile& file, std::string_view sql);

  const SqliteFile* file_;
  sqlite3_stmt* handle_ = nullptr;
  int next_ = 1;
};

}  // namespace glasscape
