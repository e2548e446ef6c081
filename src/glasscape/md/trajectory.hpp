#pragma once

#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <functional>
#include <vector>

#include "glasscape/core/vec.hpp"
#include "glasscape/geometry/box.hpp"

namespace glasscape {

/// The atoms at one moment of a run.
struct MdFrame {
  std::size_t stage = 0;        ///< index into MdProgram::stages
  std::int64_t stage_step = 0;  ///< steps of that stage done
  Box box;
  std::vector<Vec3> positions;  ///< Å, unwrapped, in the order of MdProgram::initial
};

/// Who is handed frames while a run goes on, in order; the worker does not wait.
using FrameSink = std::function<void(const MdFrame&)>;

/// A frame as the bytes of a file on its way from the worker to its starter on the same machine.
void write_frame(const std::filesystem::path& path, const MdFrame& frame);
/// Throws Error(engine) where the file is not a whole frame.
MdFrame read_frame(const std::filesystem::path& path);

}  // namespace glasscape
