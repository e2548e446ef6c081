#include "glasscape/md/pair_kernel.hpp"

#include "glasscape/core/error.hpp"

namespace glasscape {

bool has_pair_kernel(const ForceField&) { return false; }

void install_pair_kernel(LammpsSession&, const ForceField& force_field, const std::vector<Species>&) {
  throw usage_error("engine_forces", "glasscape has no kernel for " + force_field.description(), "lammps");
}

}  // namespace glasscape
