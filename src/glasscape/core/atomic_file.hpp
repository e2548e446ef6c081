#pragma once

#include <cstdio>
#include <filesystem>
#include <string>
#include <string_view>

namespace glasscape {

/// A file that appears whole or not at all: written beside its final name, synced, then renamed.
///
/// Without commit() the destructor removes the partial file, so that an interrupted or failed write (full disk)
/// never damages what was there. All failures throw Error(engine).
class AtomicFile {
 public:
  explicit AtomicFile(std::filesystem::path path);
  ~AtomicFile();
  AtomicFile(const AtomicFile&) = delete;
  AtomicFile& operator=(const AtomicFile&) = delete;

  void write(std::string_view text);
  /// The file to write to with other libraries (zlib) before commit().
  [[nodiscard]] const std::filesystem::path& partial_path() const noexcept { return partial_; }
  void commit();

 private:
  [[noreturn]] void fail(std::string_view action) const;

  std::filesystem::path path_;
  std::filesystem::path partial_;
  std::FILE* file_ = nullptr;
};

void write_file_atomically(const std::filesystem::path& path, std::string_view text);

/// The whole file as text; throws Error(input).
std::string read_file(const std::filesystem::path& path);

}  // namespace glasscape
