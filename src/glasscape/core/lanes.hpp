#pragma once

#include <cstddef>

namespace glasscape {

/// Eight numbers that the compiler works on together.
constexpr std::size_t lanes = 8;
typedef double Lanes __attribute__((vector_size(lanes * sizeof(double))));

}  // namespace glasscape

/// Compiles a function for several processors; which is run is chosen when the program starts. Sanitizers and clang do
/// not support that.
#if defined(__x86_64__) && defined(__GNUC__) && !defined(__clang__) && !defined(__SANITIZE_ADDRESS__) && \
    !defined(__SANITIZE_THREAD__)
#define GLASSCAPE_CLONES __attribute__((target_clones("avx512f", "arch=haswell", "default")))
#else
#define GLASSCAPE_CLONES
#endif
