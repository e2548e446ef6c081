#pragma once

#include <cstdint>
#include <cstdio>
#include <string>
#include <string_view>

namespace glasscape {

/// A file that only grows, and that goes on from a known length after an interruption: what a checkpoint does not know
/// of is cut off. Failures throw Error(engine).
class AppendedFile {
 public:
  /// Keeps the first `keep` bytes; 0: begins anew.
  AppendedFile(std::string path, std::uintmax_t keep);
  ~AppendedFile();
  AppendedFile(const AppendedFile&) = delete;
  AppendedFile& operator=(const AppendedFile&) = delete;

  void write(std::string_view bytes);
  /// Its length, all of which is on the disk.
  std::uintmax_t synced_size();

 private:
  [[noreturn]] void fail() const;
  std::string path_;
  std::FILE* file_ = nullptr;
};

}  // namespace glasscape
