#include "glasscape/scattering/structure_factor/structure_factor.hpp"

#include <algorithm>
#include <cmath>
#include <fmt/format.h>
#include <limits>

#include "glasscape/core/error.hpp"
#include "glasscape/core/parallel.hpp"
#include "glasscape/scattering/structure_factor/density_modes.hpp"

namespace glasscape {
namespace {

constexpr double nan = std::numeric_limits<double>::quiet_NaN();
constexpr int parts = 16;  // of the Q vectors, summed in order

// Solves G x = r for a symmetric matrix of which the lower half is given, and gives the diagonal of its inverse; false
// where directions of the shell do not determine the coefficients.
bool solve(const double* gram, const double* right, std::size_t n, double count, std::vector<double>& x,
           std::vector<double>& inverse_diagonal) {
  if (count < static_cast<double>(n + 2)) return false;
  std::vector<double> factor(n * n, 0);
  for (std::size_t i = 0; i < n; ++i) {
    for (std::size_t j = 0; j <= i; ++j) {
      double sum = gram[i * n + j] / count;
      for (std::size_t k = 0; k < j; ++k) sum -= factor[i * n + k] * factor[j * n + k];
      if (i != j) {
        factor[i * n + j] = sum / factor[j * n + j];
      } else if (sum > 1e-3) {  // 1 for directions all over the sphere
        factor[i * n + i] = std::sqrt(sum);
      } else {
        return false;
      }
    }
  }
  const auto back = [&](std::vector<double> y) {
    for (std::size_t i = 0; i < n; ++i) {
      for (std::size_t k = 0; k < i; ++k) y[i] -= factor[i * n + k] * y[k];
      y[i] /= factor[i * n + i];
    }
    for (std::size_t i = n; i-- > 0;) {
      for (std::size_t k = i + 1; k < n; ++k) y[i] -= factor[k * n + i] * y[k];
      y[i] /= factor[i * n + i];
    }
    return y;
  };
  x.assign(right, right + n);
  for (double& v : x) v /= count;
  x = back(x);
  inverse_diagonal.clear();
  for (std::size_t i = 0; i < n; ++i) {
    std::vector<double> unit(n, 0);
    unit[i] = 1 / count;
    inverse_diagonal.push_back(back(unit)[i]);
  }
  return true;
}

void accumulate(std::vector<double>& to, const std::vector<double>& from) {
  for (std::size_t k = 0; k < to.size(); ++k) to[k] += from[k];
}

void add_square(double* gram, const double* y, std::size_t n) {
  for (std::size_t i = 0; i < n; ++i) {
    for (std::size_t j = 0; j <= i; ++j) gram[i * n + j] += y[i] * y[j];
  }
}

}  // namespace

void StructureFactor::Sums::operator+=(const Sums& other) {
  accumulate(vectors, other.vectors);
  accumulate(gram_even, other.gram_even);
  accumulate(gram_odd, other.gram_odd);
  accumulate(right_even, other.right_even);
  accumulate(right_odd, other.right_odd);
  accumulate(square_even, other.square_even);
  accumulate(square_odd, other.square_odd);
}

StructureFactor::Sums StructureFactor::no_sums() const {
  const std::size_t e = even_.size(), o = odd_.size(), all = outputs_.size() * bins_;
  const auto zeros = [](std::size_t n) { return std::vector<double>(n, 0); };
  return {zeros(bins_), zeros(bins_ * e * e), zeros(bins_ * o * o), zeros(all * e), zeros(all * o), zeros(all),
          zeros(all)};
}

StructureFactor::StructureFactor(const StructureFactorOptions& options) : options_(options) {
  const double bins = std::ceil(options.qmax / options.dq * (1 - 1e-12));
  if (!(options.qmax > 0) || !(options.dq > 0) || !(bins <= 1e5)) {
    throw usage_error("structure factor",
                      fmt::format("qmax {:g} /Å and dq {:g} /Å make {:g} shells", options.qmax, options.dq, bins),
                      "1 to 100,000 shells");
  }
  if (options.lmax < 0 || options.lmax > 8) {
    throw usage_error("lmax", fmt::format("{} is no largest degree of the structure factor", options.lmax), "0 to 8");
  }
  bins_ = static_cast<std::size_t>(bins);
  width_ = options.qmax / bins;
  for (const Harmonic h : harmonics_up_to(options.lmax)) (h.l % 2 == 0 ? even_ : odd_).push_back(h);
  weightings_ = {PairWeighting::atoms};
  weightings_.insert(weightings_.end(), options.weightings.begin(), options.weightings.end());
}

void StructureFactor::name_outputs(const Configuration& frame) {
  for (std::size_t s = 0; s < frame.species.size(); ++s) {
    const std::string& name = frame.species[s].name;
    species_.push_back(name.empty() ? fmt::format("type{}", s + 1) : name);
  }
  outputs_.push_back({.label = "total", .kind = "atoms", .weighting = 0});
  for (std::size_t a = 0; a < species_.size(); ++a) {
    for (std::size_t b = a; b < species_.size(); ++b) {
      outputs_.push_back({.label = species_[a] + "-" + species_[b], .a = a, .b = b});
    }
  }
  for (std::size_t k = 1; k < weightings_.size(); ++k) {
    const char* const kinds[] = {"atoms", "xray", "xray-number", "neutron"};
    const bool neutron = weightings_[k] == PairWeighting::neutron;
    outputs_.push_back({.label = neutron ? "neutron" : "X-ray",
                        .kind = kinds[static_cast<std::size_t>(weightings_[k])],
                        .weighting = static_cast<int>(k)});
  }
  sums_ = no_sums();
}

void StructureFactor::add(const Configuration& frame, std::size_t sample, const RunContext& context) {
  if (outputs_.empty()) name_outputs(frame);
  const std::size_t species = species_.size();
  if (frame.species.size() != species) {
    throw input_error("structure factor",
                      fmt::format("a frame has {} species, the first had {}", frame.species.size(), species));
  }
  const DensityModes modes(frame.view(), options_.qmax, context);
  const auto counts = frame.counts();
  const auto atoms = static_cast<double>(frame.size());
  // Weights of each total at the middle of each shell, and c_a.
  std::vector<double> share(species);
  std::vector<Constituent> present;
  for (std::size_t s = 0; s < species; ++s) {
    share[s] = static_cast<double>(counts[s]) / atoms;
    if (counts[s] > 0) present.push_back({species_[s], share[s]});
  }
  std::vector<double> weights(weightings_.size() * bins_ * species * species, 0);
  for (std::size_t w = 0; w < weightings_.size(); ++w) {
    for (std::size_t k = 0; k < bins_; ++k) {
      const double q = (static_cast<double>(k) + 0.5) * width_;
      const auto some = pair_weights(present, weightings_[w], q, options_.energy);
      double* const to = &weights[(w * bins_ + k) * species * species];
      std::size_t at = 0;
      for (std::size_t a = 0; a < species; ++a) {
        for (std::size_t b = 0; b < species; ++b) {
          if (counts[a] > 0 && counts[b] > 0) to[a * species + b] = some[at++];
        }
      }
    }
  }
  std::vector<Sums> sums(parts);
  parallel_blocks(context, parts, 1, [&, reach = modes.reach()](std::size_t first, std::size_t last) {
    std::vector<double> y(harmonic_count(options_.lmax)), even(even_.size()), odd(odd_.size());
    std::vector<std::complex<double>> rho(species), pairs(species * species);
    const int rows = 2 * reach[0] + 1;
    for (std::size_t part = first; part < last; ++part) {
      Sums& own = sums[part] = no_sums();
      const int begin = rows * static_cast<int>(part) / parts, end = rows * static_cast<int>(part + 1) / parts;
      for (int h = begin - reach[0]; h < end - reach[0]; ++h) {
        for (int k = -reach[1]; k <= reach[1]; ++k) {
          for (int l = 0; l <= reach[2]; ++l) {
            // Of Q and −Q one is enough; they lie in the plane l = 0 both.
            if (l == 0 && (h < 0 || (h == 0 && k <= 0))) continue;
            const Vec3 q = modes.vector(h, k, l);
            const double length = norm(q);
            const auto bin = static_cast<std::size_t>(length / width_);
            if (bin >= bins_) continue;
            real_harmonics(options_.lmax, options_.frame * q * (1 / length), y);
            for (std::size_t c = 0; c < even.size(); ++c) even[c] = y[harmonic_index(even_[c])];
            for (std::size_t c = 0; c < odd.size(); ++c) odd[c] = y[harmonic_index(odd_[c])];
            ++own.vectors[bin];
            add_square(&own.gram_even[bin * even.size() * even.size()], even.data(), even.size());
            if (species > 1) add_square(own.gram_odd.data() + bin * odd.size() * odd.size(), odd.data(), odd.size());
            for (std::size_t s = 0; s < species; ++s) rho[s] = modes.mode(s, h, k, l);
            for (std::size_t a = 0; a < species; ++a) {
              for (std::size_t b = 0; b < species; ++b) {
                const std::complex<double> self = a == b ? share[a] : 0;
                pairs[a * species + b] = 1.0 + (rho[b] * std::conj(rho[a]) / atoms - self) / (share[a] * share[b]);
              }
            }
            for (std::size_t o = 0; o < outputs_.size(); ++o) {
              const Output& output = outputs_[o];
              const std::size_t at = o * bins_ + bin;
              double value = 0;
              if (output.weighting < 0) {
                const std::complex<double> pair = pairs[output.a * species + output.b];
                value = pair.real();
                if (output.a != output.b) {
                  for (std::size_t c = 0; c < odd.size(); ++c)
                    own.right_odd[at * odd.size() + c] += pair.imag() * odd[c];
                  own.square_odd[at] += pair.imag() * pair.imag();
                }
              } else {
                const double* const w =
                    &weights[(static_cast<std::size_t>(output.weighting) * bins_ + bin) * species * species];
                for (std::size_t p = 0; p < species * species; ++p) {
                  if (w[p] != 0) value += w[p] * pairs[p].real();
                }
              }
              for (std::size_t c = 0; c < even.size(); ++c) own.right_even[at * even.size() + c] += value * even[c];
              own.square_even[at] += value * value;
            }
          }
        }
      }
    }
  });
  for (const Sums& part : sums) sums_ += part;
  density_ += atoms / frame.box.volume();
  ++frames_;
  if (samples_ == 0 || sample != last_sample_) ++samples_;
  last_sample_ = sample;
}

std::vector<HarmonicTable> StructureFactor::tables() const {
  std::vector<HarmonicTable> tables;
  const double frames = static_cast<double>(frames_),
               repeats = frames / static_cast<double>(std::max<std::size_t>(1, samples_));
  for (std::size_t o = 0; o < outputs_.size(); ++o) {
    const Output& output = outputs_[o];
    HarmonicTable t{.abscissa = "Q", .quantity = "S", .label = output.label, .bin_width = width_};
    t.density = density_ / frames;
    t.notes = {{"samples", std::to_string(samples_)}, {"frames", std::to_string(frames_)}, {"from", "positions"}};
    if (output.weighting >= 0) t.notes.emplace_back("weights", output.kind);
    for (std::size_t k = 0; k < bins_; ++k) t.x.push_back((static_cast<double>(k) + 0.5) * width_);
    const auto fit = [&](const std::vector<Harmonic>& harmonics, const std::vector<double>& gram,
                         const std::vector<double>& right, const std::vector<double>& square) {
      const std::size_t n = harmonics.size(), begin = t.curves.size();
      for (const Harmonic h : harmonics)
        t.curves.push_back({h, std::vector<double>(bins_, nan), std::vector<double>(bins_, nan)});
      std::vector<double> x, inverse;
      for (std::size_t k = 0; k < bins_; ++k) {
        const std::size_t at = o * bins_ + k;
        const double count = sums_.vectors[k];
        const double* const r = right.data() + at * n;
        if (solve(gram.data() + k * n * n, r, n, count, x, inverse)) {
          double rest = square[at];
          for (std::size_t c = 0; c < n; ++c) rest -= x[c] * r[c];
          const double variance = std::max(0.0, rest) / (count - static_cast<double>(n)) * repeats;
          for (std::size_t c = 0; c < n; ++c) {
            t.curves[begin + c].value[k] = x[c];
            t.curves[begin + c].error[k] = std::sqrt(variance * inverse[c]);
          }
        } else if (harmonics[0].l == 0 && count > 0) {
          const double mean = r[0] / count;
          t.curves[begin].value[k] = mean;
          if (count > 1) {
            t.curves[begin].error[k] =
                std::sqrt(std::max(0.0, square[at] / count - mean * mean) / (count - 1) * repeats);
          }
        }
      }
    };
    fit(even_, sums_.gram_even, sums_.right_even, sums_.square_even);
    if (output.weighting < 0 && output.a != output.b && !odd_.empty()) {
      fit(odd_, sums_.gram_odd, sums_.right_odd, sums_.square_odd);
      std::sort(t.curves.begin(), t.curves.end(), [](const HarmonicCurve& a, const HarmonicCurve& b) {
        return harmonic_index(a.harmonic) < harmonic_index(b.harmonic);
      });
    }
    tables.push_back(std::move(t));
  }
  return tables;
}

}  // namespace glasscape
