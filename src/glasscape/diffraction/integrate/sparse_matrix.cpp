#include "glasscape/diffraction/integrate/sparse_matrix.hpp"

namespace glasscape {

SparseMatrix transpose(std::vector<PixelParts>& blocks, std::size_t bins) {
  SparseMatrix matrix;
  matrix.row.assign(bins + 1, 0);
  for (const PixelParts& block : blocks) {
    for (const auto& part : block.parts) ++matrix.row[part.bin + 1];
  }
  for (std::size_t bin = 0; bin < bins; ++bin) matrix.row[bin + 1] += matrix.row[bin];
  matrix.entries.resize(matrix.row.back());
  std::vector<std::uint64_t> next(matrix.row.begin(), matrix.row.end() - 1);
  std::uint32_t pixel = 0;
  for (PixelParts& block : blocks) {
    std::size_t k = 0;
    for (const std::uint32_t end : block.end) {
      for (; k < end; ++k) matrix.entries[next[block.parts[k].bin]++] = {pixel, block.parts[k].part};
      ++pixel;
    }
    block = {};
  }
  return matrix;
}

}  // namespace glasscape
