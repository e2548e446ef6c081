#include "glasscape/vibration/flexibility_volume/flexibility_volume.hpp"

#include <cmath>
#include <gtest/gtest.h>

#include "glasscape/core/error.hpp"

namespace glasscape {
namespace {

Configuration fcc(double a) {
  Configuration c;
  c.box = Box::orthorhombic(a, a, a);
  c.species = {{"Cu", 63.546}};
  c.ids = {1, 2, 3, 4};
  c.types = {0, 0, 0, 0};
  c.positions = {{0, 0, 0}, {a / 2, a / 2, 0}, {a / 2, 0, a / 2}, {0, a / 2, a / 2}};
  return c;
}

TEST(FlexibilityVolume, IsTheDisplacementTimesTheSpacing) {
  const double a = 3.64;
  Configuration c = fcc(a);
  c.fields.emplace_back("vmsd", Unit("Å^2"), std::vector<double>{0.03, 0.04, 0.05, std::nan("")}, 1, "md");
  const Field v = flexibility_volume(c, {}, {})[0];
  for (std::size_t i = 0; i < 3; ++i) EXPECT_NEAR(v.at(i), (0.03 + 0.01 * double(i)) * a / std::cbrt(4), 1e-12);
  EXPECT_TRUE(std::isnan(v.at(3)));
  EXPECT_EQ(v.unit(), Unit("Å^3"));
  EXPECT_EQ(v.origin(), "flexibility_volume(vmsd=vmsd) of md");
  // The same in other units and under another name.
  c.fields.emplace_back("hot", Unit("nm^2"), std::vector<double>{0.0003, 0, 0, 0});
  EXPECT_NEAR(flexibility_volume(c, {.vmsd = "hot"}, {})[0].at(0), v.at(0), 1e-14);
}

TEST(FlexibilityVolume, SaysWhatIsMissing) {
  Configuration c = fcc(3.64);
  try {
    flexibility_volume_descriptor().compute(c, {}, {});
    FAIL();
  } catch (const Error& e) {
    EXPECT_EQ(e.kind(), ErrorKind::input);
    EXPECT_NE(std::string(e.what()).find("--field vibrational_msd"), std::string::npos) << e.what();
  }
  c.fields.emplace_back("vmsd", Unit("Å"), std::vector<double>(4, 0.1));
  EXPECT_THROW(flexibility_volume(c, {}, {}), Error);
  c.fields[0] = Field("vmsd", Unit("Å^2"), std::vector<double>(12, 0.1), 3);
  EXPECT_THROW(flexibility_volume(c, {}, {}), Error);
}

}  // namespace
}  // namespace glasscape
