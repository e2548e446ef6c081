#pragma once

#include <filesystem>
#include <functional>
#include <span>
#include <string>
#include <vector>

#include "glasscape/geometry/configuration.hpp"

namespace glasscape {

/// How a configuration file is to be understood.
struct ReadOptions {
  std::vector<std::string> elements = {};  ///< names of types 1, 2, ...; may be empty if the file names them
  std::string atom_style =
      {};  ///< LAMMPS data: atomic, charge, molecular, full; empty: from the file's own hint or column count
  std::int64_t frame = -1;  ///< which frame of a trajectory; negative counts from the end
  double overlap = 0.1;     ///< Å; atoms closer than this are refused (0: no check)
};

/// Reads a LAMMPS data file, a LAMMPS text dump or extended XYZ, plain, .gz or .zst; the format is found from
/// the content. The result has passed validate() and, where species names are missing, assign_elements().
///
/// Throws Error(input) with file and line for anything that cannot be understood or is cut off, and
/// Error(usage) if element names are needed. Never guesses silently: assumptions are in Configuration::notes.
Configuration read_configuration(const std::filesystem::path& path, const ReadOptions& options = {});

/// Calls `visit` for each complete frame in order, holding one frame in memory; stops early when it returns
/// false. A last frame that is cut off is an Error(input) after the complete frames have been visited.
void read_frames(const std::filesystem::path& path, const ReadOptions& options,
                 const std::function<bool(Configuration&&)>& visit);

/// The same for the frames that `wanted` (of the frame's number, from 0) says; others are passed over without
/// converting their numbers. The number is handed to `visit` too.
void read_frames(const std::filesystem::path& path, const ReadOptions& options,
                 const std::function<bool(std::int64_t)>& wanted,
                 const std::function<bool(Configuration&&, std::int64_t)>& visit);

/// Complete frames of a file, without converting their numbers.
struct FrameCount {
  std::int64_t frames = 0;
  std::string cut_off;  ///< what is wrong with the last one; empty if the file ends between frames
};
FrameCount count_frames(const std::filesystem::path& path, const ReadOptions& options = {});

/// Writes by the file's ending: .data/.lmp (LAMMPS data), .dump/.lammpstrj (LAMMPS dump), .xyz/.extxyz
/// (extended XYZ), each also with .gz or .zst. Atomically; positions with 17 significant digits. Fields
/// become columns. Throws Error(usage) for an unknown ending, Error(engine) if the disk refuses.
void write_configuration(const std::filesystem::path& path, const Configuration& configuration);

/// The same for several frames in one file, as dump or extended XYZ. Throws Error(usage) for LAMMPS data, which has one
/// frame only, and without frames.
void write_trajectory(const std::filesystem::path& path, std::span<const Configuration> frames);

}  // namespace glasscape
