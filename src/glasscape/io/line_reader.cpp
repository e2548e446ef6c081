#include "glasscape/io/line_reader.hpp"

#include <algorithm>
#include <cstring>
#include <fmt/format.h>
#include <utility>

namespace glasscape::io {
namespace {

constexpr std::size_t block = 1 << 18;
constexpr std::size_t longest_line = 1 << 20;
constexpr std::size_t head_size = 1 << 16;

}  // namespace

LineReader::LineReader(std::filesystem::path path)
    : path_(std::move(path)), source_(open_bytes(path_)), buffer_(block) {}

bool LineReader::refill() {
  if (at_end_) return false;
  // The line that was read last stays in the buffer, so that it can be unread.
  const std::size_t keep = std::min(previous_, begin_);
  if (keep > 0) {
    std::memmove(buffer_.data(), buffer_.data() + keep, end_ - keep);
    base_ += keep;
    begin_ -= keep;
    end_ -= keep;
    previous_ -= keep;
  }
  if (end_ == buffer_.size()) buffer_.resize(buffer_.size() * 2);
  const std::size_t got = source_->read(buffer_.data() + end_, buffer_.size() - end_);
  if (std::memchr(buffer_.data() + end_, 0, got) != nullptr) {
    throw input_error(path_.string(), "this is a binary file", "a LAMMPS data file, a LAMMPS text dump or extended XYZ",
                      "if it is a binary LAMMPS dump, convert it with LAMMPS's binary2txt");
  }
  end_ += got;
  at_end_ = got == 0;
  return !at_end_;
}

std::string_view LineReader::head() {
  while (end_ < head_size && refill()) {
  }
  return {buffer_.data(), std::min(end_, head_size)};
}

bool LineReader::next(std::string_view& line) {
  previous_ = begin_;
  std::size_t searched = begin_;
  while (true) {
    const auto* stop = static_cast<const char*>(std::memchr(buffer_.data() + searched, '\n', end_ - searched));
    if (stop != nullptr) {
      const auto at = static_cast<std::size_t>(stop - buffer_.data());
      line = {buffer_.data() + begin_, at - begin_};
      begin_ = at + 1;
      terminated_ = true;
      break;
    }
    if (end_ - begin_ > longest_line) {
      ++line_;
      throw error("the line is longer than 1 MiB", "text with one atom per line");
    }
    searched = end_;
    const std::size_t before = begin_;
    if (!refill()) {
      if (begin_ == end_) return false;
      line = {buffer_.data() + begin_, end_ - begin_};
      begin_ = end_;
      terminated_ = false;
      break;
    }
    searched -= before - begin_;
  }
  if (!line.empty() && line.back() == '\r') line.remove_suffix(1);
  ++line_;
  return true;
}

void LineReader::unread() {
  begin_ = previous_;
  --line_;
}

void LineReader::skip(std::int64_t count, std::string_view what) {
  std::string_view line;
  for (std::int64_t i = 0; i < count; ++i) {
    if (!next(line)) throw cut_off(fmt::format("{} of {} {}", i, count, what));
  }
  if (count > 0) require_line_end();
}

void LineReader::seek(const Mark& mark) {
  if (mark.offset < base_) {
    source_ = open_bytes(path_);
    begin_ = end_ = previous_ = 0;
    base_ = 0;
    at_end_ = false;
  }
  while (mark.offset > base_ + end_) {
    previous_ = begin_ = end_;
    if (!refill()) throw input_error(path_.string(), "the file has changed while it was read");
  }
  begin_ = previous_ = static_cast<std::size_t>(mark.offset - base_);
  line_ = mark.line;
}

void LineReader::require_line_end() const {
  if (terminated_) return;
  throw error("the last line has no line end, so the file is probably cut off", {},
              "copy the file again; if it is complete, add a line end after the last line");
}

std::string LineReader::where() const { return fmt::format("{}:{}", path_.string(), line_); }

Error LineReader::error(std::string what, std::string allowed, std::string remedy) const {
  return input_error(where(), std::move(what), std::move(allowed), std::move(remedy));
}

Error LineReader::cut_off(std::string_view what) const {
  return input_error(where(), fmt::format("the file ends too early: {}", what), {},
                     "copy the file again, or use an earlier frame");
}

std::string shown(std::string_view text) {
  constexpr std::size_t longest = 40;
  std::string result = "'";
  for (const char c : text.substr(0, longest)) {
    if (c >= ' ' && c <= '~')
      result += c;
    else
      result += fmt::format("\\x{:02x}", static_cast<unsigned char>(c));
  }
  return result + (text.size() > longest ? "...'" : "'");
}

}  // namespace glasscape::io
