#pragma once

#include <memory>

#include "glasscape/geometry/configuration.hpp"
#include "glasscape/io/configuration_io.hpp"
#include "glasscape/io/line_reader.hpp"

namespace glasscape::io {

/// The frames of one file format. Frames come as the file has them: not yet validated, names not yet
/// assigned.
class FrameReader {
 public:
  virtual ~FrameReader() = default;
  /// The next frame; false where the file ends between frames.
  virtual bool read(LineReader& lines, Configuration& frame) = 0;
  /// Moves past the next frame without converting its numbers; false where the file ends between frames.
  virtual bool skip(LineReader& lines) = 0;
};

std::unique_ptr<FrameReader> make_lammps_data_reader(const ReadOptions& options);
std::unique_ptr<FrameReader> make_lammps_dump_reader(const ReadOptions& options);
std::unique_ptr<FrameReader> make_extended_xyz_reader(const ReadOptions& options);

/// The first bytes of the file contain a line "N atoms".
bool looks_like_lammps_data(std::string_view head);

/// Moves past empty lines to the next that is not; false at the end of the file.
bool next_filled(LineReader& lines, std::string_view& line);

/// What a LAMMPS unit system does to a frame. Throws Error(input) for systems whose lengths are not in Å.
double velocity_unit(std::string_view units, const LineReader& lines, std::vector<std::string>& notes);

}  // namespace glasscape::io
