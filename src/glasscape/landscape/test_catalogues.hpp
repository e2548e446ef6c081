#pragma once

// Catalogues with planted content, for tests.

#include <filesystem>
#include <gtest/gtest.h>
#include <string>
#include <unistd.h>
#include <vector>

#include "glasscape/core/rng.hpp"
#include "glasscape/landscape/catalogue.hpp"

namespace glasscape::testing {

class CatalogueFolder : public ::testing::Test {
 protected:
  void SetUp() override {
    folder_ = std::filesystem::temp_directory_path() /
              ("glasscape-" + std::string(::testing::UnitTest::GetInstance()->current_test_info()->name()) +
               std::to_string(::getpid()));
    std::filesystem::create_directories(folder_);
  }
  void TearDown() override { std::filesystem::remove_all(folder_); }
  [[nodiscard]] std::filesystem::path file(const std::string& name) const { return folder_ / name; }
  /// All rows of events and minima as text, without the time they took unless asked for.
  [[nodiscard]] std::vector<std::string> rows(const std::string& name, bool seconds = false) const {
    SqliteFile db(file(name), SqliteFile::Mode::read_only);
    std::vector<std::string> result;
    for (const std::string table : {"event", "minimum"}) {
      SqliteStatement row = db.prepare("SELECT * FROM " + table + " ORDER BY id");
      while (row.step()) {
        std::string line = table;
        for (int k = 0; k < row.columns(); ++k) {
          if (!seconds && row.name(k) == "seconds") continue;
          line += "|" + row.text(k);
        }
        result.push_back(line);
      }
    }
    return result;
  }

  std::filesystem::path folder_;
};

/// Cu and Zr in turns on a cubic lattice, ids from 11.
inline Configuration planted_glass(int n = 3) {
  Configuration c;
  c.box = Box::orthorhombic(3.0 * n, 3.0 * n, 3.0 * n);
  c.species = {{"Cu", 63.546}, {"Zr", 91.224}};
  for (int k = 0; k < n * n * n; ++k) {
    c.positions.push_back({3.0 * (k % n), 3.0 * (k / n % n), 3.0 * (k / n / n)});
    c.types.push_back(k % 2);
    c.ids.push_back(11 + k);
  }
  return c;
}

inline Campaign planted_campaign() {
  return {.configuration_hash = "glass",
          .potential = "model",
          .potential_hash = "potential",
          .seed = 7,
          .protocol = "local_push",
          .settings = {{"step", "0.15"}, {"same_energy", "0.001"}},
          .start_energy = -100};
}

/// An event whose content follows from atom and attempt: two thirds succeed, half of these are connected.
inline Event planted_event(std::int64_t atom, std::int64_t attempt, double seconds = 0.5) {
  CounterRng rng(3, static_cast<std::uint64_t>(atom), static_cast<std::uint32_t>(attempt));
  Event e{.atom = atom, .attempt = attempt, .protocol = "local_push"};
  e.status = rng.uniform() < 2.0 / 3 ? SaddleStatus::success : SaddleStatus::energy_ceiling;
  e.barrier = 0.1 + 3 * rng.uniform();
  e.curvature = -rng.uniform();
  e.evaluations = {.basin = 10, .lanczos = static_cast<std::int64_t>(100 * rng.uniform()), .relaxation = 3};
  e.seconds = seconds;
  if (e.status != SaddleStatus::success) return e;
  e.region_radius = 16;
  e.barrier_error = 0.01 * rng.uniform();
  e.sides_converged = true;
  e.connected = rng.uniform() < 0.5;
  e.end_energy = 0.1 * e.barrier;
  e.end_distance = 2;
  e.reverse_barrier = e.barrier - e.end_energy;
  if (!e.connected) {
    e.back_energy = 0.05 * e.barrier;
    e.back_distance = 0.4;
    e.back_displacements = {{atom, {0.3, 0.2, rng.uniform()}}};
  }
  e.centre = atom;
  e.participation = 1 + 5 * rng.uniform();
  e.saddle_displacements = {{atom, {1, 0, rng.uniform()}}, {atom + 1, {0, 0.2, 0}}};
  e.end_displacements = {{atom, {2, 0, rng.uniform()}}};
  return e;
}

}  // namespace glasscape::testing
