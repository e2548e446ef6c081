#include "glasscape/md/pair_kernel.hpp"

#include <fmt/format.h>
#include <memory>
#include <mpi.h>
#include <numeric>

// LAMMPS's headers were written for an older fmt, whose function they name in templates that are not used here.
namespace fmt {
template <class... Args, class Format>
format_args make_args_checked(const Format&, const Args&...);
}  // namespace fmt

// clang-format off
#include <atom.h>
#include <comm.h>
#include <force.h>
#include <lammps.h>
#include <memory.h>
#include <neighbor.h>
#include <pair.h>
// clang-format on

#include "glasscape/core/error.hpp"
#include "glasscape/forces/eam_force_field.hpp"
#include "glasscape/forces/eam_kernel.hpp"

namespace glasscape {
namespace {

/// EamKernel as LAMMPS calls it: LAMMPS owns atoms, ghosts and communication, the kernel its private list.
class PairKernel final : public LAMMPS_NS::Pair {
 public:
  explicit PairKernel(LAMMPS_NS::LAMMPS* lammps) : Pair(lammps) {
    single_enable = 0;
    restartinfo = 0;
    one_coeff = 1;
    manybody_flag = 1;
    comm_forward = 1;
    comm_reverse = 1;
  }
  ~PairKernel() override {
    if (allocated == 0) return;
    memory->destroy(setflag);
    memory->destroy(cutsq);
  }

  void use(std::shared_ptr<const EamTables> tables) {
    reach_ = tables->cutoff();
    kernel_ = std::make_unique<EamKernel>(std::move(tables));
  }

  void settings(int, char**) override {}

  void coeff(int, char**) override {
    const int types = atom->ntypes;
    if (allocated == 0) {
      memory->create(setflag, types + 1, types + 1, "pair:setflag");
      memory->create(cutsq, types + 1, types + 1, "pair:cutsq");
      allocated = 1;
    }
    for (int i = 1; i <= types; ++i) {
      for (int j = 1; j <= types; ++j) setflag[i][j] = 1;
    }
  }

  // No neighbour list is asked of LAMMPS: the kernel makes its own when LAMMPS would.
  void init_style() override {}
  double init_one(int, int) override { return reach_; }

  void compute(int eflag, int vflag) override {
    ev_init(eflag, vflag);
    if (vflag_atom != 0 || cvflag_atom != 0) {
      throw Error(ErrorKind::engine,
                  {"LAMMPS", "our force kernel has no per-atom virials", {}, "use engine_forces = lammps"});
    }
    const auto own = static_cast<std::size_t>(atom->nlocal);
    const std::size_t all = own + static_cast<std::size_t>(atom->nghost);
    if (neighbor->ago == 0 || kernel_->size() != all || types_differ(all)) {
      rebuild(own, all);
    } else {
      double* atoms = kernel_->atoms();
      for (std::size_t k = 0; k < all; ++k) {
        for (std::size_t c = 0; c < 3; ++c) atoms[4 * k + c] = atom->x[k][c];
      }
    }
    const bool per_atom = eflag_atom != 0;
    kernel_->densities(per_atom);
    comm->reverse_comm_pair(this);
    double embedded = 0;
    for (std::size_t k = 0; k < own; ++k) {
      const auto type = static_cast<std::size_t>(atom->type[k] - 1);
      const ValueSlope f = kernel_->embedding(type, kernel_->sums()[4 * k + 3]);
      kernel_->atoms()[4 * k + 3] = f.slope;
      embedded += f.value;
      if (per_atom) eatom[k] += f.value;
    }
    comm->forward_comm_pair(this);
    kernel_->forces();
    const double* sums = kernel_->sums();
    for (std::size_t k = 0; k < all; ++k) {
      for (std::size_t c = 0; c < 3; ++c) atom->f[k][c] += sums[4 * k + c];
      if (per_atom) eatom[k] += kernel_->halves()[k];
    }
    if (eflag_global != 0) {
      const auto rows = kernel_->row_energies();
      eng_vdwl += std::accumulate(rows.begin(), rows.end(), embedded);
    }
    if (vflag_fdotr != 0) virial_fdotr_compute();
  }

  int pack_reverse_comm(int count, int first, double* buffer) override {
    const double* density = kernel_->sums() + 4 * static_cast<std::size_t>(first) + 3;
    for (int k = 0; k < count; ++k) buffer[k] = density[4 * static_cast<std::size_t>(k)];
    return count;
  }
  void unpack_reverse_comm(int count, int* slots, double* buffer) override {
    for (int k = 0; k < count; ++k) kernel_->sums()[4 * static_cast<std::size_t>(slots[k]) + 3] += buffer[k];
  }
  int pack_forward_comm(int count, int* slots, double* buffer, int, int*) override {
    for (int k = 0; k < count; ++k) buffer[k] = kernel_->atoms()[4 * static_cast<std::size_t>(slots[k]) + 3];
    return count;
  }
  void unpack_forward_comm(int count, int first, double* buffer) override {
    double* slope = kernel_->atoms() + 4 * static_cast<std::size_t>(first) + 3;
    for (int k = 0; k < count; ++k) slope[4 * static_cast<std::size_t>(k)] = buffer[k];
  }

 private:
  // Swaps (fix atom/swap) change types, and ask for energies, without a new list.
  [[nodiscard]] bool types_differ(std::size_t all) const {
    for (std::size_t k = 0; k < all; ++k) {
      if (types_[k] != static_cast<std::uint8_t>(atom->type[k] - 1)) return true;
    }
    return false;
  }

  void rebuild(std::size_t own, std::size_t all) {
    positions_.resize(all);
    types_.resize(all);
    keys_.resize(all);
    for (std::size_t k = 0; k < all; ++k) {
      positions_[k] = {atom->x[k][0], atom->x[k][1], atom->x[k][2]};
      types_[k] = static_cast<std::uint8_t>(atom->type[k] - 1);
      keys_[k] = 2.0 * atom->tag[k];
    }
    // An atom and its own image are listed once, from the side that lies below.
    for (std::size_t k = own; k < all; ++k) {
      const int owner = atom->map(atom->tag[k]);
      if (owner < 0 || static_cast<std::size_t>(owner) >= own) continue;
      const Vec3 d = positions_[k] - positions_[static_cast<std::size_t>(owner)];
      const double sign = d.z != 0 ? d.z : d.y != 0 ? d.y : d.x;
      keys_[k] += sign > 0 ? 1 : -1;
    }
    kernel_->build({.positions = positions_, .bins = positions_, .types = types_, .keys = keys_, .rows = own},
                   neighbor->skin);
  }

  double reach_ = 0;
  std::unique_ptr<EamKernel> kernel_;
  std::vector<Vec3> positions_;
  std::vector<std::uint8_t> types_;
  std::vector<double> keys_;
};

LAMMPS_NS::Pair* make_pair_kernel(LAMMPS_NS::LAMMPS* lammps) { return new PairKernel(lammps); }

}  // namespace

bool has_pair_kernel(const ForceField& force_field) {
  const auto* eam = dynamic_cast<const EamForceField*>(&force_field);
  return eam != nullptr && eam->species().size() <= kernel::max_species;
}

void install_pair_kernel(LammpsSession& session, const ForceField& force_field, const std::vector<Species>& species) {
  if (!has_pair_kernel(force_field)) {
    throw usage_error("engine_forces", "glasscape has no kernel for " + force_field.description(), "lammps");
  }
  auto* lammps = static_cast<LAMMPS_NS::LAMMPS*>(session.handle());
  (*lammps->force->pair_map)["glasscape"] = make_pair_kernel;
  session.command("pair_style glasscape");
  // The map just gave LAMMPS this very class.
  static_cast<PairKernel*>(lammps->force->pair)->use(dynamic_cast<const EamForceField&>(force_field).tables(species));
  session.command("pair_coeff * *");
}

}  // namespace glasscape
