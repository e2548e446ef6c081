#include <cmath>
#include <gtest/gtest.h>
#include <map>

#include "glasscape/core/error.hpp"
#include "glasscape/landscape/viscosity_field.hpp"
#include "test_catalogues.hpp"

namespace glasscape {
namespace {

using namespace testing;

// A 6³ lattice whose layer x = 0 is soft (0.5 eV), with one soft atom apart; the atom with the last id has no event.
class Viscosity : public CatalogueFolder {
 protected:
  void SetUp() override {
    CatalogueFolder::SetUp();
    glass_ = planted_glass(6);
    Catalogue c = Catalogue::open(file("a.db"), planted_campaign(), glass_);
    for (std::size_t i = 0; i + 1 < glass_.size(); ++i) {
      const bool soft = i % 6 == 0 || i == 3 + 6 * (3 + 6 * 3);
      for (std::int64_t attempt = 0; attempt < 3; ++attempt) {
        Event e = planted_event(glass_.ids[i], attempt);
        e.status = attempt < 2 ? SaddleStatus::success : SaddleStatus::diverged;
        e.sides_converged = true;
        e.connected = attempt == 0;
        e.barrier = (soft ? 0.5 : 2.0) + 0.2 * static_cast<double>(attempt);
        c.add(e);
      }
    }
  }
  [[nodiscard]] std::map<std::string, Field> fields(ViscosityOptions options) const {
    options.events = file("a.db").string();
    std::map<std::string, Field> result;
    for (Field& f : viscosity(glass_, options, {})) result.emplace(f.name(), f);
    return result;
  }
  Configuration glass_;
};

TEST_F(Viscosity, FollowsItsDefinitionAndFindsTheRegions) {
  const auto f = fields({.temperature = 650, .cutoff = 3.1});
  const double kT = 8.617333262e-5 * 650;
  // Means: 0.6 and 2.1 eV.
  EXPECT_NEAR(f.at("viscosity_log10").at(0), -4 + 0.6 / kT / std::log(10), 1e-9);
  EXPECT_NEAR(f.at("viscosity_log10").at(1), -4 + 2.1 / kT / std::log(10), 1e-9);
  EXPECT_EQ(f.at("viscosity_phase").at(0), 0);
  EXPECT_EQ(f.at("viscosity_phase").at(1), 1);  // 2.1 eV lies above 36.84 kT = 2.064 eV
  EXPECT_EQ(f.at("viscosity_region").at(1), 1);
  EXPECT_EQ(f.at("viscosity_region_size").at(1), 216 - 36 - 1 - 1);
  EXPECT_EQ(f.at("viscosity_region_spans").at(1), 2);  // the soft layer cuts x
  EXPECT_EQ(f.at("viscosity_region").at(0), 2);
  EXPECT_EQ(f.at("viscosity_region_size").at(0), 36);
  EXPECT_EQ(f.at("viscosity_region_spans").at(0), 2);
  EXPECT_EQ(f.at("viscosity_region_size").at(129), 1);
  EXPECT_EQ(f.at("viscosity_region_spans").at(129), 0);
  for (const auto& [name, field] : f) EXPECT_TRUE(std::isnan(field.at(215))) << name;
}

TEST_F(Viscosity, TakesTheAverageThatIsAskedFor) {
  const double kT = 8.617333262e-5 * 1000, unit = kT * std::log(10);
  const auto at0 = [&](const std::string& barrier, const std::string& connected) {
    return (fields({.temperature = 1000, .barrier = barrier, .connected = connected, .cutoff = 3.1})
                .at("viscosity_log10")
                .at(0) +
            4) *
           unit;
  };
  EXPECT_NEAR(at0("min", "all"), 0.5, 1e-9);
  EXPECT_NEAR(at0("median", "all"), 0.6, 1e-9);
  EXPECT_NEAR(at0("mean", "only"), 0.5, 1e-9);
  const double a = std::exp(-0.5 / kT), b = std::exp(-0.7 / kT);
  EXPECT_NEAR(at0("boltzmann", "all"), (0.5 * a + 0.7 * b) / (a + b), 1e-9);
  // Everything is liquid-like where it is hot enough.
  const auto hot = fields({.temperature = 3000, .cutoff = 3.1});
  EXPECT_EQ(hot.at("viscosity_region_size").at(7), 215);
  EXPECT_EQ(hot.at("viscosity_region_spans").at(7), 3);
}

TEST_F(Viscosity, NeedsATemperatureAndACutoff) {
  EXPECT_THROW(fields({}), Error);
  EXPECT_THROW((void)viscosity_descriptor().resolve({}), Error);
  EXPECT_NO_THROW((void)viscosity_descriptor().resolve({{"temperature", 650.0}}));
  glass_.box = Box(glass_.box.cell(), {}, {true, true, false});
  EXPECT_THROW(fields({.temperature = 650}), Error);
  EXPECT_NO_THROW(fields({.temperature = 650, .cutoff = 3.1}));
}

TEST_F(Viscosity, BoltzmannWeightsDoNotUnderflow) {
  const auto cold = activation(glass_, {.events = file("a.db").string(), .temperature = 1}, {});
  EXPECT_NEAR(cold[3].at(0), 0.5, 1e-12);
  const auto hot = activation(glass_, {.events = file("a.db").string(), .temperature = 1e9}, {});
  EXPECT_NEAR(hot[3].at(0), 0.6, 1e-6);
}

}  // namespace
}  // namespace glasscape
