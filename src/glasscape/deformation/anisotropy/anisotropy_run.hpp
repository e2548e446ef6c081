#pragma once

#include <filesystem>
#include <memory>
#include <nlohmann/json_fwd.hpp>
#include <string>

#include "glasscape/scattering/affine/affine_analysis.hpp"
#include "glasscape/scattering/anisotropic/anisotropic_pdf.hpp"

namespace glasscape {

/// Everything that `pdf --anisotropic` makes of configurations, in one folder:
///
///   g.csv, g_Cu-Zr.csv, ..., reference*.csv, difference*.csv   as write_anisotropic()
///   g_X-ray.csv, difference_X-ray.csv                          with the weighting xray: weigh_exactly()
///   S.csv, S_Cu-Zr.csv, ...                                    with structure_factor: StructureFactor
///   map.csv                                                    with map_field: FieldMap
///   atoms.xyz.gz (of several samples atoms_1.xyz.gz, ...)      with atom_shells: last frame with atom_harmonics()
///   affine.csv                                                 with `affine`: AffineAnalysis of the total
///   pdf.json                                                   what finish() returns
///
/// An output that ends in .csv is the table of the total alone, of the difference where there are references.
///
/// map_field names a field of the frames or, with references, a field of compare (d2min, or d2min:cutoff=4), which is
/// then computed for each frame. The affine analysis takes g_00 from the configurations and, where there are
/// references, g_20 and its error from the difference.
///
/// Errors   those of the parts; Error(usage) where parts that need a folder are asked for beside a .csv file, and for a
///          field that is not there or has several components
class AnisotropyRun {
 public:
  /// `affine`: options of the analysis, or nullptr for none.
  AnisotropyRun(const AnisotropicOptions& options, const AffineOptions* affine, const std::filesystem::path& output);
  ~AnisotropyRun();

  /// Begins a sample with its reference, or nullptr.
  void begin_sample(const Configuration* reference, const std::string& where, const RunContext& context = {});
  void add(Configuration frame, const std::string& where, const RunContext& context = {});
  /// Writes the output. Returns anisotropic_summary() with what else was made: "affine" (summary()), "map" (atoms,
  /// undefined), "structure_factor" (shells), "files".
  nlohmann::json finish(const RunContext& context = {});

 private:
  struct State;
  std::unique_ptr<State> state_;
};

}  // namespace glasscape
