#include "glasscape/forces/eam_tables.hpp"

#include <algorithm>
#include <stdexcept>

#include "glasscape/core/error.hpp"
#include "glasscape/forces/kernel/packed_tables.hpp"

namespace glasscape {
namespace {

// LAMMPS's conversion of a funcfl's Z_i·Z_j to r·φ: 27.2 eV per hartree, 0.529 Å per bohr.
constexpr double hartree_bohr = 27.2 * 0.529;

// LAMMPS resamples funcfl tables by 4-point Lagrange interpolation; index and offset are clamped as it does.
std::vector<double> resample(const std::vector<double>& table, double step, std::size_t count, double new_step) {
  std::vector<double> result(count);
  for (std::size_t m = 0; m < count; ++m) {
    double p = static_cast<double>(m) * new_step / step + 1.0;
    auto k = static_cast<std::size_t>(p);
    k = std::max<std::size_t>(std::min(k, table.size() - 2), 2);
    p = std::min(p - static_cast<double>(k), 2.0);
    const double* t = table.data() + (k - 1);
    result[m] = -p * (p - 1) * (p - 2) / 6 * t[-1] + 0.5 * (p * p - 1) * (p - 2) * t[0] -
                0.5 * p * (p + 1) * (p - 2) * t[1] + p * (p * p - 1) / 6 * t[2];
  }
  return result;
}

}  // namespace

CubicTable::CubicTable(std::span<const double> f, double step) : step_(step), inverse_step_(1 / step) {
  const std::size_t n = f.size();
  if (n < 5) throw std::invalid_argument("CubicTable needs five values");
  std::vector<double> slope(n);
  slope[0] = f[1] - f[0];
  slope[1] = 0.5 * (f[2] - f[0]);
  slope[n - 2] = 0.5 * (f[n - 1] - f[n - 3]);
  slope[n - 1] = f[n - 1] - f[n - 2];
  for (std::size_t m = 2; m + 2 < n; ++m) slope[m] = ((f[m - 2] - f[m + 2]) + 8 * (f[m + 1] - f[m - 1])) / 12;
  cubic_.resize(n - 1);
  for (std::size_t m = 0; m + 1 < n; ++m) {
    const double rise = f[m + 1] - f[m];
    cubic_[m] = {slope[m] + slope[m + 1] - 2 * rise, 3 * rise - 2 * slope[m] - slope[m + 1], slope[m], f[m]};
  }
}

EamTables::EamTables(std::span<const EamFile> files, std::span<const std::string> species) {
  for (const auto& name : species) {
    std::vector<std::string> known;
    for (const auto& file : files) known.insert(known.end(), file.elements.begin(), file.elements.end());
    if (std::find(known.begin(), known.end(), name) == known.end()) {
      std::string names;
      for (const auto& k : known) names += (names.empty() ? "" : ", ") + k;
      throw input_error(files.front().name, "the potential has no species '" + name + "'", names,
                        "choose a potential that has it, or check --elements");
    }
  }
  if (files.front().style == EamStyle::funcfl) {
    mix_funcfl(files, species);
  } else {
    take_setfl(files.front(), species);
  }
}

void EamTables::take_setfl(const EamFile& file, std::span<const std::string> species) {
  cutoff_ = file.cutoff;
  largest_density_ = static_cast<double>(file.nrho - 1) * file.drho;
  std::vector<std::size_t> element;
  for (const auto& name : species) {
    element.push_back(std::find(file.elements.begin(), file.elements.end(), name) - file.elements.begin());
  }
  for (std::size_t a = 0; a < species.size(); ++a) {
    embedding_.emplace_back(file.embedding[element[a]], file.drho);
    for (std::size_t b = 0; b <= a; ++b) r_phi_.emplace_back(file.r_phi[pair_index(element[a], element[b])], file.dr);
    const auto& density = file.density[element[a]];
    for (std::size_t b = 0; b < species.size(); ++b) {
      if (density.size() > 1 || b == 0) density_.emplace_back(density[density.size() > 1 ? element[b] : 0], file.dr);
      density_index_.push_back(density_.size() - 1);
    }
  }
}

void EamTables::mix_funcfl(std::span<const EamFile> files, std::span<const std::string> species) {
  std::vector<const EamFile*> file_of;
  double dr = 0, drho = 0, largest_r = 0;
  for (const auto& name : species) {
    const EamFile& file =
        *std::find_if(files.begin(), files.end(), [&](const EamFile& f) { return f.elements.front() == name; });
    file_of.push_back(&file);
    dr = std::max(dr, file.dr);
    drho = std::max(drho, file.drho);
    largest_r = std::max(largest_r, static_cast<double>(file.nr - 1) * file.dr);
    largest_density_ = std::max(largest_density_, static_cast<double>(file.nrho - 1) * file.drho);
    cutoff_ = std::max(cutoff_, file.cutoff);
  }
  const auto nr = static_cast<std::size_t>(largest_r / dr + 0.5);
  const auto nrho = static_cast<std::size_t>(largest_density_ / drho + 0.5);
  std::vector<std::vector<double>> charge;
  for (std::size_t a = 0; a < species.size(); ++a) {
    const EamFile& file = *file_of[a];
    embedding_.emplace_back(resample(file.embedding[0], file.drho, nrho, drho), drho);
    density_.emplace_back(resample(file.density[0][0], file.dr, nr, dr), dr);
    density_index_.insert(density_index_.end(), species.size(), a);
    charge.push_back(resample(file.charge, file.dr, nr, dr));
    for (std::size_t b = 0; b <= a; ++b) {
      std::vector<double> product(nr);
      for (std::size_t m = 0; m < nr; ++m) product[m] = hartree_bohr * charge[a][m] * charge[b][m];
      r_phi_.emplace_back(product, dr);
    }
  }
}

std::shared_ptr<const kernel::PackedTables> EamTables::packed() const {
  std::call_once(packed_once_, [this] { packed_ = std::make_shared<const kernel::PackedTables>(*this); });
  return packed_;
}

ValueSlope EamTables::pair(std::size_t a, std::size_t b, double r) const {
  const ValueSlope z = r_phi_table(a, b).at(r);
  const double phi = z.value / r;
  return {phi, (z.slope - phi) / r};
}

double EamTables::pair_curvature(std::size_t a, std::size_t b, double r) const {
  return (r_phi_table(a, b).curvature(r) - 2 * pair(a, b, r).slope) / r;
}

ValueSlope EamTables::embedding(std::size_t type, double rho) const {
  ValueSlope f = embedding_[type].at(rho);
  if (rho > largest_density_) f.value += f.slope * (rho - largest_density_);
  return f;
}

}  // namespace glasscape
