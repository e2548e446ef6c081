#pragma once

#include <cstddef>
#include <filesystem>
#include <functional>
#include <vector>

namespace glasscape {

/// Writes an array of little-endian doubles in NumPy's format, version 1.0: numpy.load(FILE) reads it. `part(k)` gives
/// the values of entry k along the first axis, in C order; they are written one after another, so that only one is in
/// memory. Atomically. Throws Error(engine) if the disk refuses.
///
/// Source: https://numpy.org/doc/stable/reference/generated/numpy.lib.format.html
void write_npy(const std::filesystem::path& path, const std::vector<std::size_t>& shape,
               const std::function<std::vector<double>(std::size_t)>& part);

}  // namespace glasscape
