#pragma once

#include <map>
#include <mutex>
#include <vector>

#include "glasscape/forces/eam_tables.hpp"
#include "glasscape/forces/force_field.hpp"

namespace glasscape {

/// An embedded-atom potential from one setfl or eam.fs file, or from several funcfl files (one per element).
/// Throws Error(input) for files that cannot be combined.
class EamForceField final : public ForceField {
 public:
  EamForceField(std::vector<EamFile> files, std::string origin);

  [[nodiscard]] double cutoff() const override;
  [[nodiscard]] const std::vector<std::string>& species() const override { return species_; }
  [[nodiscard]] std::string description() const override;
  [[nodiscard]] std::string fingerprint() const override { return fingerprint_; }
  [[nodiscard]] std::vector<ParameterFile> parameter_files() const override;
  [[nodiscard]] std::vector<std::string> lammps_commands(std::span<const Species> species,
                                                         const std::filesystem::path& folder) const override;
  [[nodiscard]] std::unique_ptr<Evaluator> evaluator(const Configuration& configuration,
                                                     const EvaluatorOptions& options) const override;
  [[nodiscard]] std::shared_ptr<const Interaction> interaction(std::span<const Species> species) const override {
    return tables(species);
  }
  /// The tables for these species, in order: what the kernels are made of. Made once and shared.
  [[nodiscard]] std::shared_ptr<const EamTables> tables(std::span<const Species> species) const;

 private:
  std::vector<EamFile> files_;
  std::string origin_;
  std::vector<std::string> species_;
  std::string fingerprint_;
  mutable std::mutex tables_lock_;
  mutable std::map<std::vector<std::string>, std::shared_ptr<const EamTables>> tables_;
};

}  // namespace glasscape
