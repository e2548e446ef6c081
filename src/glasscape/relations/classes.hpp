#pragma once

#include <nlohmann/json.hpp>
#include <string>
#include <vector>

#include "glasscape/core/context.hpp"
#include "glasscape/core/field.hpp"
#include "glasscape/geometry/configuration.hpp"
#include "glasscape/relations/options.hpp"
#include "glasscape/statistics/clustered.hpp"
#include "glasscape/statistics/diversity.hpp"
#include "glasscape/statistics/reliability.hpp"

namespace glasscape {

/// The class of each atom: a whole number, or several of them.
struct ClassLabels {
  std::vector<std::string> names;  ///< "<0,0,12,0>", "12"; in order of first occurrence
  std::vector<std::uint32_t> of;   ///< per atom; none where the field is undefined
  static constexpr std::uint32_t none = 0xFFFFFFFF;
};

/// Atoms with equal values of all components of a field are a class. Throws Error(usage) naming `where` unless the
/// values are whole numbers (or undefined).
ClassLabels class_labels(const Field& field, std::string_view where);

/// The atoms of one species in one class.
struct ClassSummary {
  std::string name;
  std::size_t atoms = 0;        ///< of the species in the class
  std::size_t defined = 0;      ///< of these with the property
  double share = 0;             ///< of the species' atoms with a class
  ClusteredMean mean;           ///< of the property; clusters are blocks of space
  SpectrumDistance others;      ///< its spectrum and that of the species' other atoms
  std::vector<double> density;  ///< spectrum over SpeciesClasses::edges, the most frequent classes only
};

struct ClassPair {
  std::size_t a, b;  ///< places in SpeciesClasses::classes
  SpectrumDistance distance;
};

struct SpeciesClasses {
  std::string species;
  std::size_t atoms = 0;              ///< with a class
  std::size_t defined = 0;            ///< of these with the property
  double diversity = 0;               ///< e^S of all of them
  ClassUtility utility;               ///< of the atoms with the property
  std::vector<ClassSummary> classes;  ///< with at least class_size atoms that have the property, most frequent first
  std::size_t smaller = 0;            ///< classes below that
  std::vector<ClassPair> pairs;       ///< of the `spectra` most frequent classes
  std::vector<double> edges;          ///< bin edges of the spectra
  std::vector<double> density;        ///< spectrum of all atoms of the species
  std::vector<std::string> notes;
};

struct ClassRelation {
  std::string classes, property, unit;
  bool events = false;  ///< spectra are of single events rather than of one value per atom
  std::vector<SpeciesClasses> of;
};

/// What classes of local structure say about a property, per species: diversity, utility (toolkit definitions, see
/// ClassUtility), and the spectra of the classes with distances between them.
///
/// Spectra are made of `events` where given (one list per atom), else of the property's values.
///
/// Input    labels of the configuration's atoms; property of one component
/// NaN      see class_utility and spectrum_distance
/// Errors   std::invalid_argument: shapes; Error(usage): options
/// Cost     O((shuffles + blocks) · events · classes listed)
/// Source   paper 003, figure 1 and section IV B; paper 004, figure 4; distances and their baselines: ours
ClassRelation relate_classes(const Configuration& configuration, const std::string& name, const ClassLabels& labels,
                             const Field& property, const RepeatedValues* events, const RelateOptions& options,
                             const RunContext& context);

/// One line per species and class; one line per species with the utility of the classes; one line per pair of classes;
/// the spectra.
std::string classes_csv(const ClassRelation& relation);
std::string utility_csv(const ClassRelation& relation);
std::string class_distances_csv(const ClassRelation& relation);
std::string class_spectra_csv(const ClassRelation& relation);
nlohmann::json to_json(const ClassRelation& relation);

}  // namespace glasscape
