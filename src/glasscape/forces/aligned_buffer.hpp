#pragma once

#include <cstddef>
#include <cstdlib>
#include <memory>
#include <new>
#include <type_traits>

namespace glasscape {

/// Asks the system for huge pages behind this memory: table look-ups touch many pages. Only a hint.
void prefer_huge_pages(void* memory, std::size_t bytes);

/// An array of trivial values that begins on a cache line (large ones: on a huge page). Not initialised.
template <class T>
class AlignedBuffer {
  static_assert(std::is_trivially_copyable_v<T>);

 public:
  AlignedBuffer() = default;
  explicit AlignedBuffer(std::size_t size) { reserve(size); }

  /// At least `size` elements; old content is lost when it has to grow.
  void reserve(std::size_t size) {
    if (size > size_) grow(size);
  }
  /// The same, keeping the first `used` elements.
  void reserve_keeping(std::size_t size, std::size_t used) {
    if (size <= size_) return;
    AlignedBuffer larger(size + size / 2);
    for (std::size_t i = 0; i < used; ++i) larger.data_[i] = data_[i];
    *this = std::move(larger);
  }
  [[nodiscard]] T* data() noexcept { return data_.get(); }
  [[nodiscard]] const T* data() const noexcept { return data_.get(); }
  [[nodiscard]] std::size_t capacity() const noexcept { return size_; }
  T& operator[](std::size_t i) { return data_[i]; }
  const T& operator[](std::size_t i) const { return data_[i]; }

 private:
  struct Free {
    void operator()(T* memory) const { std::free(memory); }
  };
  void grow(std::size_t size) {
    constexpr std::size_t huge = std::size_t{1} << 21;
    const std::size_t alignment = size * sizeof(T) >= huge ? huge : 64;
    const std::size_t bytes = (size * sizeof(T) + alignment - 1) / alignment * alignment;
    auto* memory = static_cast<T*>(std::aligned_alloc(alignment, bytes));
    if (memory == nullptr) throw std::bad_alloc();
    data_.reset(memory);
    size_ = size;
    if (alignment == huge) prefer_huge_pages(memory, bytes);
  }

  std::unique_ptr<T[], Free> data_;
  std::size_t size_ = 0;
};

}  // namespace glasscape
