#include "glasscape/scattering/bond_cutoff.hpp"

#include <gtest/gtest.h>

#include "glasscape/core/error.hpp"
#include "glasscape/core/rng.hpp"
#include "glasscape/scattering/troughs.hpp"

namespace glasscape {
namespace {

// A shaken fcc crystal of two species.
Configuration crystal() {
  Configuration c;
  c.box = Box::orthorhombic(18, 18, 18);
  c.species = {{"Cu", 63.5}, {"Zr", 91.2}};
  CounterRng rng(1, 1);
  for (int k = 0; k < 4 * 125; ++k) {
    const Vec3 basis[] = {{0, 0, 0}, {0, 0.5, 0.5}, {0.5, 0, 0.5}, {0.5, 0.5, 0}};
    const int cell = k / 4;
    const Vec3 site = Vec3{double(cell % 5), double(cell / 5 % 5), double(cell / 25)} + basis[k % 4];
    c.positions.push_back(3.6 * site + 0.1 * Vec3{rng.normal(), rng.normal(), rng.normal()});
    c.types.push_back(k % 2);
    c.ids.push_back(k + 1);
  }
  return c;
}

TEST(BondCutoff, IsReadFromText) {
  const Configuration c = crystal();
  EXPECT_EQ(bond_cutoffs("3.8", c, "").longest(), 3.8);
  EXPECT_EQ(bond_cutoffs("3.8 Å", c, "").longest(), 3.8);
  EXPECT_EQ(bond_cutoffs("auto", c, "").longest(), trough_of_g(c.view(), 1, ""));
  // Between the first shell at a/√2 and the second at a.
  EXPECT_GT(bond_cutoffs("auto", c, "").longest(), 2.7);
  EXPECT_LT(bond_cutoffs("auto", c, "").longest(), 3.5);
  const BondCutoffs pairs = bond_cutoffs("Cu-Zr=3.7,Zr-Zr=4.2", c, "");
  EXPECT_EQ(pairs.longest(), 4.2);
  EXPECT_TRUE(pairs.linked(0, 1, 3.6 * 3.6));
  EXPECT_TRUE(pairs.linked(1, 0, 3.6 * 3.6));
  EXPECT_FALSE(pairs.linked(1, 0, 3.8 * 3.8));
  EXPECT_TRUE(pairs.linked(1, 1, 4.1 * 4.1));
  EXPECT_FALSE(pairs.linked(0, 0, 0.1));
  for (const char* wrong : {"", "far", "0", "-1", "3.8 nm", "inf", "nan", "Cu-Ni=3", "Cu=3", "Cu-Zr", "Cu-Zr=x",
                            "Cu-Zr=3,Zr-Cu=3", "Cu-Zr=3,4", "=3"}) {
    EXPECT_THROW(bond_cutoffs(wrong, c, ""), Error) << wrong;
  }
  Configuration open = c;
  open.box = Box(c.box.cell(), {}, {true, true, false});
  EXPECT_THROW(bond_cutoffs("auto", open, ""), Error);
}

}  // namespace
}  // namespace glasscape
