#pragma once

#include <cstdint>
#include <filesystem>
#include <vector>

#include "glasscape/core/atomic_file.hpp"
#include "glasscape/core/field.hpp"

namespace glasscape {

/// Distributions of x/⟨x⟩ of fields that are never negative, as a table that grows in its file: frame, field, bin,
/// count, density. The file appears with commit().
class DistributionTable {
 public:
  explicit DistributionTable(const std::filesystem::path& path);
  /// Fields with one component; others, and those with negative values or a mean of 0, are left out.
  void add(std::int64_t frame, const std::vector<Field>& fields);
  void commit() { file_.commit(); }

 private:
  AtomicFile file_;
};

}  // namespace glasscape
