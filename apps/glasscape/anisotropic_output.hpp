#pragma once

#include <string>
#include <vector>

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
  std::string output;
};

int run_anisotropic(const AnisotropicFlags& flags, const AnisotropicOptions& options, Session& session);

}  // namespace glasscape::app
