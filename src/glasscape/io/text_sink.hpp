#pragma once

#include <filesystem>
#include <fmt/format.h>
#include <iterator>
#include <memory>
#include <string_view>
#include <utility>

#include "glasscape/core/atomic_file.hpp"

namespace glasscape::io {

enum class Compression { none, gzip, zstd };

/// Formatted text into a file that appears whole or not at all, compressed on the way.
/// Equal text gives equal bytes: no time or name is stored. Failures throw Error(engine).
class TextSink {
 public:
  TextSink(const std::filesystem::path& path, Compression compression);
  ~TextSink();
  TextSink(const TextSink&) = delete;
  TextSink& operator=(const TextSink&) = delete;

  template <class... Args>
  void print(fmt::format_string<Args...> format, Args&&... args) {
    fmt::format_to(std::back_inserter(text_), format, std::forward<Args>(args)...);
    if (text_.size() > block) flush();
  }
  /// A number after a space, with as few digits (at most 17) as bring back the same double.
  void number(double value) {
    text_.push_back(' ');
    fmt::format_to(std::back_inserter(text_), "{}", value);
  }
  void integer(std::int64_t value) {
    const fmt::format_int digits(value);
    text_.push_back(' ');
    text_.append(digits.data(), digits.data() + digits.size());
  }
  void text(std::string_view word) { text_.append(word.data(), word.data() + word.size()); }
  void end_line() {
    text_.push_back('\n');
    if (text_.size() > block) flush();
  }
  void commit();

 private:
  class Encoder;
  static constexpr std::size_t block = 1 << 18;
  void flush();

  AtomicFile file_;
  std::unique_ptr<Encoder> encoder_;
  fmt::memory_buffer text_;
};

}  // namespace glasscape::io
