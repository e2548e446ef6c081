#include "glasscape/scattering/anisotropic/atom_harmonics.hpp"

#include <algorithm>
#include <cmath>
#include <fmt/format.h>
#include <limits>
#include <numbers>

#include "glasscape/core/error.hpp"
#include "glasscape/core/parallel.hpp"
#include "glasscape/io/line_reader.hpp"
#include "glasscape/io/scan.hpp"

namespace glasscape {

Harmonic harmonic_of(const std::string& text, const std::string& where) {
  Harmonic h;
  const auto middle = text.find('_');
  if (middle == text.npos || !io::parse(std::string_view(text).substr(0, middle), h.l) ||
      !io::parse(std::string_view(text).substr(middle + 1), h.m) || h.l < 0 || h.l > largest_harmonic ||
      std::abs(h.m) > h.l) {
    throw usage_error(where, fmt::format("{} is no harmonic", io::shown(text)),
                      fmt::format("l_m such as 2_0 or 2_-2, |m| <= l <= {}", largest_harmonic));
  }
  return h;
}

void detail::require_countable(const ConfigurationView& view, double rmax, const std::string& where) {
  for (const bool periodic : view.box.periodic()) {
    if (periodic) continue;
    throw input_error(where, "the box has a direction that is not periodic, so the density is not defined",
                      "a periodic box");
  }
  const auto atoms = static_cast<double>(view.size());
  const double pairs = atoms * atoms / view.box.volume() * 4 * std::numbers::pi / 3 * rmax * rmax * rmax;
  constexpr double most = 1e12;
  if (pairs <= most) return;
  throw usage_error(where, fmt::format("{:g} pairs of atoms lie within {:g} Å of each other", pairs, rmax),
                    fmt::format("{:g} pairs", most), "choose a shorter distance");
}

std::vector<Harmonic> check_atom_harmonics(const AtomHarmonicOptions& options) {
  const std::vector<double>& edges = options.shells;
  bool good = edges.size() >= 2 && edges.front() >= 0 && std::isfinite(edges.back());
  for (std::size_t k = 1; k < edges.size(); ++k) good = good && edges[k] > edges[k - 1];
  if (!good) {
    throw usage_error("atom_shells", "these are no edges of shells",
                      "two or more increasing distances, such as 2,3.8,6");
  }
  std::vector<Harmonic> wanted;
  for (const std::string& text : options.harmonics) wanted.push_back(harmonic_of(text, "atom_harmonics"));
  return wanted;
}

std::vector<Field> atom_harmonics(const Configuration& configuration, const AtomHarmonicOptions& options,
                                  const RunContext& context) {
  const std::vector<Harmonic> wanted = check_atom_harmonics(options);
  const std::vector<double>& edges = options.shells;
  detail::require_countable(configuration.view(), edges.back(), "atom_shells");
  int lmax = 0;
  for (const Harmonic& h : wanted) lmax = std::max(lmax, h.l);
  const std::size_t shells = edges.size() - 1, n = configuration.size();
  // One bin for every shell: the row tells which.
  const BondHarmonics bonds(lmax, std::numeric_limits<double>::max(), 1,
                            frame_of_axis(axis_of(options.axis, "axis"), "axis"));
  const CellGrid grid(configuration.view(), edges.back(), 3);
  std::vector<double> squares, ideal;
  for (std::size_t k = 0; k < edges.size(); ++k) squares.push_back(edges[k] * edges[k]);
  for (std::size_t k = 0; k < shells; ++k) {
    ideal.push_back(static_cast<double>(n) / configuration.box.volume() * 4 * std::numbers::pi / 3 *
                    (edges[k + 1] * squares[k + 1] - edges[k] * squares[k]));
  }
  std::vector<std::vector<double>> values(wanted.size(), std::vector<double>(n * shells));
  parallel_blocks(context, n, 64, [&](std::size_t first, std::size_t last) {
    BondBatch batch;
    std::vector<double> sums(bonds.size(shells));
    for (auto slot = static_cast<std::uint32_t>(first); slot < last; ++slot) {
      std::fill(sums.begin(), sums.end(), 0.0);
      detail::add_atom(grid, slot, bonds, batch, sums.data(), shells, [&](double d2) {
        const auto above = std::upper_bound(squares.begin(), squares.end(), d2) - squares.begin();
        return above == 0 || above > static_cast<std::ptrdiff_t>(shells) ? shells : static_cast<std::size_t>(above - 1);
      });
      for (std::size_t h = 0; h < wanted.size(); ++h) {
        for (std::size_t k = 0; k < shells; ++k) {
          values[h][grid.atom(slot) * shells + k] = sums[k * bonds.channels() + harmonic_index(wanted[h])] / ideal[k];
        }
      }
    }
  });
  std::string origin = "atom_harmonics: axis " + options.axis + ", shells";
  for (const double edge : edges) origin += fmt::format(" {:g}", edge);
  std::vector<Field> fields;
  for (std::size_t h = 0; h < wanted.size(); ++h) {
    fields.emplace_back(fmt::format("g_{}_{}", wanted[h].l, wanted[h].m), Unit("1"), std::move(values[h]), shells,
                        origin + " Å");
  }
  return fields;
}

}  // namespace glasscape
