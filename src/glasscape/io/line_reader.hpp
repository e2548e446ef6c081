#pragma once

#include <cstdint>
#include <filesystem>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "glasscape/core/error.hpp"
#include "glasscape/io/byte_source.hpp"

namespace glasscape::io {

/// The lines of a text file, plain or compressed, in constant memory.
///
/// A line is a view into the block buffer, without its line end ("\n" or "\r\n"), valid until the next call.
/// Lines longer than 1 MiB and NUL bytes are refused: no text format has them.
class LineReader {
 public:
  explicit LineReader(std::filesystem::path path);

  /// The next line; false at the end of the file.
  bool next(std::string_view& line);
  /// Makes the next call of next() return the same line again.
  void unread();
  /// Moves past `count` lines without looking into them; throws where the file has fewer or the last is not
  /// ended.
  void skip(std::int64_t count, std::string_view what);
  /// The first bytes of the file (up to 64 KiB), before any line has been read.
  std::string_view head();

  /// A position between two lines, to come back to with seek() in this or another reader of the same file.
  struct Mark {
    std::uint64_t offset = 0;
    std::int64_t line = 0;
  };
  [[nodiscard]] Mark mark() const noexcept { return {base_ + begin_, line_}; }
  void seek(const Mark& mark);

  /// Throws unless the line that was read last ended with a line end: the number at its end may have been
  /// cut.
  void require_line_end() const;

  [[nodiscard]] const std::filesystem::path& path() const noexcept { return path_; }
  [[nodiscard]] std::int64_t line_number() const noexcept { return line_; }
  /// "FILE:LINE" of the line that was read last.
  [[nodiscard]] std::string where() const;
  /// Error(input) at the line that was read last.
  [[nodiscard]] Error error(std::string what, std::string allowed = {}, std::string remedy = {}) const;
  /// Error(input) for a file that ends too early.
  [[nodiscard]] Error cut_off(std::string_view what) const;

 private:
  bool refill();

  std::filesystem::path path_;
  std::unique_ptr<ByteSource> source_;
  std::vector<char> buffer_;
  std::size_t begin_ = 0, end_ = 0;  // what of the buffer has not been handed out
  std::size_t previous_ = 0;         // begin_ before the line that was read last
  std::uint64_t base_ = 0;           // offset of the buffer's first byte in the text
  std::int64_t line_ = 0;
  bool at_end_ = false;  // the source has no more
  bool terminated_ = true;
};

/// Text from a file as it may be shown in a message: shortened, and without bytes that a terminal would obey.
std::string shown(std::string_view text);

}  // namespace glasscape::io
