#pragma once

#include <string>
#include <vector>

#include "glasscape/study/page.hpp"
#include "glasscape/study/results.hpp"

namespace glasscape {

/// The whole report page (HTML) of a results folder. Sections whose results do not exist say so.
std::string report_html(const StudyResults& results);

// The sections, one file each; a section may be empty (null) if the study did not ask for it.
namespace report {

/// What was made, in a few numbers, and the atoms in three dimensions.
page::Json overview(const StudyResults& results, const Configuration& configuration);
/// The cooling curve with T_g.
page::Json cooling(const StudyResults& results);
/// g(r), its peaks and troughs, and the frequencies of Voronoi indices.
page::Json structure(const StudyResults& results, const Configuration& configuration);
/// Activation energies: spectra per species, outcomes of the searches.
page::Json landscape(const StudyResults& results, const Configuration& configuration);
/// Normal modes: participation ratios, density of states and its boson peak, harmonic displacements.
page::Json modes(const StudyResults& results);
/// Stress–strain curve, rearrangements and elastic constants.
page::Json deform(const StudyResults& results, const Configuration& configuration);
/// Polyhedra of chosen Voronoi classes, their clusters and where they lie.
page::Json network(const std::vector<StudyResults>& branches);
/// Displacements in time at constant temperature.
page::Json dynamics(const std::vector<StudyResults>& branches);
/// Tests at temperature: stress against strain, or strain against time, of all branches in one figure.
page::Json mechanical_test(const std::vector<StudyResults>& branches);
/// What the atoms did along these tests: localisation, plastic clusters, the shear band, maps that play.
page::Json motion(const std::vector<StudyResults>& branches);
/// The anisotropic pair distribution function that the tests leave, beside an affine one.
page::Json anisotropy(const std::vector<StudyResults>& branches);
/// The glass in a simulated beam: what its images tell of it.
page::Json diffraction(const std::vector<StudyResults>& branches);
/// Where bonds and rings of a polymer point before and after the tests.
page::Json orientation(const std::vector<StudyResults>& branches);
/// Elastic constants before and after them.
page::Json elasticity(const std::vector<StudyResults>& branches);
/// Relaxed regions: energies of their atoms and of the matrix.
page::Json regions(const std::vector<StudyResults>& branches);
/// Each descriptor against the property, and the correlation lengths.
page::Json relations(const StudyResults& results);
/// Published numbers beside those of the study.
page::Json compare(const StudyResults& results);
/// Steps, options, hashes, seeds, versions.
page::Json provenance(const StudyResults& results);

}  // namespace report
}  // namespace glasscape
