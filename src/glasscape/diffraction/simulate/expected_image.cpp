#include "glasscape/diffraction/simulate/expected_image.hpp"

#include <algorithm>
#include <cmath>
#include <numbers>

#include "glasscape/core/parallel.hpp"
#include "glasscape/diffraction/corrections/corrections.hpp"
#include "glasscape/scattering/form_factors/averages.hpp"
#include "glasscape/scattering/form_factors/xray_atoms.hpp"

namespace glasscape {
namespace {

/// Where pixels are: positions are linear in row and column.
class PixelDirections {
 public:
  explicit PixelDirections(const DetectorGeometry& g)
      : corner_(laboratory_position(g, 0, 0)),
        down_(laboratory_position(g, 1, 0) - corner_),
        along_(laboratory_position(g, 0, 1) - corner_),
        distance_(g.distance) {}

  struct Place {
    Vec3 out;              // direction of the scattered beam
    double cos_incidence;  // on the detector
    double sin_theta;      // half the scattering angle
  };
  [[nodiscard]] Place of(std::size_t row, std::size_t column) const {
    const Vec3 p = corner_ + (static_cast<double>(row) + 0.5) * down_ + (static_cast<double>(column) + 0.5) * along_;
    const double inverse = 1 / norm(p);
    const Vec3 out = inverse * p;
    // 1 − cos 2θ without its cancellation at small angles.
    const double across = out.x * out.x + out.y * out.y;
    const double versine = out.z > 0 ? across / (1 + out.z) : 1 - out.z;
    return {out, std::abs(distance_) * inverse, std::sqrt(versine / 2)};
  }

 private:
  Vec3 corner_, down_, along_;
  double distance_;
};

// What depends on Q only, interpolated linearly: [k · columns + column], columns: coherent_lm · A, Compton that goes
// with P, Compton that does not and fluorescence.
struct RadialTable {
  std::size_t columns = 0, points = 0;
  double inverse_step = 0;
  std::vector<double> values;

  void at(double q, std::vector<double>& result) const {
    const double t = std::min(q * inverse_step, static_cast<double>(points - 1) - 1e-9);
    const auto k = static_cast<std::size_t>(t);
    const double f = t - static_cast<double>(k);
    const double* row = values.data() + k * columns;
    for (std::size_t c = 0; c < columns; ++c) result[c] = row[c] + f * (row[c + columns] - row[c]);
  }
};

RadialTable radial_table(const SampleScattering& sample, std::span<const Constituent> composition,
                         const ImagePhysics& physics, double wavelength) {
  RadialTable table;
  const std::size_t harmonics = sample.harmonics.size();
  table.columns = harmonics + 2;
  table.points = sample.compton.size();
  table.inverse_step = 1 / sample.q_step;
  table.values.resize(table.columns * table.points);
  const double energy = hc / wavelength;
  const auto mu_t = [&](double e) {
    return physics.thickness == 0 ? 0 : physics.thickness * linear_attenuation(composition, physics.density, e);
  };
  const double in = mu_t(energy);
  for (std::size_t k = 0; k < table.points; ++k) {
    const double q = static_cast<double>(k) * sample.q_step;
    const double two_theta = 2 * std::asin(std::min(1.0, q * wavelength / (4 * std::numbers::pi)));
    const double absorption = plate_absorption(two_theta, in, in);
    const double after =
        in == 0 ? 1 : plate_absorption(two_theta, in, mu_t(energy * compton_energy_ratio(two_theta, energy)));
    double* row = table.values.data() + k * table.columns;
    for (std::size_t h = 0; h < harmonics; ++h) row[h] = sample.coherent[h][k] * absorption;
    // Compton scattering is linear in P.
    const double without = compton_factor(two_theta, energy, physics.compton, 0);
    const double with = compton_factor(two_theta, energy, physics.compton, 1) - without;
    row[harmonics] = sample.compton[k] * with * after;
    row[harmonics + 1] = sample.compton[k] * without * after + physics.fluorescence * absorption;
  }
  return table;
}

double seen(const PixelDirections::Place& place, double sensor) {
  const double c = place.cos_incidence;
  return c * c * c * (sensor == 0 ? 1 : detector_efficiency(c, sensor));
}

}  // namespace

double largest_q(const DetectorGeometry& geometry) {
  const PixelDirections directions(geometry);
  double largest = 0;
  // Farthest from the beam is a corner, or on a detector behind the sample some pixel of the border.
  for (std::size_t row = 0; row < geometry.rows; ++row) {
    for (const std::size_t column : {std::size_t{0}, geometry.columns - 1}) {
      largest = std::max(largest, directions.of(row, column).sin_theta);
    }
  }
  for (std::size_t column = 0; column < geometry.columns; ++column) {
    for (const std::size_t row : {std::size_t{0}, geometry.rows - 1}) {
      largest = std::max(largest, directions.of(row, column).sin_theta);
    }
  }
  return 4 * std::numbers::pi * largest / geometry.wavelength;
}

std::vector<double> expected_image(const DetectorGeometry& geometry, const SampleScattering& sample,
                                   std::span<const Constituent> composition, const ImagePhysics& physics,
                                   double azimuth, const RunContext& context) {
  const RadialTable table = radial_table(sample, composition, physics, geometry.wavelength);
  const PixelDirections directions(geometry);
  const double q_unit = 4 * std::numbers::pi / geometry.wavelength;
  const Vec3 z{std::sin(azimuth), std::cos(azimuth), 0}, x{0, 0, 1}, y = cross(z, x);
  const std::size_t harmonics = sample.harmonics.size();
  std::vector<double> image(geometry.rows * geometry.columns);
  parallel_blocks(context, geometry.rows, 16, [&](std::size_t first, std::size_t last) {
    std::vector<double> radial(table.columns), angular(harmonic_count(sample.lmax));
    for (std::size_t row = first; row < last; ++row) {
      for (std::size_t column = 0; column < geometry.columns; ++column) {
        const PixelDirections::Place place = directions.of(row, column);
        table.at(q_unit * place.sin_theta, radial);
        double coherent = radial[0];
        if (harmonics > 1 && place.sin_theta > 0) {
          const Vec3 q = (1 / (2 * place.sin_theta)) * (place.out - x);
          real_harmonics(sample.lmax, {dot(q, x), dot(q, y), dot(q, z)}, angular);
          for (std::size_t h = 1; h < harmonics; ++h) {
            coherent += radial[h] * angular[harmonic_index(sample.harmonics[h])];
          }
        }
        // sin²2θ cos 2χ and sin²2θ from the direction itself.
        const double vertical = place.out.x * place.out.x, horizontal = place.out.y * place.out.y;
        const double p = 1 - (horizontal + vertical + physics.polarisation * (horizontal - vertical)) / 2;
        const double sum = p * (coherent + radial[harmonics]) + radial[harmonics + 1];
        image[row * geometry.columns + column] = std::max(0.0, sum) * seen(place, physics.sensor);
      }
    }
  });
  return image;
}

std::vector<double> background_image(const DetectorGeometry& geometry, double fall, double sensor,
                                     const RunContext& context) {
  const PixelDirections directions(geometry);
  const double q_unit = 4 * std::numbers::pi / geometry.wavelength;
  std::vector<double> image(geometry.rows * geometry.columns);
  parallel_blocks(context, geometry.rows, 16, [&](std::size_t first, std::size_t last) {
    for (std::size_t row = first; row < last; ++row) {
      for (std::size_t column = 0; column < geometry.columns; ++column) {
        const PixelDirections::Place place = directions.of(row, column);
        image[row * geometry.columns + column] = std::exp(-q_unit * place.sin_theta / fall) * seen(place, sensor);
      }
    }
  });
  return image;
}

}  // namespace glasscape
