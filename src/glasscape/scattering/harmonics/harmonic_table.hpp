#pragma once

#include <cstddef>
#include <filesystem>
#include <string>
#include <utility>
#include <vector>

#include "glasscape/scattering/harmonics/harmonics.hpp"

namespace glasscape {

/// One coefficient g_lm(r) or S_lm(Q).
struct HarmonicCurve {
  Harmonic harmonic;
  std::vector<double> value;
  std::vector<double> error;  ///< standard error; empty if unknown
};

/// The coefficients of one anisotropic pair distribution function g(r vector) = Σ g_lm(r) y_lm(r̂), or of the structure
/// factor likewise, for one weighting of the species. g_00 and S_00 in the 4π normalisation are g and S, which go to 1.
struct HarmonicTable {
  std::string abscissa = "r";   ///< "r" [Å] or "Q" [1/Å]
  std::string quantity = "g";   ///< "g" or "S"
  std::string label = "total";  ///< "total", "Cu-Zr", "X-ray"
  std::vector<double> x;        ///< bin centres, increasing
  double bin_width = 0;         ///< 0: values at points
  double density = 0;           ///< number density ρ₀ [1/Å³]; 0: not known
  Normalisation normalisation = Normalisation::four_pi;
  std::vector<HarmonicCurve> curves;
  std::vector<std::pair<std::string, std::string>> notes;  ///< further lines of the head: frames, axis, weights ...

  /// The curve of that harmonic, or nullptr.
  [[nodiscard]] const HarmonicCurve* find(Harmonic harmonic) const;
};

/// The same table with values and errors in that normalisation.
HarmonicTable in_normalisation(HarmonicTable table, Normalisation normalisation);

/// Text of a table: lines "# key = value" (label, normalisation, density, bin_width, notes), then the columns
/// "r [Å],g_0_0,g_0_0_error,g_2_-2,...", error columns only where they are known. Numbers are written so that reading
/// gives the same ones back; NaN is "nan".
std::string to_csv(const HarmonicTable& table);

/// What a file of plain columns does not say about itself.
struct PlainColumns {
  std::string quantity = "g";  ///< "g": columns are r [Å] and g; "S": Q [1/Å] and S
  double density = 0;          ///< 1/Å³
};

/// Reads a table that to_csv wrote, the table of `glasscape pdf` (its column g_total), or plain columns x, value and
/// perhaps standard error, which become the curve of l = 0. Columns are separated by commas or blanks; lines that begin
/// with # and one line of names are allowed before the numbers; the file may be compressed.
///
/// `plain` is used for plain columns and, its density, where the file states none.
/// Errors   Error(input) with file and line for text that is no number, an abscissa that does not increase or is
///          negative, lines of different lengths, columns or keys that contradict each other, and no line of numbers
HarmonicTable read_harmonic_table(const std::filesystem::path& path, const PlainColumns& plain = {});

}  // namespace glasscape
