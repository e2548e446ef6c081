#pragma once

#include <cstdint>
#include <filesystem>
#include <nlohmann/json_fwd.hpp>
#include <string>
#include <vector>

#include "glasscape/core/context.hpp"
#include "glasscape/core/parameters.hpp"
#include "glasscape/geometry/configuration.hpp"
#include "glasscape/polymer/statistics.hpp"

namespace glasscape {

struct OrientationOptions {
  std::string axis = "y";  ///< x, y, z, or three numbers
  std::int64_t bins = 18;
  double reach = 1.5;  ///< in mean spacings of the centres
};
const ParameterTable<OrientationOptions>& orientation_parameters();

/// Directions of one kind (backbone bonds, ring normals) before and after.
struct OrientationCurve {
  std::size_t directions = 0;
  std::vector<MeanError> before, after, change;  ///< density of |cos φ| in each bin; 1 where isotropic
  MeanError p2_before, p2_after, p2_change;
  double p2_affine = 0;  ///< what P2 would be, had all directions followed the cell
  MeanError rotation;    ///< deg, angle between a direction before and after; of normals at most 90
};

/// One molecule; NaN where a quantity is not defined for it.
struct ChainMotion {
  std::int64_t molecule = 0;  ///< its id
  std::size_t atoms = 0;
  double rotation = 0;                                 ///< deg
  double end_to_end_before = 0, end_to_end_after = 0;  ///< Å
  double gyration_before = 0, gyration_after = 0;      ///< Å, backbone
  double bond_stretch = 0;                             ///< Å
  double bond_rotation = 0, ring_rotation = 0;         ///< deg
  double d2_inside = 0, d2min_centre = 0;              ///< Å²
};

struct OrientationResult {
  Vec3 axis;
  std::vector<double> edges;  ///< of the bins of |cos φ|
  OrientationCurve bonds, rings;
  std::vector<ChainMotion> chains;
  MeanError chain_rotation, extension, bond_stretch, stretch_share, d2_inside, d2min_centre, d2min_ring;
  double rotation_extension_correlation = 0;
  double centre_cutoff = 0, ring_cutoff = 0;  ///< Å
};

/// How bonds and rings of molecules lie to an axis in two configurations, and whether molecules turned or were
/// stretched.
///
/// Directions: bonds of backbones (chains.hpp), and normals of rings: of the plane that fits a ring's atoms best. φ is
/// the angle to the axis.
///
///   density of |cos φ|   histogram with equal bins from 0 to 1, 1 everywhere if isotropic;
///                        P(φ) = density · sin φ, ΔP(φ) = P after − P before
///   P2                   <(3 cos² φ − 1) / 2>; p2_affine: the same of F·b (rings: of the normal of the deformed
///   plane),
///                        F = the map of the reference cell to the current one
///   rotation             of a molecule: the angle of the rotation that takes its atoms, about their centre, nearest to
///                        where they are (least squares, all atoms alike); of a bond or a normal: between before and
///                        after
///   bond_stretch         mean change of the lengths of its backbone bonds
///   extension            ratio of the end-to-end distances
///   stretch_share        Σ (l' − l)² / Σ |b' − b|² over backbone bonds: 1 if bonds only change their lengths, 0 if
///   they
///                        only turn
///   d2_inside            min_J Σ |x − J·X|² / n over the atoms of a molecule about its centre: what no affine map of
///   the
///                        molecule explains
///   d2min_centre         D²min (d2min.hpp, mean) of the centres of molecules among those within `reach` times
///                        ρ^(−1/3), ρ their number density in the reference; d2min_ring the same for centres of rings,
///                        which is one per styrene
///
/// These are our definitions: paper 000 shows reorientation of one chain and gives no formula. Centres are means of
/// positions, not weighted by mass. In thermal states all of these contain vibrations: compare inherent structures, or
/// average, to be rid of them.
///
/// Input    reference with bonds; current with the same ids (its own bonds are not read), in a cell that follows the
///          strain without flips. Molecules are put together by their bonds; centres are followed as nearest images in
///          cell coordinates, so no centre may have moved by half the cell besides the strain
/// Options  axis, bins of |cos φ|, reach
/// Output   curves and means with standard errors over molecules, taken as independent (one molecule: NaN); errors of
///          changes are of the paired differences
/// NaN      rotation: molecules whose atoms lie on a line; d2_inside: in a plane
/// Errors   Error(input) without bonds, where the ids differ, or for open boundaries; Error(usage) for the axis
/// Exact    all but bins and P2 are unchanged by translation and by rotation of both; P2_after = p2_affine and
///          d2 = 0 under an affine map
/// Cost     O(N)
OrientationResult orientation_analysis(const Configuration& reference, const Configuration& current,
                                       const OrientationOptions& options, const RunContext& context);

nlohmann::ordered_json to_json(const OrientationResult& result);
/// FOLDER/orientation.json, orientation.csv (a row per bin), chains.csv (a row per molecule).
void write_orientation(const OrientationResult& result, const std::filesystem::path& folder);

}  // namespace glasscape
