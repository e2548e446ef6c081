#pragma once

#include <cmath>
#include <filesystem>
#include <fstream>
#include <gtest/gtest.h>
#include <string>
#include <string_view>
#include <unistd.h>

#include "glasscape/core/atomic_file.hpp"
#include "glasscape/core/error.hpp"
#include "glasscape/core/rng.hpp"
#include "glasscape/io/configuration_io.hpp"

// What the tests of this module share.
namespace glasscape::io::test {

/// A folder of its own for each test, removed with what is in it.
class Folder : public testing::Test {
 protected:
  void SetUp() override {
    const auto* info = testing::UnitTest::GetInstance()->current_test_info();
    std::string name = std::string(info->test_suite_name()) + "." + info->name() + "." + std::to_string(::getpid());
    for (char& c : name) c = c == '/' ? '_' : c;
    folder_ = std::filesystem::temp_directory_path() / ("glasscape-" + name);
    std::filesystem::remove_all(folder_);
    std::filesystem::create_directories(folder_);
  }
  void TearDown() override { std::filesystem::remove_all(folder_); }

  [[nodiscard]] std::filesystem::path path(const std::string& name) const { return folder_ / name; }
  std::filesystem::path file(const std::string& name, std::string_view text) const {
    // Neither synced nor truncated in place, which some file systems sync too: tests write thousands.
    std::filesystem::remove(path(name));
    std::ofstream(path(name), std::ios::binary) << text;
    return path(name);
  }
  Configuration read(std::string_view text, const ReadOptions& options = {}) const {
    return read_configuration(file("input", text), options);
  }
  /// The Error that reading gives; fails the test if there is none.
  [[nodiscard]] Error refusal(std::string_view text, const ReadOptions& options = {}) const {
    try {
      read(text, options);
    } catch (const Error& e) {
      return e;
    }
    ADD_FAILURE() << "accepted:\n" << text;
    return input_error("", "accepted");
  }

 private:
  std::filesystem::path folder_;
};

inline const ReadOptions copper_zirconium{.elements = {"Cu", "Zr"}};
inline const Mat3 tilted{{Vec3{9, 0, 0}, Vec3{4.2, 8, 0}, Vec3{-3.1, 2.7, 10}}};
inline const Mat3 general{{Vec3{7, 2, -1}, Vec3{-1, 8, 2}, Vec3{0.5, -1.5, 9}}};

/// A configuration with every property that files can hold, at random but valid places.
inline Configuration sample(const Mat3& cell, bool everything, std::size_t n = 20) {
  CounterRng rng(11, 3);
  Configuration c;
  c.box = Box(cell, {-1.25, 1.0 / 3, 0.5}, {true, everything, true});
  c.species = {{"Zr", 91.224}, {"Cu", 63.546}, {"Al", 26.982}};
  c.timestep = 123456789012;
  std::vector<double> scalar, vector;
  while (c.size() < n) {
    const double a = rng.uniform(), b = rng.uniform(), s = rng.uniform();
    const Vec3 p = c.box.cartesian({a, b, s});
    bool free = true;
    for (const Vec3& q : c.positions) free = free && norm(p - q) > 0.3;
    if (!free) continue;
    const auto i = static_cast<std::int64_t>(c.size());
    c.ids.push_back(3 * i + 7);
    c.types.push_back(static_cast<std::int32_t>((i * i + i / 2) % 3));
    c.positions.push_back(p);
    if (!everything) continue;
    c.images.push_back({static_cast<std::int32_t>(i % 3 - 1), static_cast<std::int32_t>(-i), 2});
    c.velocities.push_back({rng.normal(), rng.normal() * 1e-9, rng.normal() * 1e12});
    c.charges.push_back(rng.normal());
    c.molecules.push_back(i / 4 + 1);
    scalar.push_back(i == 3 ? std::nan("") : i == 5 ? -HUGE_VAL : rng.normal());
    for (int k = 0; k < 3; ++k) vector.push_back(rng.normal());
  }
  if (everything) {
    c.fields.emplace_back("potential_energy", Unit("eV"), scalar, 1, "test");
    c.fields.emplace_back("displacement", Unit("Å"), vector, 3, "test");
    c.fields.emplace_back("flag", Unit("1"), std::vector<double>(n, 1.0), 1, "test");
  }
  return c;
}

/// Fails unless the two are the same to the last bit (positions and velocities to `tolerance` if that is not 0).
inline void expect_same(const Configuration& a, const Configuration& b, double tolerance = 0) {
  ASSERT_EQ(a.size(), b.size());
  EXPECT_EQ(a.ids, b.ids);
  EXPECT_EQ(a.types, b.types);
  EXPECT_EQ(a.images, b.images);
  EXPECT_EQ(a.charges, b.charges);
  EXPECT_EQ(a.molecules, b.molecules);
  EXPECT_EQ(a.timestep, b.timestep);
  EXPECT_EQ(a.box.periodic(), b.box.periodic());
  EXPECT_EQ(a.velocities.size(), b.velocities.size());
  for (std::size_t k = 0; k < 3; ++k) EXPECT_LE(norm(a.box.cell()[k] - b.box.cell()[k]), tolerance);
  EXPECT_LE(norm(a.box.origin() - b.box.origin()), tolerance);
  for (std::size_t i = 0; i < a.size(); ++i) {
    EXPECT_LE(norm(a.positions[i] - b.positions[i]), tolerance);
    if (!a.velocities.empty()) {
      EXPECT_LE(norm(a.velocities[i] - b.velocities[i]), tolerance * norm(a.velocities[i]));
    }
  }
  ASSERT_EQ(a.species.size(), b.species.size());
  for (std::size_t s = 0; s < a.species.size(); ++s) {
    EXPECT_EQ(a.species[s].name, b.species[s].name);
    EXPECT_EQ(a.species[s].mass, b.species[s].mass);
  }
}

inline void expect_same_fields(const Configuration& a, const Configuration& b, bool units) {
  ASSERT_EQ(a.fields.size(), b.fields.size());
  for (std::size_t f = 0; f < a.fields.size(); ++f) {
    EXPECT_EQ(a.fields[f].name(), b.fields[f].name());
    EXPECT_EQ(a.fields[f].components(), b.fields[f].components());
    EXPECT_EQ(units ? a.fields[f].unit().symbol() : "1", b.fields[f].unit().symbol());
    for (std::size_t k = 0; k < a.fields[f].values().size(); ++k) {
      const double x = a.fields[f].values()[k], y = b.fields[f].values()[k];
      EXPECT_TRUE(x == y || (std::isnan(x) && std::isnan(y)))
          << a.fields[f].name() << " " << k << ": " << x << " " << y;
    }
  }
}

}  // namespace glasscape::io::test
