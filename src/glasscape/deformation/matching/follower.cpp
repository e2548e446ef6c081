#include "glasscape/deformation/matching/follower.hpp"

#include <algorithm>
#include <cmath>
#include <fmt/format.h>

#include "glasscape/deformation/matching/equivalent_cell.hpp"
#include "glasscape/deformation/matching/match_atoms.hpp"

namespace glasscape {
namespace {

// Enough to tell cells apart whose positions differ by whole cell vectors.
constexpr std::size_t sample_size = 4096;

Vec3 flags_displacement(const Box& box, const std::array<std::int32_t, 3>& flags) {
  return static_cast<double>(flags[0]) * box.cell()[0] + static_cast<double>(flags[1]) * box.cell()[1] +
         static_cast<double>(flags[2]) * box.cell()[2];
}

std::vector<Vec3> unwrapped_positions(const Configuration& c) {
  std::vector<Vec3> result = c.positions;
  for (std::size_t i = 0; i < c.images.size(); ++i) result[i] += flags_displacement(c.box, c.images[i]);
  return result;
}

}  // namespace

Follower::Follower(Configuration reference, FollowOptions options)
    : reference_(std::move(reference)), options_(std::move(options)), box_(reference_.box) {
  if (options_.images != "nearest" && !reference_.images.empty()) {
    reference_.positions = unwrapped_positions(reference_);
    reference_.images.clear();
  } else if (options_.images == "auto") {
    flags_refused_ = true;
  }
  positions_ = reference_.positions;
}

bool Follower::uses_flags(const Configuration& state) const {
  if (options_.images == "file") return true;
  return options_.images == "auto" && !flags_refused_ && !state.images.empty();
}

Followed Follower::next(const Configuration& state, const std::string& where) {
  const auto at = match_atoms(reference_, state, options_.missing == "drop", where);
  Followed result;
  std::vector<std::size_t> kept;
  kept.reserve(at.size());
  for (std::size_t i = 0; i < at.size(); ++i) (at[i] == no_atom ? result.lost : kept).push_back(i);

  const auto find_cell = [&](const std::vector<Vec3>& positions, bool unwrapped) {
    std::vector<Vec3> before, now;
    const std::size_t stride = std::max<std::size_t>(1, kept.size() / sample_size);
    for (std::size_t k = 0; k < kept.size(); k += stride) {
      before.push_back(box_.fractional(positions_[kept[k]]));
      now.push_back(positions[at[kept[k]]]);
    }
    return equivalent_cell(box_, before, state.box, now, unwrapped);
  };
  const auto change = [&](const EquivalentCell& cell, const std::vector<Vec3>& positions, std::size_t i) {
    return cell.box.fractional(positions[at[i]]) - box_.fractional(positions_[i]) - cell.drift;
  };

  bool flags = uses_flags(state);
  std::vector<Vec3> positions = flags ? unwrapped_positions(state) : state.positions;
  EquivalentCell cell = find_cell(positions, flags);
  if (flags && options_.images == "auto") {
    std::size_t jumped = 0;
    for (const std::size_t i : kept) {
      const Vec3 d = change(cell, positions, i);
      bool far = false;
      for (std::size_t c = 0; c < 3; ++c) far = far || (cell.box.periodic()[c] && std::abs(d[c]) > 0.5);
      jumped += far ? 1 : 0;
    }
    if (4 * jumped >= kept.size()) {
      result.notes.push_back(fmt::format(
          "{} of {} atoms would have jumped by their image flags, which have another origin: the nearest images are "
          "taken instead",
          jumped, kept.size()));
      flags_refused_ = true;
      flags = false;
      positions = state.positions;
      cell = find_cell(positions, false);
    }
  }

  Configuration& current = result.current;
  current.box = cell.box;
  current.species = reference_.species;
  current.timestep = state.timestep;
  current.ids.reserve(kept.size());
  current.types.reserve(kept.size());
  current.positions.reserve(kept.size());
  for (const std::size_t i : kept) {
    Vec3 position = positions[at[i]];
    if (!flags) {
      const Vec3 d = change(cell, positions, i);
      bool near_half = false;
      for (std::size_t c = 0; c < 3; ++c) {
        if (!cell.box.periodic()[c]) continue;
        const double cells = std::round(d[c]);
        near_half = near_half || std::abs(d[c] - cells) > 0.4;
        position -= cells * cell.box.cell()[c];
      }
      result.uncertain += near_half ? 1 : 0;
    }
    positions_[i] = position;
    current.ids.push_back(reference_.ids[i]);
    current.types.push_back(reference_.types[i]);
    current.positions.push_back(position);
  }
  // Atoms that are missing stay with the cell.
  for (const std::size_t i : result.lost) positions_[i] = cell.box.cartesian(box_.fractional(positions_[i]));
  box_ = cell.box;
  result.cell_changed = cell.changed;
  if (cell.changed) result.notes.emplace_back("an equivalent cell is used, since the box was flipped");
  if (cell.ambiguous) {
    result.notes.emplace_back(
        "the atoms do not tell which of the equivalent cells follows the one before: the nearest is taken");
  }
  if (result.uncertain > 0) {
    result.notes.push_back(
        fmt::format("{} atoms moved by more than 0.4 of a cell vector against the others: their images are uncertain",
                    result.uncertain));
  }
  return result;
}

Configuration follow_images(const Configuration& reference, const Configuration& current) {
  return Follower(reference, {.images = "nearest"}).next(current, "the second configuration").current;
}

Configuration common_atoms(const Configuration& reference, const std::vector<std::size_t>& lost) {
  Configuration result;
  result.box = reference.box;
  result.species = reference.species;
  result.timestep = reference.timestep;
  auto gone = lost.begin();
  for (std::size_t i = 0; i < reference.size(); ++i) {
    if (gone != lost.end() && *gone == i) {
      ++gone;
      continue;
    }
    result.ids.push_back(reference.ids[i]);
    result.types.push_back(reference.types[i]);
    result.positions.push_back(reference.positions[i]);
  }
  return result;
}

}  // namespace glasscape
