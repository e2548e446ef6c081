#pragma once

// Included by one source file per instruction set, each with its own Simd.

#include "glasscape/forces/kernel/passes.hpp"

namespace glasscape::kernel {
namespace {

// r, the table interval and the place in it, for W squared distances.
template <class S>
struct Place {
  typename S::Real inverse_r, p;
  typename S::Index interval;

  Place(typename S::Real r2, const Arrays& a) {
    inverse_r = S::inverse_sqrt(r2);
    const auto t = S::mul(S::mul(r2, inverse_r), S::set(a.inverse_step));
    interval = S::min(S::truncate(t), S::set_index(a.last_interval));
    p = S::min(S::sub(t, S::to_real(interval)), S::set(1.0));
  }
};

template <class S>
typename S::Real cubic(const typename S::Real* c, typename S::Real p) {
  return S::fma(S::fma(S::fma(c[0], p, c[1]), p, c[2]), p, c[3]);
}

template <class S>
typename S::Real cubic_slope(const typename S::Real* c, typename S::Real p) {
  return S::fma(S::fma(S::mul(S::set(3.0), c[0]), p, S::add(c[1], c[1])), p, c[2]);
}

// Sorts the pairs of one row into those within reach of the density and those that only have φ.
template <class S>
void sort_row(const Arrays& a, const Scratch& s, const RowTables& t, const double* here, std::size_t begin,
              std::size_t end, std::uint32_t* near_entry, std::size_t& near_count, std::size_t& far_count) {
  const auto x = S::set(here[0]), y = S::set(here[1]), z = S::set(here[2]);
  const auto near2 = S::load_by_type(t.near2), far2 = S::load_by_type(t.far2);
  std::size_t nears = 0, fars = 0;
  for (std::size_t k = begin; k < end; k += S::width) {
    typename S::Real dx, dy, dz;
    S::load3(a.atoms, a.list + k, dx, dy, dz);
    dx = S::sub(dx, x);
    dy = S::sub(dy, y);
    dz = S::sub(dz, z);
    const auto r2 = S::fma(dx, dx, S::fma(dy, dy, S::mul(dz, dz)));
    const auto entries = S::load_entries(a.list + k);
    const auto near = S::less(r2, S::by_type(near2, entries));
    const auto far = S::less_and_not(r2, S::by_type(far2, entries), near);
    S::compress(s.near_r2 + nears, near, r2);
    S::compress_entries(near_entry + nears, near, entries);
    nears += S::count(near);
    S::compress(s.far_r2 + fars, far, r2);
    S::compress(s.dx + fars, far, dx);
    S::compress(s.dy + fars, far, dy);
    S::compress(s.dz + fars, far, dz);
    S::compress_entries(s.far_entry + fars, far, entries);
    fars += S::count(far);
  }
  near_count = nears;
  far_count = fars;
}

// For the pairs of one row: r2 becomes 1/r, and where to look in which table, which is called into the cache meanwhile.
template <class S, int node_doubles>
void find_places(const Arrays& a, double* r2, double* p, std::int32_t* node, const std::int32_t* base,
                 const std::uint32_t* entry, std::size_t count, const double* nodes) {
  const auto bases = S::load_by_type(base);
  for (std::size_t k = 0; k < count; k += S::width) {
    const Place<S> at(S::load(r2 + k), a);
    S::store(r2 + k, at.inverse_r);
    S::store(p + k, at.p);
    S::store_index(node + k, S::add_index(at.interval, S::by_type(bases, S::load_entries(entry + k))));
    for (std::size_t l = 0; l < S::width; ++l) {
      __builtin_prefetch(nodes + node_doubles * static_cast<std::ptrdiff_t>(node[k + l]));
    }
  }
}

template <class S, bool symmetric, bool per_atom>
void density_rows(const Arrays& a, const Scratch& s, const Rows& rows) {
  using Real = typename S::Real;
  const auto inverse_step = S::set(a.inverse_step);
  std::size_t kept = rows.kept;
  const std::uint32_t dummy = rows.dummy << type_bits;
  alignas(64) std::int32_t back[padding];
  alignas(64) double lane[padding];
  for (std::size_t i = rows.begin; i < rows.end; ++i) {
    const RowTables& t = a.tables[a.row_type[i]];
    std::size_t nears = 0, fars = 0;
    sort_row<S>(a, s, t, a.atoms + 4 * i, a.row_first[i], a.row_first[i + 1], a.kept_entry + kept, nears, fars);
    // Padding: any distance inside the table, at a dummy atom.
    for (std::size_t k = 0; k < S::width; ++k) {
      s.near_r2[nears + k] = 4.0;
      a.kept_entry[kept + nears + k] = dummy;
      s.far_r2[fars + k] = 4.0;
      s.dx[fars + k] = s.dy[fars + k] = s.dz[fars + k] = 0;
      s.far_entry[fars + k] = dummy;
    }
    a.kept_first[i] = kept;
    a.kept_count[i] = static_cast<std::uint32_t>(nears);
    Real energy = S::set(0.0), density = S::set(0.0);
    const auto to_back = S::load_by_type(t.to_back);
    const std::uint32_t* entry = a.kept_entry + kept;
    find_places<S, 8>(a, s.near_r2, s.near_p, s.near_node, t.near_base, entry, nears, a.near_nodes);
    find_places<S, 4>(a, s.far_r2, s.far_p, s.far_node, t.far_base, s.far_entry, fars, a.far_nodes);
    for (std::size_t k = 0; k < nears; k += S::width) {
      const Real inverse_r = S::load(s.near_r2 + k), p = S::load(s.near_p + k);
      Real c[8];
      S::load8(a.near_nodes, s.near_node + k, c);
      const auto valid = S::first(nears - k);
      const Real phi = S::only(valid, S::mul(cubic<S>(c, p), inverse_r));
      const Real z_slope = S::mul(cubic_slope<S>(c, p), inverse_step);
      const Real rho = S::only(valid, cubic<S>(c + 4, p));
      const Real rho_slope = S::mul(cubic_slope<S>(c + 4, p), inverse_step);
      const Real inverse_r2 = S::mul(inverse_r, inverse_r);
      S::store(a.kept_pair + kept + k, S::only(valid, S::mul(S::sub(z_slope, phi), inverse_r2)));
      S::store(a.kept_density + kept + k, S::only(valid, S::mul(rho_slope, inverse_r)));
      energy = S::add(energy, phi);
      density = S::add(density, rho);
      Real rho_back = rho;
      if constexpr (!symmetric) {
        S::store_index(back,
                       S::add_index(S::load_index(s.near_node + k), S::by_type(to_back, S::load_entries(entry + k))));
        Real b[4];
        S::load_upper4(a.near_nodes, back, b);
        rho_back = S::only(valid, cubic<S>(b, p));
        const Real slope = S::mul(cubic_slope<S>(b, p), inverse_step);
        S::store(a.kept_back + kept + k, S::only(valid, S::mul(slope, inverse_r)));
      }
      S::store(lane, rho_back);
      for (std::size_t l = 0; l < S::width; ++l) a.sums[4 * (entry[k + l] >> type_bits) + 3] += lane[l];
      if constexpr (per_atom) {
        S::store(lane, phi);
        for (std::size_t l = 0; l < S::width; ++l) a.half_energies[entry[k + l] >> type_bits] += 0.5 * lane[l];
      }
    }
    kept += (nears + padding - 1) / padding * padding;

    Real fx = S::set(0.0), fy = S::set(0.0), fz = S::set(0.0);
    for (std::size_t k = 0; k < fars; k += S::width) {
      const Real inverse_r = S::load(s.far_r2 + k), p = S::load(s.far_p + k);
      Real c[4];
      S::load4(a.far_nodes, s.far_node + k, c);
      const auto valid = S::first(fars - k);
      const Real phi = S::only(valid, S::mul(cubic<S>(c, p), inverse_r));
      const Real slope = S::mul(S::sub(S::mul(cubic_slope<S>(c, p), inverse_step), phi), S::mul(inverse_r, inverse_r));
      const Real px = S::mul(slope, S::load(s.dx + k)), py = S::mul(slope, S::load(s.dy + k)),
                 pz = S::mul(slope, S::load(s.dz + k));
      fx = S::add(fx, px);
      fy = S::add(fy, py);
      fz = S::add(fz, pz);
      S::subtract3(a.sums, s.far_entry + k, px, py, pz);
      energy = S::add(energy, phi);
      if constexpr (per_atom) {
        S::store(lane, phi);
        for (std::size_t l = 0; l < S::width; ++l) a.half_energies[s.far_entry[k + l] >> type_bits] += 0.5 * lane[l];
      }
    }
    double* own = a.sums + 4 * i;
    own[0] += S::sum(fx);
    own[1] += S::sum(fy);
    own[2] += S::sum(fz);
    own[3] += S::sum(density);
    const double row = S::sum(energy);
    a.row_energy[i] = row;
    if constexpr (per_atom) a.half_energies[i] += 0.5 * row;
  }
}

template <class S, bool symmetric>
void force_rows(const Arrays& a, const Rows& rows) {
  using Real = typename S::Real;
  for (std::size_t i = rows.begin; i < rows.end; ++i) {
    const double* here = a.atoms + 4 * i;
    const auto x = S::set(here[0]), y = S::set(here[1]), z = S::set(here[2]), slope_i = S::set(here[3]);
    const std::size_t first = a.kept_first[i], last = first + a.kept_count[i];
    Real fx = S::set(0.0), fy = S::set(0.0), fz = S::set(0.0);
    for (std::size_t k = first; k < last; k += S::width) {
      Real dx, dy, dz, slope_j;
      S::load4_entries(a.atoms, a.kept_entry + k, dx, dy, dz, slope_j);
      Real s;
      if constexpr (symmetric) {
        s = S::fma(S::load(a.kept_density + k), S::add(slope_i, slope_j), S::load(a.kept_pair + k));
      } else {
        s = S::fma(S::load(a.kept_back + k), slope_j,
                   S::fma(S::load(a.kept_density + k), slope_i, S::load(a.kept_pair + k)));
      }
      const Real px = S::mul(s, S::sub(dx, x)), py = S::mul(s, S::sub(dy, y)), pz = S::mul(s, S::sub(dz, z));
      fx = S::add(fx, px);
      fy = S::add(fy, py);
      fz = S::add(fz, pz);
      S::subtract3(a.sums, a.kept_entry + k, px, py, pz);
    }
    double* own = a.sums + 4 * i;
    own[0] += S::sum(fx);
    own[1] += S::sum(fy);
    own[2] += S::sum(fz);
  }
}

template <class S>
std::size_t list_run(const Candidates& c, std::size_t begin, std::size_t end, const RowAtom& row, std::uint32_t* out) {
  const auto x = S::set(row.x), y = S::set(row.y), z = S::set(row.z), key = S::set(row.key);
  const auto range2 = S::load_by_type(row.range2);
  std::size_t found = 0;
  for (std::size_t k = begin; k < end; k += S::width) {
    const auto dx = S::sub(S::load(c.x + k), x), dy = S::sub(S::load(c.y + k), y), dz = S::sub(S::load(c.z + k), z);
    const auto r2 = S::fma(dx, dx, S::fma(dy, dy, S::mul(dz, dz)));
    const auto entries = S::load_entries(c.entry + k);
    const auto later = S::less_and(key, S::load(c.key + k), S::first(end - k));
    const auto listed = S::less_and(r2, S::by_type(range2, entries), later);
    S::compress_entries(out + found, listed, entries);
    found += S::count(listed);
  }
  return found;
}

template <class S>
void density_pass(const Arrays& a, const Scratch& s, const Rows& rows) {
  if (a.half_energies != nullptr) {
    a.symmetric ? density_rows<S, true, true>(a, s, rows) : density_rows<S, false, true>(a, s, rows);
  } else {
    a.symmetric ? density_rows<S, true, false>(a, s, rows) : density_rows<S, false, false>(a, s, rows);
  }
}

template <class S>
void force_pass(const Arrays& a, const Rows& rows) {
  a.symmetric ? force_rows<S, true>(a, rows) : force_rows<S, false>(a, rows);
}

}  // namespace
}  // namespace glasscape::kernel
