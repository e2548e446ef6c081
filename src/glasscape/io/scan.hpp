#pragma once

#include <charconv>
#include <cstdint>
#include <string_view>
#include <vector>

namespace glasscape::io {

inline bool is_space(char c) { return c == ' ' || (c >= '\t' && c <= '\r'); }

/// Takes white-space separated words off the front of a line; numbers are converted where they stand.
class Scanner {
 public:
  explicit Scanner(std::string_view line) : at_(line.data()), end_(line.data() + line.size()) {}

  /// Nothing but white space is left.
  bool done() {
    skip_space();
    return at_ == end_;
  }
  /// The next word; empty at the end of the line.
  std::string_view word() {
    skip_space();
    const char* begin = at_;
    while (at_ != end_ && !is_space(*at_)) ++at_;
    return {begin, static_cast<std::size_t>(at_ - begin)};
  }
  /// The next word as a number (a double may be nan or inf). On failure false, and the word is still there.
  template <class Number>
  bool number(Number& value) {
    skip_space();
    const char* begin = at_ != end_ && *at_ == '+' ? at_ + 1 : at_;
    const auto [stop, error] = std::from_chars(begin, end_, value);
    if (error != std::errc{} || (stop != end_ && !is_space(*stop))) return false;
    at_ = stop;
    return true;
  }

 private:
  void skip_space() {
    while (at_ != end_ && is_space(*at_)) ++at_;
  }
  const char* at_;
  const char* end_;
};

inline std::string_view trim(std::string_view text) {
  while (!text.empty() && is_space(text.front())) text.remove_prefix(1);
  while (!text.empty() && is_space(text.back())) text.remove_suffix(1);
  return text;
}

inline std::vector<std::string_view> words(std::string_view line) {
  std::vector<std::string_view> result;
  Scanner scanner(line);
  while (!scanner.done()) result.push_back(scanner.word());
  return result;
}

/// The whole text as a number.
template <class Number>
bool parse(std::string_view text, Number& value) {
  Scanner scanner(text);
  return scanner.number(value) && scanner.done();
}

}  // namespace glasscape::io
