#include "glasscape/io/byte_source.hpp"

#include <cerrno>
#include <cstring>
#include <fcntl.h>
#include <fmt/format.h>
#include <string>
#include <unistd.h>
#include <utility>
#include <vector>
#include <zlib.h>
#include <zstd.h>

#include "glasscape/core/error.hpp"

namespace glasscape::io {
namespace {

constexpr std::size_t block = 1 << 18;

class PlainSource final : public ByteSource {
 public:
  explicit PlainSource(const std::filesystem::path& path)
      : path_(path), file_(::open(path.c_str(), O_RDONLY | O_CLOEXEC)) {
    if (file_ < 0) {
      throw input_error(path_.string(), fmt::format("cannot be opened: {}", std::strerror(errno)), {},
                        "check the path and its permissions");
    }
  }
  ~PlainSource() override { ::close(file_); }
  PlainSource(const PlainSource&) = delete;
  PlainSource& operator=(const PlainSource&) = delete;

  std::size_t read(char* to, std::size_t capacity) override {
    while (true) {
      const ssize_t got = ::read(file_, to, capacity);
      if (got >= 0) return static_cast<std::size_t>(got);
      if (errno != EINTR) throw input_error(path_.string(), fmt::format("cannot be read: {}", std::strerror(errno)));
    }
  }
  [[nodiscard]] bool compressed() const noexcept override { return false; }
  [[nodiscard]] const std::filesystem::path& path() const noexcept { return path_; }
  void rewind() { ::lseek(file_, 0, SEEK_SET); }

 private:
  std::filesystem::path path_;
  int file_;
};

// What both decompressors share: a block of compressed bytes and the two ways in which a stream can be bad.
class CompressedSource : public ByteSource {
 public:
  explicit CompressedSource(std::unique_ptr<PlainSource> file) : file_(std::move(file)), input_(block) {}
  [[nodiscard]] bool compressed() const noexcept override { return true; }

 protected:
  /// The next block; false at the end of the file.
  bool refill() {
    available_ = file_->read(input_.data(), input_.size());
    used_ = 0;
    return available_ > 0;
  }
  [[noreturn]] void cut_off() const {
    throw input_error(file_->path().string(), "the compressed file is cut off", {}, "copy or download it again");
  }
  [[noreturn]] void damaged(const char* reason) const {
    throw input_error(file_->path().string(), fmt::format("the compressed data are damaged ({})", reason), {},
                      "copy or download it again");
  }

  std::unique_ptr<PlainSource> file_;
  std::vector<char> input_;
  std::size_t available_ = 0, used_ = 0;
};

class GzipSource final : public CompressedSource {
 public:
  explicit GzipSource(std::unique_ptr<PlainSource> file) : CompressedSource(std::move(file)) {
    constexpr int gzip_only = 15 + 16;
    if (inflateInit2(&stream_, gzip_only) != Z_OK) throw std::bad_alloc();
  }
  ~GzipSource() override { inflateEnd(&stream_); }
  GzipSource(const GzipSource&) = delete;
  GzipSource& operator=(const GzipSource&) = delete;

  std::size_t read(char* to, std::size_t capacity) override {
    std::size_t got = 0;
    while (got == 0) {
      if (used_ == available_ && !refill()) {
        if (inside_member_) cut_off();
        return 0;
      }
      // Members may follow each other; tape-like padding of zeros after the last is harmless.
      if (!inside_member_) {
        if (members_ > 0 && input_[used_] == 0) {
          ++used_;
          continue;
        }
        inside_member_ = true;
        ++members_;
      }
      stream_.next_in = reinterpret_cast<Bytef*>(input_.data() + used_);
      stream_.avail_in = static_cast<uInt>(available_ - used_);
      stream_.next_out = reinterpret_cast<Bytef*>(to);
      stream_.avail_out = static_cast<uInt>(capacity);
      const int status = inflate(&stream_, Z_NO_FLUSH);
      used_ = available_ - stream_.avail_in;
      got = capacity - stream_.avail_out;
      if (status == Z_STREAM_END) {
        inside_member_ = false;
        inflateReset(&stream_);
      } else if (status != Z_OK && status != Z_BUF_ERROR) {
        damaged(stream_.msg != nullptr ? stream_.msg : "gzip");
      }
    }
    return got;
  }

 private:
  z_stream stream_{};
  bool inside_member_ = false;
  int members_ = 0;
};

class ZstdSource final : public CompressedSource {
 public:
  explicit ZstdSource(std::unique_ptr<PlainSource> file)
      : CompressedSource(std::move(file)), stream_(ZSTD_createDStream()) {
    if (stream_ == nullptr) throw std::bad_alloc();
  }
  ~ZstdSource() override { ZSTD_freeDStream(stream_); }
  ZstdSource(const ZstdSource&) = delete;
  ZstdSource& operator=(const ZstdSource&) = delete;

  std::size_t read(char* to, std::size_t capacity) override {
    ZSTD_outBuffer output{to, capacity, 0};
    while (output.pos == 0) {
      if (used_ == available_ && !refill()) {
        if (!frame_done_) cut_off();
        return 0;
      }
      ZSTD_inBuffer input{input_.data(), available_, used_};
      const std::size_t status = ZSTD_decompressStream(stream_, &output, &input);
      used_ = input.pos;
      if (ZSTD_isError(status) != 0) damaged(ZSTD_getErrorName(status));
      frame_done_ = status == 0;
    }
    return output.pos;
  }

 private:
  ZSTD_DStream* stream_;
  bool frame_done_ = false;
};

}  // namespace

std::unique_ptr<ByteSource> open_bytes(const std::filesystem::path& path) {
  std::error_code ignored;
  const auto status = std::filesystem::status(path, ignored);
  if (!std::filesystem::exists(status)) throw input_error(path.string(), "there is no such file", {}, "check the path");
  if (!std::filesystem::is_regular_file(status)) {
    throw input_error(path.string(),
                      std::filesystem::is_directory(status) ? "this is a folder" : "this is no regular file",
                      "a LAMMPS data file, a LAMMPS text dump or extended XYZ");
  }
  auto file = std::make_unique<PlainSource>(path);
  unsigned char magic[4] = {};
  std::size_t got = 0;
  while (got < sizeof magic) {
    const std::size_t more = file->read(reinterpret_cast<char*>(magic) + got, sizeof magic - got);
    if (more == 0) break;
    got += more;
  }
  file->rewind();
  if (got >= 2 && magic[0] == 0x1f && magic[1] == 0x8b) return std::make_unique<GzipSource>(std::move(file));
  if (got == 4 && magic[0] == 0x28 && magic[1] == 0xb5 && magic[2] == 0x2f && magic[3] == 0xfd) {
    return std::make_unique<ZstdSource>(std::move(file));
  }
  return file;
}

}  // namespace glasscape::io
