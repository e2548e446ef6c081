#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

namespace glasscape {

/// The three layouts of embedded-atom files, as LAMMPS names them.
enum class EamStyle {
  funcfl,  ///< `eam`: one element, effective charge Z(r); φ_ij = 27.2·0.529·Z_i·Z_j/r eV
  alloy,   ///< `eam/alloy` (setfl): one density function per element, r·φ per pair
  fs,      ///< `eam/fs`: one density function per ordered pair of elements (Finnis–Sinclair), r·φ per pair
};
/// "eam", "eam/alloy", "eam/fs": the pair_style.
std::string_view lammps_name(EamStyle style);

/// One embedded-atom file, as its numbers stand in the file.
///
/// Tables begin at ρ = 0 and r = 0 with steps drho and dr.
struct EamFile {
  EamStyle style = EamStyle::fs;
  std::string name;     ///< file name without folder
  std::string content;  ///< the bytes, so that LAMMPS can be given exactly this file
  std::vector<std::string> elements;
  std::vector<double> masses;  ///< g/mol
  std::size_t nrho = 0, nr = 0;
  double drho = 0, dr = 0;
  double cutoff = 0;                                      ///< Å
  std::vector<std::vector<double>> embedding;             ///< F(ρ) of each element [eV]
  std::vector<std::vector<std::vector<double>>> density;  ///< fs: [source][at]; alloy and funcfl: [source][0]
  std::vector<std::vector<double>> r_phi;  ///< r·φ [eV·Å], pairs (0,0), (1,0), (1,1), (2,0) ...; not funcfl
  std::vector<double> charge;              ///< funcfl: Z(r)
};

/// Reads funcfl, setfl or Finnis–Sinclair setfl; the layout is found from the number of values, and must
/// agree with the ending of `name` where that is .eam, .eam.alloy or .eam.fs.
///
/// Throws Error(input) naming the line: truncated or overlong files, values that are not finite numbers,
/// steps or cutoffs that are not positive, repeated elements.
EamFile parse_eam(std::string name, std::string content);

}  // namespace glasscape
