#include "glasscape/md/appended_file.hpp"

#include <filesystem>
#include <unistd.h>
#include <utility>

#include "glasscape/core/error.hpp"

namespace glasscape {

AppendedFile::AppendedFile(std::string path, std::uintmax_t keep) : path_(std::move(path)) {
  if (keep > 0) {
    // A shorter file has lost what the checkpoint counts on; enlarging it would fill the gap with zeros.
    std::error_code error;
    if (std::filesystem::file_size(path_, error) < keep || error) {
      throw Error(ErrorKind::engine,
                  {path_, "is shorter than the checkpoint says", {}, "put the file back, or start again with --force"});
    }
    std::filesystem::resize_file(path_, keep);
  }
  file_ = std::fopen(path_.c_str(), keep > 0 ? "ab" : "wb");
  if (file_ == nullptr) fail();
}

AppendedFile::~AppendedFile() { std::fclose(file_); }

void AppendedFile::write(std::string_view bytes) {
  if (std::fwrite(bytes.data(), 1, bytes.size(), file_) != bytes.size() || std::fflush(file_) != 0) fail();
}

std::uintmax_t AppendedFile::synced_size() {
  if (::fsync(::fileno(file_)) != 0) fail();
  return static_cast<std::uintmax_t>(std::ftell(file_));
}

void AppendedFile::fail() const {
  throw Error(ErrorKind::engine, {path_, "cannot be written", {}, "check that the disk is not full"});
}

}  // namespace glasscape
