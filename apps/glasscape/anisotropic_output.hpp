#pragma once

#include <string>
#include <vector>

#include "glasscape/scattering/affine/affine_analysis.hpp"
#include "glasscape/scattering/anisotropic/options.hpp"
#include "input.hpp"

namespace glasscape::app {

/// What `pdf` was asked for where it is to expand g in spherical harmonics.
struct AnisotropicFlags {
  InputFlags input;               ///< of the first configuration, and how all files are to be read
  std::vector<std::string> more;  ///< further configurations
  std::vector<std::string> references;
  std::int64_t reference_frame = -1;
  bool all_frames = false;
  bool affine = false;
  AffineOptions affine_options;
  std::string output;
};

/// Names of the flags that mean something for an anisotropic function only.
std::vector<std::string> anisotropic_flag_names();
/// Adds them, without those of the parameter table. `flags` must outlive parsing.
void add_anisotropic_flags(CLI::App& verb, AnisotropicFlags& flags);

int run_anisotropic(const AnisotropicFlags& flags, const AnisotropicOptions& options, Session& session);

}  // namespace glasscape::app
