#include "glasscape/forces/eam_kernel.hpp"

#include <algorithm>
#include <cstring>
#include <tbb/parallel_for.h>

namespace glasscape {
namespace {

using kernel::padding;

const kernel::Passes* passes_for(Isa isa) {
  switch (isa) {
    case Isa::avx512: return &kernel::passes_avx512;
    case Isa::avx2: return &kernel::passes_avx2;
    case Isa::plain: break;
  }
  return &kernel::passes_plain;
}

}  // namespace

bool EamKernel::applicable(const EamTables& tables) { return tables.species() <= kernel::max_species; }

EamKernel::EamKernel(std::shared_ptr<const EamTables> tables, Isa isa)
    : tables_(std::move(tables)), packed_(tables_->packed()), passes_(passes_for(isa)) {}

void EamKernel::build(const kernel::HalfListInput& input, double skin, bool densities_only) {
  size_ = input.positions.size();
  rows_ = input.rows;
  const auto ranges2 = densities_only ? packed_->density_ranges2(skin) : packed_->ranges2(skin);
  list_.build(*passes_, input, ranges2, static_cast<std::uint32_t>(size_));
  row_type_.reserve(rows_);
  std::copy_n(input.types.begin(), rows_, row_type_.data());
  row_energy_.reserve(rows_);
  kept_first_.reserve(rows_);
  kept_count_.reserve(rows_);
  atoms_.reserve(4 * (size_ + 1));
  for (std::size_t k = 0; k < size_; ++k) {
    const Vec3& p = input.positions[k];
    double* atom = atoms_.data() + 4 * k;
    atom[0] = p.x;
    atom[1] = p.y;
    atom[2] = p.z;
    atom[3] = 0;
  }
  set_blocks({{0, rows_, 0}});
}

void EamKernel::set_blocks(std::vector<Block> blocks) {
  blocks_ = std::move(blocks);
  colours_ = 1;
  for (const Block& b : blocks_) colours_ = std::max(colours_, b.colour + 1);
  // Each block pads with a dummy of its own, far from everything, so that blocks share no memory.
  const std::size_t all = size_ + blocks_.size();
  AlignedBuffer<double> atoms(0);
  if (atoms_.capacity() < 4 * all) {
    atoms.reserve(4 * all);
    std::copy_n(atoms_.data(), 4 * size_, atoms.data());
    atoms_ = std::move(atoms);
  }
  sums_.reserve(4 * all);
  for (std::size_t k = size_; k < all; ++k) {
    double* atom = atoms_.data() + 4 * k;
    atom[0] = atom[1] = atom[2] = 1e9;
    atom[3] = 0;
  }
  row_reals_.resize(blocks_.size());
  row_nodes_.resize(blocks_.size());
  row_entries_.resize(blocks_.size());
  const std::size_t kept = listed() + (blocks_.size() + 1) * 3 * padding;
  kept_entry_.reserve(kept);
  kept_pair_.reserve(kept);
  kept_density_.reserve(kept);
  if (!packed_->symmetric()) kept_back_.reserve(kept);
}

kernel::Arrays EamKernel::arrays(bool share) {
  kernel::Arrays a{};
  a.atoms = atoms_.data();
  a.sums = sums_.data();
  a.row_energy = row_energy_.data();
  a.half_energies = share ? halves_.data() : nullptr;
  a.row_first = list_.first.data();
  a.list = list_.entries.data();
  a.row_type = row_type_.data();
  a.kept_first = kept_first_.data();
  a.kept_count = kept_count_.data();
  a.kept_entry = kept_entry_.data();
  a.kept_pair = kept_pair_.data();
  a.kept_density = kept_density_.data();
  a.kept_back = kept_back_.data();
  a.near_nodes = packed_->near_nodes();
  a.far_nodes = packed_->far_nodes();
  a.tables = packed_->rows();
  a.inverse_step = packed_->inverse_step();
  a.last_interval = packed_->last_interval();
  a.symmetric = packed_->symmetric();
  return a;
}

template <class Run>
void EamKernel::each_block(Run run) {
  const auto rows_of = [&](std::size_t b) {
    const Block& block = blocks_[b];
    return kernel::Rows{block.begin, block.end, static_cast<std::uint32_t>(size_ + b),
                        list_.first[block.begin] + 3 * padding * b};
  };
  if (blocks_.size() == 1) {
    run(rows_of(0), 0);
    return;
  }
  for (int colour = 0; colour < colours_; ++colour) {
    tbb::parallel_for(std::size_t{0}, blocks_.size(), [&](std::size_t b) {
      if (blocks_[b].colour == colour) run(rows_of(b), b);
    });
  }
}

void EamKernel::densities(bool share) {
  const std::size_t all = size_ + blocks_.size();
  std::memset(sums_.data(), 0, 4 * all * sizeof(double));
  if (share) {
    halves_.reserve(all);
    std::memset(halves_.data(), 0, all * sizeof(double));
  }
  const kernel::Arrays a = arrays(share);
  const std::size_t room = (list_.longest / padding + 4) * padding;
  each_block([&](const kernel::Rows& rows, std::size_t b) {
    row_reals_[b].reserve(7 * room);
    row_nodes_[b].reserve(2 * room);
    row_entries_[b].reserve(room);
    double* r = row_reals_[b].data();
    const auto real = [&](std::size_t k) { return r + k * room; };
    std::int32_t* node = row_nodes_[b].data();
    passes_->density(
        a, {real(0), real(1), real(2), real(3), real(4), real(5), real(6), node, node + room, row_entries_[b].data()},
        rows);
  });
}

void EamKernel::forces() {
  const kernel::Arrays a = arrays(false);
  each_block([&](const kernel::Rows& rows, std::size_t) { passes_->force(a, rows); });
}

}  // namespace glasscape
