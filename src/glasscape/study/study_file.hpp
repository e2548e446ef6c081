#pragma once

#include <filesystem>
#include <string>
#include <string_view>
#include <vector>

#include "glasscape/core/parameters.hpp"

namespace glasscape {

/// One key of a study file, with the place where it stands ("quickstart.toml:12").
struct StudyEntry {
  std::string key;
  ParameterValue value;
  std::string where;
};

/// One table of a study file.
struct StudySection {
  std::string name;   ///< "glass"; for a field its label
  std::string where;  ///< place of the table
  bool present = false;
  std::vector<StudyEntry> entries;

  [[nodiscard]] const StudyEntry* find(std::string_view key) const;
  /// Removes the key from the section and returns its value, or `otherwise` if it is not there.
  /// Throws Error(usage) unless the value is a text.
  std::string take_text(std::string_view key, std::string otherwise);
  /// The same for an integer, which must be at least `least`.
  std::int64_t take_integer(std::string_view key, std::int64_t otherwise, std::int64_t least);
  /// The same for a list of texts, or one text.
  std::vector<std::string> take_texts(std::string_view key);
};

/// A number of the study to be shown beside a published one.
struct PublishedNumber {
  std::string what;    ///< "S2 against activation energy, Cu, bins of 200"
  std::string source;  ///< "003, fig. 5"
  std::string paper;   ///< the published number as text
  std::string value;   ///< where ours is: see study_number()
  std::string minus;   ///< and a number that is taken from it,
  std::string over;    ///< or that it is divided by; empty: none
  std::string unit;    ///< shown behind both
  double low, high;    ///< what agrees with the paper; NaN: no bound on this side
  std::string reason;  ///< shown where ours does not agree: why
  std::string where;   ///< place in the study file
};

/// What the command line chooses in a study file.
struct StudyChoice {
  std::string scale = {};                  ///< the table [scale.NAME] whose entries replace those of the file
  std::string glass = {};                  ///< a configuration to start from in place of [glass]
  std::vector<std::string> elements = {};  ///< of its types, if it does not name them
};

/// A study file as written, before the options are checked by their tables.
///
///   title = "..."            what the report is called
///   potential = "kim:..."    used by every step
///   seed = 1                 every random number of the study derives from it
///   [glass]                  either the protocol of `quench`, or file = "my.lammps.gz" and elements = ["Cu",
///   "Zr"]
///   [relax] [explore] [modes] [deform] [learn] [relate] [pdf] [inhomogenize] [network] [dynamics]
///                            options of the verbs of the same name
///   [motion]                 options of the verb compare, for the frames of [deform]
///   [diffraction]            options of diffraction simulate, for the glass of [anisotropy]
///   [elasticity]             elastic constants before and after [deform]
///   [polymer]                options of the verb polymer: [glass] then says how its melt is cooled
///   [orientation]            options of the verb orientation, for the state after [deform]
///   [anisotropy] [affine]    options of pdf --anisotropic and of its affine analysis, for the state after [deform]
///   [fields.LABEL] one per descriptor: descriptor = "NAME" (default LABEL) and its parameters
///   [[compare]]              one line of the table of published numbers and ours
///   [branch.NAME.TABLE]      entries that replace those of [TABLE] in this branch: everything that differs for it is
///                            done in each branch anew, as STEP.NAME; what does not differ is done once
///   [scale.NAME.TABLE]       entries that replace those of [TABLE] where that scale is chosen
struct StudyFile {
  std::filesystem::path path;
  std::string title;
  std::string description;
  std::string potential;
  std::int64_t seed = 1;
  StudySection glass, relax, pdf, explore, modes, deform, learn, relate;
  StudySection inhomogenize, network, dynamics, motion, elasticity, anisotropy, affine, polymer, orientation,
      diffraction;
  std::vector<StudySection> fields;
  std::vector<PublishedNumber> comparisons;
  std::string scale;                ///< the one chosen
  std::string branch;               ///< name, if this is one of the branches of a study
  std::vector<StudyFile> branches;  ///< in the order of the file; each whole, without branches of its own
};

/// Reads and checks the structure: TOML syntax, known tables and top-level keys (nearest match in the
/// message). Throws Error(usage) with file and line, also for a scale that is not there; Error(input) if the file
/// cannot be read.
StudyFile read_study(const std::filesystem::path& path, const StudyChoice& choice = {});

/// Sets every entry of a section on options through their table; unknown keys and bad values name file and
/// line.
template <class Options>
void apply(const StudySection& section, const ParameterTable<Options>& table, Options& options) {
  for (const StudyEntry& entry : section.entries)
    table.set(options, entry.key, entry.value, entry.where + ": [" + section.name + "]");
}

}  // namespace glasscape
