#pragma once

#include <cstdint>
#include <vector>

#include "glasscape/forces/molecular/molecular_model.hpp"
#include "glasscape/geometry/configuration.hpp"
#include "glasscape/geometry/topology.hpp"

namespace glasscape {

/// One molecule, as its bonds show it.
struct Chain {
  std::vector<std::uint32_t> atoms;               ///< ascending
  std::vector<std::uint32_t> backbone;            ///< the longest way along bonds that are part of no ring, in order
  std::vector<std::vector<std::uint32_t>> rings;  ///< atoms joined by bonds that are part of rings, each ascending
};

/// The molecules of two atoms and more, in the order of their first atoms.
///
/// A bond is part of a ring where its atoms stay joined without it. Of two longest ways the first found is taken: from
/// the atom farthest from the first one, in the order of the atoms. A polymer whose main chain runs through rings has
/// no backbone in this sense beyond the pieces between them.
///
/// Cost     O(N + number of bonds), and backbones O(n²) each
std::vector<Chain> find_chains(const Topology& topology, std::size_t atoms);

/// Bonds, angles and bead types of a number of chains of the model's repeat unit.
/// Throws Error(input) that begins with `where` for a model without a repeat unit, or whose beads are not all joined.
struct ChainBlueprint {
  std::vector<std::int32_t> types;  ///< of one chain
  Topology topology;                ///< of one chain
};
ChainBlueprint chain_blueprint(const MolecularModel& model, std::size_t monomers, const std::string& where);

/// What a chain without excluded volume and without torsions would measure at a temperature.
///
///   <R²> = Σ_i l_i² + 2 Σ_{i<j} l_i l_j Π_{i<=k<j} a_k,   a_k = <−cos θ_k>
///   <R_g²> = (1/n²) Σ_{i<j} <R_ij²>
///
/// over the bonds l and angles θ along the backbone; <cos θ> is the Boltzmann average of the angle's own energy,
/// ∫ cos θ exp(−½ k (θ−θ₀)² / k_B T) sin θ dθ / ∫ …; an angle without energy is free, a = 0. Our estimate: the freely
/// rotating chain with thermal angles. Real chains are wider: excluded volume and side groups are left out.
///
/// Source   Flory, Statistical Mechanics of Chain Molecules (1969), ch. I: the freely rotating chain
struct ChainDimensions {
  double end_to_end2 = 0;  ///< Å², <R²>
  double gyration2 = 0;    ///< Å², <R_g²> of the backbone
  double contour = 0;      ///< Å, length of all bonds
};
ChainDimensions expected_dimensions(const MolecularModel& model, const ChainBlueprint& chain, double temperature);

/// The same of every chain of a configuration; NaN for a chain without a backbone.
std::vector<ChainDimensions> chain_dimensions(const Configuration& configuration, const std::vector<Chain>& chains);

}  // namespace glasscape
