#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

#include "glasscape/geometry/configuration.hpp"

namespace glasscape {

/// One constituent of an alloy: its name and its share of the atoms.
struct Constituent {
  std::string name;
  double fraction;  ///< in (0, 1]; all fractions add up to 1
};

/// Reads "Cu50Zr50", "Cu64.5Zr35.5", "CuZr2" or "Cu": names (a capital letter and small letters) with relative
/// amounts, 1 where none is written. Throws Error(usage) naming `where` for anything else, for a repeated name and
/// for an amount that is not positive.
std::vector<Constituent> parse_composition(std::string_view text, std::string_view where);

/// The composition of a configuration in that form, "Cu2500Zr2500": species without atoms are left out. Throws
/// Error(input) naming `where` for a species whose name is not of the form above.
std::string composition_text(const Configuration& configuration, const std::string& where);

/// Whole numbers of atoms that add up to `atoms` and lie nearest to the fractions (largest remainder; ties go to the
/// constituent named first). Throws Error(usage) if a constituent would get no atom.
std::vector<std::size_t> atom_counts(const std::vector<Constituent>& composition, std::size_t atoms,
                                     std::string_view where);

/// The constituents as species with their standard atomic weights; throws Error(usage) for a name without one.
std::vector<Species> to_species(const std::vector<Constituent>& composition, std::string_view where);

}  // namespace glasscape
