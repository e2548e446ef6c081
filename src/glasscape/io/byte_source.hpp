#pragma once

#include <cstddef>
#include <filesystem>
#include <memory>

namespace glasscape::io {

/// The bytes of a file in order, decompressed where its first bytes say gzip or Zstandard (whatever its
/// name).
class ByteSource {
 public:
  virtual ~ByteSource() = default;
  /// Up to `capacity` further bytes; 0 only at the end. Throws Error(input) where a compressed stream is
  /// damaged or cut.
  virtual std::size_t read(char* to, std::size_t capacity) = 0;
  [[nodiscard]] virtual bool compressed() const noexcept = 0;
};

/// Throws Error(input) unless `path` is a regular file that can be read.
std::unique_ptr<ByteSource> open_bytes(const std::filesystem::path& path);

}  // namespace glasscape::io
