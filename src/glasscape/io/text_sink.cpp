#include "glasscape/io/text_sink.hpp"

#include <new>
#include <vector>
#include <zlib.h>
#include <zstd.h>

#include "glasscape/core/error.hpp"

namespace glasscape::io {

class TextSink::Encoder {
 public:
  virtual ~Encoder() = default;
  virtual void encode(std::string_view text, bool last, AtomicFile& file) = 0;
};

namespace {

class GzipState {
 public:
  GzipState() {
    constexpr int gzip_only = 15 + 16, memory = 8;
    if (deflateInit2(&stream, Z_DEFAULT_COMPRESSION, Z_DEFLATED, gzip_only, memory, Z_DEFAULT_STRATEGY) != Z_OK)
      throw std::bad_alloc();
  }
  ~GzipState() { deflateEnd(&stream); }
  GzipState(const GzipState&) = delete;
  GzipState& operator=(const GzipState&) = delete;
  z_stream stream{};
};

struct ZstdDelete {
  void operator()(ZSTD_CCtx* context) const { ZSTD_freeCCtx(context); }
};

}  // namespace

namespace {

template <class Base>
class GzipEncoder final : public Base {
 public:
  void encode(std::string_view text, bool last, AtomicFile& file) override {
    auto& stream = state_.stream;
    stream.next_in = reinterpret_cast<Bytef*>(const_cast<char*>(text.data()));
    stream.avail_in = static_cast<uInt>(text.size());
    do {
      stream.next_out = reinterpret_cast<Bytef*>(output_.data());
      stream.avail_out = static_cast<uInt>(output_.size());
      deflate(&stream, last ? Z_FINISH : Z_NO_FLUSH);
      file.write({output_.data(), output_.size() - stream.avail_out});
    } while (stream.avail_out == 0);
  }

 private:
  GzipState state_;
  std::vector<char> output_ = std::vector<char>(1 << 17);
};

template <class Base>
class ZstdEncoder final : public Base {
 public:
  ZstdEncoder() : context_(ZSTD_createCCtx()), output_(ZSTD_CStreamOutSize()) {
    if (!context_) throw std::bad_alloc();
    ZSTD_CCtx_setParameter(context_.get(), ZSTD_c_checksumFlag, 1);
  }
  void encode(std::string_view text, bool last, AtomicFile& file) override {
    ZSTD_inBuffer input{text.data(), text.size(), 0};
    while (true) {
      ZSTD_outBuffer output{output_.data(), output_.size(), 0};
      const std::size_t left =
          ZSTD_compressStream2(context_.get(), &output, &input, last ? ZSTD_e_end : ZSTD_e_continue);
      if (ZSTD_isError(left) != 0) throw Error(ErrorKind::engine, {"zstd", ZSTD_getErrorName(left), {}, {}});
      file.write({output_.data(), output.pos});
      if (last ? left == 0 : input.pos == input.size) return;
    }
  }

 private:
  std::unique_ptr<ZSTD_CCtx, ZstdDelete> context_;
  std::vector<char> output_;
};

}  // namespace

TextSink::TextSink(const std::filesystem::path& path, Compression compression) : file_(path) {
  if (compression == Compression::gzip) encoder_ = std::make_unique<GzipEncoder<Encoder>>();
  if (compression == Compression::zstd) encoder_ = std::make_unique<ZstdEncoder<Encoder>>();
}

TextSink::~TextSink() = default;

void TextSink::flush() {
  if (encoder_)
    encoder_->encode({text_.data(), text_.size()}, false, file_);
  else
    file_.write({text_.data(), text_.size()});
  text_.clear();
}

void TextSink::commit() {
  flush();
  if (encoder_) encoder_->encode({}, true, file_);
  file_.commit();
}

}  // namespace glasscape::io
