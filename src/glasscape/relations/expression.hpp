#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "glasscape/core/context.hpp"
#include "glasscape/core/field.hpp"
#include "glasscape/geometry/configuration.hpp"

namespace glasscape {

/// A field computed from the fields of a configuration: "log10(vmsd)", "coarse(s2, 6 Å) - s2", "q6 / coordination".
///
///   names       columns of the configuration (vmsd, vmsd_xyz.x); other characters in `backquotes`
///   numbers     1.5, 2e-3; beside a field in + and − they are in its unit
///   operators   + − * / ^ (^ binds tightest and to the right: -x^2 is -(x^2)), parentheses
///   functions   log, log10, exp, sqrt, abs; rank (average ranks, 1 … n over all atoms); standardise (minus the mean of
///               the atom's species, over its standard deviation); coarse(x, R): mean of x over the atoms within R [Å]
///               and the atom itself, of all species, atoms without a value left out
///   masks       comparisons == != < <= > >= give 1 or 0; and, or, not
///
/// Output   one component, named as the text; the unit is carried through + − * / ^ sqrt and coarse, "1" where none is
///          defined (log, exp, rank, standardise, masks, roots that units do not have)
/// NaN      where an operand is NaN; logarithms and roots outside their range; a species without spread (standardise);
///          an atom whose own value is NaN (coarse)
/// Errors   Error(usage) naming `where` and the place in the text: syntax, names, units that cannot be added
/// Cost     O(N) per operation, O(N · neighbours) for coarse; the same on any number of threads
Field evaluate_expression(const Configuration& configuration, std::string_view text, std::string_view where,
                          const RunContext& context);

/// The column of that name, or the expression that the text is.
Field column_or_expression(const Configuration& configuration, std::string_view text, std::string_view where,
                           const RunContext& context);

/// Atoms where the expression is neither 0 nor NaN, of the given species (empty: all).
/// Throws Error(usage) where no atom is left, or for a species that does not occur.
std::vector<std::size_t> select_atoms(const Configuration& configuration, std::string_view mask,
                                      const std::vector<std::string>& species, const RunContext& context);

/// The chosen atoms alone, in the same box: positions, ids, fields and those species that still occur.
Configuration restricted(const Configuration& configuration, const std::vector<std::size_t>& atoms);

/// "a,b(c, d),e" in parts at the commas outside parentheses, each without surrounding blanks.
std::vector<std::string> split_list(std::string_view text);

}  // namespace glasscape
