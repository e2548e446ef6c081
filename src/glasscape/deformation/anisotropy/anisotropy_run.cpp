#include "glasscape/deformation/anisotropy/anisotropy_run.hpp"

#include <algorithm>
#include <cmath>
#include <fmt/format.h>
#include <nlohmann/json.hpp>
#include <optional>

#include "glasscape/core/atomic_file.hpp"
#include "glasscape/core/error.hpp"
#include "glasscape/deformation/compare/compare_pair.hpp"
#include "glasscape/io/configuration_io.hpp"
#include "glasscape/scattering/anisotropic/anisotropic_files.hpp"
#include "glasscape/scattering/anisotropic/atom_harmonics.hpp"
#include "glasscape/scattering/anisotropic/exact_weights.hpp"
#include "glasscape/scattering/anisotropic/field_map.hpp"
#include "glasscape/scattering/structure_factor/structure_factor.hpp"

namespace glasscape {
namespace {

namespace fs = std::filesystem;

// A field with one component, as the request names it or made by the descriptor of that name.
const Field& single_field(const std::vector<Field>& fields, const std::string& name, const std::string& text) {
  const Field* found = nullptr;
  for (const Field& field : fields) {
    if (field.components() == 1 && (field.name() == name || !found)) found = &field;
    if (found && found->name() == name) break;
  }
  if (!found) throw usage_error("map_field", fmt::format("'{}' has no field with one component", text));
  return *found;
}

std::vector<Constituent> composition_of(const Configuration& c) {
  std::vector<Constituent> composition;
  const auto counts = c.counts();
  for (std::size_t s = 0; s < counts.size(); ++s) {
    composition.push_back({c.species[s].name, static_cast<double>(counts[s]) / static_cast<double>(c.size())});
  }
  return composition;
}

}  // namespace

struct AnisotropyRun::State {
  AnisotropicOptions options;
  std::optional<AffineOptions> affine;
  fs::path output;
  bool exact = false;  // X-ray weights at every Q
  AnisotropicPdf pdf;
  std::optional<StructureFactor> structure;
  std::optional<FieldMapSum> map;
  std::string field;  // name and unit, for the head of the map
  std::optional<Configuration> reference, last;
  std::vector<Constituent> composition;
  std::size_t samples = 0;
  std::vector<std::string> files;

  // Weights that depend on Q are for what comes after.
  static AnisotropicOptions plain(AnisotropicOptions o) {
    std::erase(o.weighting, "xray");
    return o;
  }

  State(const AnisotropicOptions& given, const AffineOptions* analysis, const fs::path& path)
      : options(given), output(path), pdf(plain(given)) {
    if (analysis) affine = *analysis;
    exact = std::find(options.weighting.begin(), options.weighting.end(), "xray") != options.weighting.end();
    if (exact &&
        std::find(options.weighting.begin(), options.weighting.end(), "xray-number") != options.weighting.end()) {
      throw usage_error("weighting", "xray and xray-number would both be 'X-ray'", "one of them");
    }
    if (exact && options.lmax > 8) throw usage_error("weighting", "form factors at every Q need l up to 8");
    const bool more =
        affine || exact || options.structure_factor || !options.map_field.empty() || !options.atom_shells.empty();
    if (output.extension() == ".csv" && more) {
      throw usage_error("--output", "one table cannot hold all that is asked for", "a folder",
                        "give a name without an ending");
    }
    if (options.structure_factor) {
      StructureFactorOptions s{.qmax = options.qmax,
                               .dq = options.dq,
                               .lmax = static_cast<int>(options.lmax),
                               .frame = frame_of_axis(axis_of(options.axis, "axis"), "axis"),
                               .energy = options.energy};
      for (const std::string& text : options.weighting) {
        const PairWeighting weighting = parse_weighting(text, "weighting");
        if (weighting != PairWeighting::atoms) s.weightings.push_back(weighting);
      }
      structure.emplace(s);
    }
    if (!options.map_field.empty()) {
      map.emplace(FieldMapOptions{.rmax = options.rmax,
                                  .dr = options.map_dr,
                                  .classes = options.map_bins,
                                  .edges = options.map_edges,
                                  .harmonics = options.atom_harmonics,
                                  .axis = options.axis});
    }
    if (!options.atom_shells.empty()) check_atom_harmonics({options.atom_shells, options.atom_harmonics, options.axis});
  }

  void write(const std::string& name, const std::string& text) {
    write_file_atomically(output / name, text);
    files.push_back(name);
  }

  void make_folder() const {
    std::error_code failure;
    fs::create_directories(output, failure);
    if (!failure) return;
    throw Error(ErrorKind::engine, {output.string(), "the folder cannot be made: " + failure.message(), "", ""});
  }

  void add_to_map(const Configuration& frame, const std::string& where, const RunContext& context) {
    const std::string& text = options.map_field;
    const Configuration* const before = reference ? &*reference : nullptr;
    const std::string bare = text.substr(0, text.find(':'));
    if (const Field* own = frame.find_field(text)) {
      if (own->components() != 1) {
        throw usage_error("map_field", fmt::format("'{}' has {} components", text, own->components()),
                          "a field with one");
      }
      field = own->name() + " [" + own->unit().symbol() + "]";
      map->add(frame, own->values(), before, context);
      return;
    }
    if (!before) {
      std::vector<std::string> names;
      for (const Field& f : frame.fields) names.push_back(f.name());
      throw usage_error("map_field", fmt::format("{} has no field '{}'", where, text),
                        names.empty() ? "the file holds none" : join(names),
                        "give a --reference to compute a field of compare, such as d2min");
    }
    const Comparison comparison = compare_pair(*before, frame, {parse_pair_request(text)}, {}, context);
    const Field& made = single_field(comparison.current.fields, bare, text);
    field = made.name() + " [" + made.unit().symbol() + "]";
    map->add(comparison.current, made.values(), before, context);
  }

  // The last frame of the sample that ends.
  void write_atoms(bool only, const RunContext& context) {
    if (options.atom_shells.empty() || !last) return;
    for (Field& made : atom_harmonics(*last, {options.atom_shells, options.atom_harmonics, options.axis}, context)) {
      std::erase_if(last->fields, [&](const Field& f) { return f.name() == made.name(); });
      last->fields.push_back(std::move(made));
    }
    make_folder();
    const std::string name = only ? "atoms.xyz.gz" : fmt::format("atoms_{}.xyz.gz", samples);
    write_configuration(output / name, *last);
    files.push_back(name);
  }

  HarmonicTable exactly(const std::vector<HarmonicTable>& tables, bool difference, const RunContext& context) const {
    const std::size_t pairs = composition.size() * (composition.size() + 1) / 2;
    const double limit = 0.9 * 3.14159265358979323846 / tables[0].bin_width;
    return weigh_exactly(std::span(tables).subspan(1, pairs), composition,
                         {.energy = options.energy, .qmax = std::min(25.0, limit), .difference = difference}, context);
  }
};

AnisotropyRun::AnisotropyRun(const AnisotropicOptions& options, const AffineOptions* affine, const fs::path& output)
    : state_(std::make_unique<State>(options, affine, output)) {}
AnisotropyRun::~AnisotropyRun() = default;

void AnisotropyRun::begin_sample(const Configuration* reference, const std::string& where, const RunContext& context) {
  State& s = *state_;
  s.write_atoms(false, context);
  s.last.reset();
  s.pdf.begin_sample(reference, where, context);
  s.reference.reset();
  if (reference) s.reference = *reference;
  ++s.samples;
}

void AnisotropyRun::add(Configuration frame, const std::string& where, const RunContext& context) {
  State& s = *state_;
  s.pdf.add(frame, where, context);
  if (s.structure) s.structure->add(frame, s.samples, context);
  if (s.map) s.add_to_map(frame, where, context);
  if (s.composition.empty()) s.composition = composition_of(frame);
  s.last = std::move(frame);
}

nlohmann::json AnisotropyRun::finish(const RunContext& context) {
  State& s = *state_;
  AnisotropicResult result = s.pdf.finish(context);
  if (s.exact) {
    result.tables.push_back(s.exactly(result.tables, false, context));
    if (!result.difference.empty()) {
      result.reference.push_back(s.exactly(result.reference, false, context));
      result.difference.push_back(s.exactly(result.difference, true, context));
    }
  }
  nlohmann::json made = anisotropic_summary(result);
  for (const fs::path& file : write_anisotropic(result, s.output)) s.files.push_back(file.filename().string());
  if (s.output.extension() == ".csv") return made;
  s.write_atoms(s.samples == 1, context);
  if (s.structure) {
    std::vector<HarmonicTable> tables = s.structure->tables();
    for (std::size_t k = 0; k < tables.size(); ++k) {
      tables[k] = in_normalisation(std::move(tables[k]), result.tables[0].normalisation);
      tables[k].notes.emplace_back("axis", s.options.axis);
      s.write(k == 0 ? "S.csv" : "S_" + tables[k].label + ".csv", to_csv(tables[k]));
    }
    made["structure_factor"] = {{"shells", tables[0].x.size()}, {"qmax_per_A", s.options.qmax}};
  }
  if (s.map) {
    const FieldMap map = s.map->result();
    s.write("map.csv", to_csv(map, s.field));
    made["map"] = {{"field", s.field}, {"classes", map.classes.size()}, {"undefined", map.undefined}};
  }
  if (s.affine) {
    HarmonicTable total = result.tables[0];
    if (!result.difference.empty()) {
      for (HarmonicCurve& curve : total.curves) {
        if (curve.harmonic.l > 0) curve = *result.difference[0].find(curve.harmonic);
      }
    }
    const AffineAnalysis analysis = affine_analysis(total, *s.affine);
    s.write("affine.csv", to_csv(analysis));
    made["affine"] = summary(analysis);
  }
  made["files"] = s.files;
  write_file_atomically(s.output / "pdf.json", made.dump(1) + "\n");
  return made;
}

}  // namespace glasscape
