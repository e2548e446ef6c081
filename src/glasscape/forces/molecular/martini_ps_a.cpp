#include "glasscape/forces/molecular/molecular_model.hpp"

namespace glasscape {

// Pair parameters of the MARTINI beads STY and SCY, bonded terms of the A-mapping.
const char* shipped_molecular_model(std::string_view name) {
  if (name != "martini-ps-a") return nullptr;
  return R"(# Coarse-grained polystyrene: MARTINI beads, four to a monomer, A-mapping. After Rossi, Monticelli, Puisto,
# Vattulainen & Ala-Nissila, Soft Matter 7, 698 (2011). The B-mapping of that paper has other bonded terms.
title = "MARTINI polystyrene, A-mapping"
inner = "9 Å"
cutoff = "12 Å"
exclusions = 3

# 104.15 g/mol to a monomer, so that densities are the real ones. (MARTINI's own files give every bead 45 g/mol.)
[[bead]]
name = "STY"
mass = "26.0375 g/mol"
[[bead]]
name = "SCY"
mass = "26.0375 g/mol"

[[pair]]
beads = ["STY", "STY"]
c6 = "0.045601 kJ/mol*nm^6"
c12 = "2.1661e-4 kJ/mol*nm^12"
[[pair]]
beads = ["SCY", "SCY"]
c6 = "0.066375 kJ/mol*nm^6"
c12 = "4.1957e-4 kJ/mol*nm^12"
[[pair]]
beads = ["STY", "SCY"]
c6 = "0.058789 kJ/mol*nm^6"
c12 = "3.7162e-4 kJ/mol*nm^12"

[[bond]]
name = "backbone"
beads = ["STY", "SCY"]
length = "2.7 Å"
stiffness = "8000 kJ/mol/nm^2"
# Constraints in the original; here stiff bonds, which minimisers and restarts have no trouble with.
[[bond]]
name = "ring"
beads = ["STY", "STY"]
length = "2.7 Å"
stiffness = "20000 kJ/mol/nm^2"

[[angle]]
name = "ring"
beads = ["SCY", "STY", "STY"]
angle = "136 deg"
stiffness = "100 kJ/mol"
[[angle]]
name = "at SCY"
beads = ["STY", "SCY", "STY"]
angle = "120 deg"
stiffness = "25 kJ/mol"
[[angle]]
name = "at STY"
beads = ["SCY", "STY", "SCY"]
angle = "52 deg"
stiffness = "550 kJ/mol"

# Beads 1 2 3 are the ring, 4 is the aliphatic one; + is the next monomer.
[monomer]
beads = ["STY", "STY", "STY", "SCY"]
bonds = [["backbone", "1", "4"], ["backbone", "4", "1+"], ["ring", "1", "2"], ["ring", "1", "3"], ["ring", "2", "3"]]
angles = [["ring", "4", "1", "2"], ["ring", "4", "1", "3"], ["ring", "4", "1+", "2+"], ["ring", "4", "1+", "3+"],
          ["at SCY", "1", "4", "1+"], ["at STY", "4", "1+", "4+"]]
)";
}

}  // namespace glasscape
