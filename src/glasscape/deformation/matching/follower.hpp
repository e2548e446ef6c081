#pragma once

#include <string>
#include <vector>

#include "glasscape/core/parameters.hpp"
#include "glasscape/geometry/configuration.hpp"

namespace glasscape {

struct FollowOptions {
  std::string images = "auto";     ///< auto, nearest, file
  std::string missing = "refuse";  ///< refuse, drop
};

/// A state of the atoms, ready to be compared with the reference bond by bond.
struct Followed {
  Configuration current;           ///< the atoms in the order of the reference, unwrapped, in a comparable cell
  std::vector<std::size_t> lost;   ///< atoms of the reference that are not in it (only with missing = drop)
  bool cell_changed = false;       ///< an equivalent cell stands for the file's (a box flip was undone)
  std::size_t uncertain = 0;       ///< atoms whose nearest image was nearest by less than a fifth of a cell vector
  std::vector<std::string> notes;  ///< what was assumed, for the log
};

/// Follows atoms from a reference through later states, given in any order of atoms, wrapped or not.
///
/// Atoms are matched by id. Of all cells that make the same lattice of images, each state gets the one in which the
/// atoms moved least since the state before (equivalent_cell); with it every atom gets its image:
///
///   images = nearest  the one nearest to where it was in the state before, carried along with the cell and the mean
///                     motion of all atoms. Right as long as no atom moves by half a cell vector against that
///                     between two states, however far it gets in the end
///   images = file     positions of the files, plus image flags · cell where there are any, are unwrapped already
///   images = auto     file where both files have image flags, unless a quarter of the atoms and more would have jumped
///                     by half a cell vector (the flags then have another origin); else nearest
///
/// Input    any cells with the same periodic directions
/// Errors   Error(input) for other ids (unless missing = drop), species or periodic directions
/// Cost     O(N) a state; one position per atom is kept between states
class Follower {
 public:
  Follower(Configuration reference, FollowOptions options);

  /// The reference as states are comparable with it: unwrapped by its image flags where they are used.
  [[nodiscard]] const Configuration& reference() const noexcept { return reference_; }
  /// `where` names the state in messages.
  Followed next(const Configuration& state, const std::string& where);

 private:
  [[nodiscard]] bool uses_flags(const Configuration& state) const;

  Configuration reference_;
  FollowOptions options_;
  Box box_;                      // of the state before
  std::vector<Vec3> positions_;  // in it, unwrapped; of atoms that are missing, where they were last
  bool flags_refused_ = false;
};

/// Rows for the parameter table of a verb whose options have FollowOptions as a base.
template <class O>
struct FollowRows {
  using Row = typename ParameterTable<O>::Row;

  static Row images() {
    return {.name = "images",
            .member = &O::images,
            .unit = Unit("1"),
            .help =
                "which periodic image of an atom is meant: by image flags where both files have them, the nearest "
                "to the state before, or positions (and flags) as they are in the file",
            .choices = {"auto", "nearest", "file"}};
  }
  static Row missing() {
    return {.name = "missing",
            .member = &O::missing,
            .unit = Unit("1"),
            .help = "atoms that only one of the configurations has: an error, or left out of both",
            .choices = {"refuse", "drop"}};
  }
};

/// The current configuration with its atoms in the order of the reference, in the nearest images: one step of a
/// Follower with images = nearest.
Configuration follow_images(const Configuration& reference, const Configuration& current);

/// The reference without the atoms that were lost (given in ascending order): ids, species and positions only.
Configuration common_atoms(const Configuration& reference, const std::vector<std::size_t>& lost);

}  // namespace glasscape
