#include <algorithm>
#include <charconv>
#include <cmath>
#include <fmt/format.h>
#include <map>

#include "glasscape/core/error.hpp"
#include "glasscape/diffraction/image/image_formats.hpp"
#include "glasscape/io/byte_source.hpp"

namespace glasscape::image_formats {
namespace {

std::string lower(std::string_view text) {
  std::string result(text);
  for (char& c : result) c = c >= 'A' && c <= 'Z' ? static_cast<char>(c + 32) : c;
  return result;
}

std::string_view trimmed(std::string_view text) {
  const auto first = text.find_first_not_of(" \t\r\n");
  if (first == text.npos) return {};
  return text.substr(first, text.find_last_not_of(" \t\r\n") - first + 1);
}

/// A text header in braces with `key = value ;` entries, the pixels after it, and so on for further frames.
class EdfFrames {
 public:
  explicit EdfFrames(const std::filesystem::path& path) : path_(path), source_(io::open_bytes(path)) {}

  /// False at the regular end.
  bool read_header() {
    int c = 0;
    do c = byte();
    while (c == ' ' || c == '\n' || c == '\r' || c == '\t' || c == 0);
    if (c < 0) return false;
    if (c != '{') throw damaged("a header does not begin with '{'");
    std::string text;
    constexpr std::size_t longest = 1 << 22;
    while ((c = byte()) != '}') {
      if (c < 0) throw damaged("it ends inside a header");
      text.push_back(static_cast<char>(c));
      if (text.size() > longest) throw damaged("a header has no end");
    }
    c = byte();
    if (c == '\r') c = byte();
    if (c != '\n') throw damaged("no line ends after a header");
    parse(text);
    return true;
  }

  /// The pixels of the frame whose header was read; into nothing where they are not wanted.
  DetectorImage read_pixels(bool wanted) {
    const PixelLayout layout = layout_of();
    const std::uint64_t columns = integer("dim_1"), rows = integer("dim_2");
    require_size(path_.string(), rows, columns);
    if (entries_.contains("dim_3") && integer("dim_3") != 1) throw damaged("Dim_3 is not 1");
    if (const auto c = entries_.find("compression"); c != entries_.end() && !c->second.empty()) {
      const std::string kind = lower(c->second);
      if (kind != "none" && kind != "nocompression") {
        throw input_error(path_.string(), "compressed EDF pixels (" + c->second.substr(0, 40) + ") are not supported",
                          "no Compression in the header; the whole file may be gzipped");
      }
    }
    const std::uint64_t bytes = rows * columns * layout.bytes;
    if (entries_.contains("size") && integer("size") < bytes) {
      throw damaged(fmt::format("Size is {}, too little for {} × {} pixels", integer("size"), rows, columns));
    }
    std::vector<unsigned char> block(std::min<std::uint64_t>(bytes, block_bytes));
    DetectorImage image;
    image.width = columns;
    image.height = rows;
    // Memory is asked for as pixels arrive: a cut file claims more than it has.
    for (std::uint64_t done = 0; done < bytes;) {
      const std::size_t count = std::min<std::uint64_t>(block.size(), bytes - done);
      if (!fill(block.data(), count)) {
        throw damaged(fmt::format("it ends after {} of {} bytes of pixels", done, bytes));
      }
      if (wanted) {
        const std::size_t at = image.data.size();
        image.data.resize(at + count / layout.bytes);
        convert_pixels(block.data(), count / layout.bytes, layout, image.data.data() + at);
      }
      done += count;
    }
    if (entries_.contains("size")) skip(integer("size") - bytes);
    image.exposure = number("exposuretime");
    image.wavelength = number("wavelength") * 1e10;
    image.distance = number("sampledistance");
    image.largest_count = largest_value(layout);
    return image;
  }

  [[nodiscard]] Error damaged(const std::string& what) const {
    return input_error(path_.string(), "is a damaged or cut EDF file: " + what, "a whole EDF file",
                       "copy or record it again");
  }

 private:
  static constexpr std::size_t block_bytes = 1 << 20;  // a multiple of every pixel size

  int byte() {
    if (at_ == buffered_) {
      buffer_.resize(block_bytes);
      buffered_ = source_->read(buffer_.data(), buffer_.size());
      at_ = 0;
      if (buffered_ == 0) return -1;
    }
    return static_cast<unsigned char>(buffer_[at_++]);
  }
  bool fill(unsigned char* to, std::size_t count) {
    while (count > 0) {
      const int c = byte();
      if (c < 0) return false;
      *to++ = static_cast<unsigned char>(c);
      --count;
      const std::size_t more = std::min(count, buffered_ - at_);
      std::copy_n(buffer_.data() + at_, more, to);
      to += more;
      at_ += more;
      count -= more;
    }
    return true;
  }
  void skip(std::uint64_t count) {
    while (count > 0 && byte() >= 0) --count;
  }

  void parse(const std::string& text) {
    entries_.clear();
    std::string_view rest(text);
    while (!rest.empty()) {
      const auto end = std::min(rest.find(';'), rest.size());
      const std::string_view entry = rest.substr(0, end);
      rest.remove_prefix(std::min(end + 1, rest.size()));
      const auto equals = entry.find('=');
      if (equals == entry.npos) continue;
      entries_[lower(trimmed(entry.substr(0, equals)))] = std::string(trimmed(entry.substr(equals + 1)));
    }
  }
  [[nodiscard]] std::uint64_t integer(const char* key) const {
    const auto at = entries_.find(key);
    if (at == entries_.end()) throw damaged(fmt::format("its header has no {}", key));
    std::uint64_t value = 0;
    const char* const last = at->second.data() + at->second.size();
    const auto [end, error] = std::from_chars(at->second.data(), last, value);
    if (error != std::errc{} || end != last) {
      throw damaged(fmt::format("{} is '{}', which is no number of pixels or bytes", key, at->second.substr(0, 40)));
    }
    return value;
  }
  /// NaN where there is no positive number.
  [[nodiscard]] double number(const char* key) const {
    const auto at = entries_.find(key);
    if (at == entries_.end()) return DetectorImage::unknown;
    double value = 0;
    const auto [end, error] = std::from_chars(at->second.data(), at->second.data() + at->second.size(), value);
    return error == std::errc{} && std::isfinite(value) && value > 0 ? value : DetectorImage::unknown;
  }
  [[nodiscard]] PixelLayout layout_of() const {
    static const std::map<std::string, PixelLayout> types{
        {"signedbyte", {PixelLayout::signed_integer, 1}},
        {"unsignedbyte", {PixelLayout::unsigned_integer, 1}},
        {"signedshort", {PixelLayout::signed_integer, 2}},
        {"unsignedshort", {PixelLayout::unsigned_integer, 2}},
        {"signedinteger", {PixelLayout::signed_integer, 4}},
        {"unsignedinteger", {PixelLayout::unsigned_integer, 4}},
        {"signedlong", {PixelLayout::signed_integer, 4}},
        {"unsignedlong", {PixelLayout::unsigned_integer, 4}},
        {"signed64", {PixelLayout::signed_integer, 8}},
        {"unsigned64", {PixelLayout::unsigned_integer, 8}},
        {"float", {PixelLayout::floating, 4}},
        {"floatvalue", {PixelLayout::floating, 4}},
        {"real", {PixelLayout::floating, 4}},
        {"double", {PixelLayout::floating, 8}},
        {"doublevalue", {PixelLayout::floating, 8}},
    };
    const auto type = entries_.find("datatype");
    if (type == entries_.end()) throw damaged("its header has no DataType");
    const auto found = types.find(lower(type->second));
    if (found == types.end()) {
      throw input_error(path_.string(), "DataType '" + type->second.substr(0, 40) + "' is not known",
                        "UnsignedShort, SignedInteger, FloatValue, DoubleValue and their like");
    }
    PixelLayout layout = found->second;
    const auto order = entries_.find("byteorder");
    const std::string word = order == entries_.end() ? "lowbytefirst" : lower(order->second);
    if (word != "lowbytefirst" && word != "highbytefirst") throw damaged("ByteOrder is '" + word.substr(0, 40) + "'");
    layout.big_endian = word == "highbytefirst";
    return layout;
  }

  std::filesystem::path path_;
  std::unique_ptr<io::ByteSource> source_;
  std::vector<char> buffer_;
  std::size_t at_ = 0, buffered_ = 0;
  std::map<std::string, std::string> entries_;
};

}  // namespace

void read_edf(const ImageName& name, const Body& body) {
  EdfFrames frames(name.path);
  std::size_t frame = 0;
  bool more = frames.read_header();
  bool several = name.frame.has_value();
  while (more) {
    const bool wanted = !name.frame || *name.frame == frame;
    DetectorImage image = frames.read_pixels(wanted);
    more = (!name.frame || !wanted) && frames.read_header();
    several |= more;
    image.source = source_name(name.path, frame, several);
    ++frame;
    if (wanted && (!body(std::move(image)) || !more)) return;
  }
  no_such_frame(name, frame);
}

}  // namespace glasscape::image_formats
