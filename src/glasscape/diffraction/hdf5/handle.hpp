#pragma once

#include <H5Epublic.h>
#include <H5Fpublic.h>
#include <H5Ipublic.h>
#include <mutex>
#include <utility>

namespace glasscape::hdf5 {

/// Access to the HDF5 library, which serves one thread at a time, with its messages kept back while this lives.
class Session {
 public:
  Session() : lock_(mutex()) {
    // Every file is closed by its reader or writer. What a damaged one leaves open would be complained about at exit.
    H5dont_atexit();
    H5open();
    H5Eget_auto2(H5E_DEFAULT, &function_, &data_);
    H5Eset_auto2(H5E_DEFAULT, nullptr, nullptr);
  }
  Session(const Session&) = delete;
  Session& operator=(const Session&) = delete;
  ~Session() {
    H5Eclear2(H5E_DEFAULT);
    H5Eset_auto2(H5E_DEFAULT, function_, data_);
  }

 private:
  static std::mutex& mutex() {
    static std::mutex one;
    return one;
  }
  std::lock_guard<std::mutex> lock_;
  H5E_auto2_t function_ = nullptr;
  void* data_ = nullptr;
};

/// An identifier of the library that is released at the end of its life; false where opening failed.
class Handle {
 public:
  Handle() = default;
  explicit Handle(hid_t id) : id_(id) {}
  Handle(Handle&& other) noexcept : id_(std::exchange(other.id_, -1)) {}
  Handle& operator=(Handle&& other) noexcept {
    std::swap(id_, other.id_);
    return *this;
  }
  ~Handle() {
    if (id_ >= 0) H5Idec_ref(id_);
  }
  [[nodiscard]] hid_t get() const noexcept { return id_; }
  explicit operator bool() const noexcept { return id_ >= 0; }

 private:
  hid_t id_ = -1;
};

}  // namespace glasscape::hdf5
