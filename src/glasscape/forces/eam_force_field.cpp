#include "glasscape/forces/eam_force_field.hpp"

#include <algorithm>
#include <fmt/format.h>

#include "glasscape/core/error.hpp"
#include "glasscape/core/hash.hpp"
#include "glasscape/core/suggest.hpp"
#include "glasscape/forces/eam_evaluator.hpp"
#include "glasscape/forces/eam_kernel.hpp"
#include "glasscape/forces/list_evaluator.hpp"

namespace glasscape {

EamForceField::EamForceField(std::vector<EamFile> files, std::string origin)
    : files_(std::move(files)), origin_(std::move(origin)) {
  std::string everything;
  for (const auto& file : files_) {
    if (files_.size() > 1 && file.style != EamStyle::funcfl) {
      throw input_error(origin_,
                        fmt::format("{} is {}; only funcfl files can be combined", file.name, lammps_name(file.style)),
                        "one setfl or eam.fs file, or several funcfl files");
    }
    for (const auto& element : file.elements) {
      if (std::find(species_.begin(), species_.end(), element) != species_.end()) {
        throw input_error(origin_, fmt::format("{} is given twice", element), "one file per element");
      }
      species_.push_back(element);
    }
    everything += std::string(lammps_name(file.style)) + '\n' + file.content + '\n';
  }
  fingerprint_ = hash_text(everything);
}

double EamForceField::cutoff() const {
  double cutoff = 0;
  for (const auto& file : files_) cutoff = std::max(cutoff, file.cutoff);
  return cutoff;
}

std::string EamForceField::description() const {
  return fmt::format("{} {}, cutoff {:g} Å", lammps_name(files_.front().style), origin_, cutoff());
}

std::vector<ParameterFile> EamForceField::parameter_files() const {
  std::vector<ParameterFile> result;
  for (const auto& file : files_) result.push_back({file.name, file.content});
  return result;
}

std::vector<std::string> EamForceField::lammps_commands(std::span<const Species> species,
                                                        const std::filesystem::path& folder) const {
  static_cast<void>(tables(species));  // refuses species that are not there
  const auto path = [&](const EamFile& file) {
    const std::string text = (folder / file.name).string();
    return text.find(' ') == std::string::npos ? text : '"' + text + '"';
  };
  const EamFile& first = files_.front();
  std::vector<std::string> commands{fmt::format("pair_style {}", lammps_name(first.style))};
  if (first.style == EamStyle::funcfl) {
    for (std::size_t i = 0; i < species.size(); ++i) {
      const auto file = std::find_if(files_.begin(), files_.end(),
                                     [&](const EamFile& f) { return f.elements.front() == species[i].name; });
      commands.push_back(fmt::format("pair_coeff {0} {0} {1}", i + 1, path(*file)));
    }
  } else {
    std::string line = fmt::format("pair_coeff * * {}", path(first));
    for (const auto& s : species) line += ' ' + s.name;
    commands.push_back(line);
  }
  return commands;
}

std::shared_ptr<const EamTables> EamForceField::tables(std::span<const Species> species) const {
  std::vector<std::string> names;
  for (const auto& s : species) names.push_back(s.name);
  const std::lock_guard lock(tables_lock_);
  auto& made = tables_[names];
  if (!made) made = std::make_shared<const EamTables>(files_, names);
  return made;
}

std::unique_ptr<Evaluator> EamForceField::evaluator(const Configuration& configuration,
                                                    const EvaluatorOptions& options) const {
  auto made = tables(configuration.species);
  if (!EamKernel::applicable(*made)) return make_list_evaluator(std::move(made), configuration, options);
  return make_eam_evaluator(std::move(made), configuration, options);
}

}  // namespace glasscape
