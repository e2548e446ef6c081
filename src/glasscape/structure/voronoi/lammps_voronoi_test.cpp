// The same tessellation by an independent program: LAMMPS's compute voronoi/atom, run as a process.

#include <cstdlib>
#include <filesystem>
#include <fmt/format.h>
#include <fstream>
#include <gtest/gtest.h>
#include <map>
#include <mutex>
#include <sstream>

#include "glasscape/core/atomic_file.hpp"
#include "glasscape/core/rng.hpp"
#include "glasscape/neighbors/voronoi.hpp"
#include "glasscape/structure/voronoi/voronoi_descriptor.hpp"

namespace glasscape {
namespace {

namespace fs = std::filesystem;

class LammpsVoronoi : public testing::Test {
 protected:
  void SetUp() override {
    if (std::system("command -v lmp > /dev/null 2>&1") != 0)
      GTEST_SKIP() << "the program lmp (LAMMPS) is not installed";
    if (std::system("lmp -h 2>/dev/null | grep -q voronoi/atom") != 0)
      GTEST_SKIP() << "this LAMMPS has no compute voronoi/atom";
    std::string folder = (fs::temp_directory_path() / "glasscape-voronoi-XXXXXX").string();
    ASSERT_NE(::mkdtemp(folder.data()), nullptr);
    folder_ = folder;
  }
  void TearDown() override {
    if (!folder_.empty()) fs::remove_all(folder_);
  }

  // Runs commands on the configuration; the files they write are in folder_.
  void run(const Configuration& c, const std::string& commands) const {
    const Mat3& h = c.box.cell();
    std::string data = fmt::format(
        "made by a test\n\n{} atoms\n{} atom types\n0 {} xlo xhi\n0 {} ylo yhi\n0 {} zlo zhi\n"
        "{} {} {} xy xz yz\n\nAtoms # atomic\n\n",
        c.size(), c.species.size(), h[0].x, h[1].y, h[2].z, h[1].x, h[2].x, h[2].y);
    for (std::size_t i = 0; i < c.size(); ++i) {
      const Vec3 r = c.box.wrap(c.positions[i]).position;
      data += fmt::format("{} {} {} {} {}\n", c.ids[i], c.types[i] + 1, r.x, r.y, r.z);
    }
    write_file_atomically(folder_ / "data", data);
    write_file_atomically(
        folder_ / "in",
        "units metal\natom_style atomic\nbox tilt large\nread_data data\nmass * 1.0\npair_style zero 6.0\n"
        "pair_coeff * *\ncomm_modify cutoff 14.0\n" +
            commands);
    ASSERT_EQ(std::system(fmt::format("cd {} && lmp -in in -log log -screen none", folder_.string()).c_str()), 0)
        << read_file(folder_ / "log");
  }

  // The rows of the only frame of a dump, as numbers.
  std::vector<std::vector<double>> dump(const char* name) const {
    std::ifstream file(folder_ / name);
    std::string line;
    while (std::getline(file, line) && !line.starts_with("ITEM: ATOMS") && !line.starts_with("ITEM: ENTRIES")) {
    }
    std::vector<std::vector<double>> rows;
    while (std::getline(file, line)) {
      std::istringstream words(line);
      rows.emplace_back();
      for (double value = 0; words >> value;) rows.back().push_back(value);
    }
    return rows;
  }

  fs::path folder_;
};

// A strongly shaken B2 crystal in a tilted box: as disordered as a glass.
Configuration disordered() {
  CounterRng rng(21, 1);
  Configuration c;
  const Mat3 cell{{Vec3{19.2, 0, 0}, Vec3{5.1, 19.6, 0}, Vec3{-4.3, 6.2, 18.9}}};
  c.box = Box(cell);
  c.species = {{"Cu", 63.5}, {"Zr", 91.2}};
  for (int k = 0; k < 216; ++k) {
    for (int half = 0; half < 2; ++half) {
      const Vec3 s = (Vec3{double(k / 36), double(k / 6 % 6), double(k % 6)} + 0.5 * half * Vec3{1, 1, 1}) * (1 / 6.0);
      c.positions.push_back(s * cell + 0.45 * Vec3{rng.normal(), rng.normal(), rng.normal()});
      c.types.push_back(rng.below(3) == 0 ? 1 : 0);
      c.ids.push_back(static_cast<std::int64_t>(c.ids.size()) + 1);
    }
  }
  return c;
}

TEST_F(LammpsVoronoi, VolumesAndFacesAgree) {
  const Configuration c = disordered();
  run(c,
      "compute v all voronoi/atom neighbors yes\ndump a all custom 1 atoms id c_v[1] c_v[2]\n"
      "dump f all local 1 faces c_v[1] c_v[2] c_v[3]\ndump_modify a format float %.15g\n"
      "dump_modify f format float %.15g\nrun 0\n");
  std::map<std::pair<int, int>, std::vector<double>> expected, found;
  const auto atoms = dump("atoms"), faces = dump("faces");
  ASSERT_EQ(atoms.size(), c.size());
  for (const auto& row : faces) {
    if (row[2] > 1e-6) expected[{static_cast<int>(row[0]), static_cast<int>(row[1])}].push_back(row[2]);
  }
  const auto fields = voronoi_fields(c, {}, {});
  for (const auto& row : atoms) {
    const auto i = static_cast<std::size_t>(row[0]) - 1;
    EXPECT_NEAR(fields[0].at(i), row[1], 1e-8);
    EXPECT_EQ(fields[1].at(i), row[2]);
  }
  std::mutex lock;
  for_each_voronoi_cell(c.view(), {}, {}, [&](std::uint32_t i, const VoronoiCell& cell) {
    const std::lock_guard guard(lock);
    for (const VoronoiFace& face : cell.faces) {
      if (face.area > 1e-6)
        found[{static_cast<int>(i) + 1, static_cast<int>(face.neighbor.index) + 1}].push_back(face.area);
    }
  });
  ASSERT_EQ(found.size(), expected.size());
  for (auto& [pair, areas] : found) {
    auto& others = expected[pair];
    std::sort(areas.begin(), areas.end());
    std::sort(others.begin(), others.end());
    ASSERT_EQ(areas.size(), others.size());
    for (std::size_t k = 0; k < areas.size(); ++k) EXPECT_NEAR(areas[k], others[k], 1e-8);
  }
}

TEST_F(LammpsVoronoi, RadicalCellsAgree) {
  const Configuration c = disordered();
  run(c,
      "variable r atom (type==1)*1.28+(type==2)*1.6\ncompute v all voronoi/atom radius v_r\n"
      "dump a all custom 1 atoms id c_v[1] c_v[2]\ndump_modify a format float %.15g\nrun 0\n");
  const auto fields = voronoi_fields(c, {.radii = {1.28, 1.6}}, {});
  for (const auto& row : dump("atoms")) {
    const auto i = static_cast<std::size_t>(row[0]) - 1;
    EXPECT_NEAR(fields[0].at(i), row[1], 1e-8);
    EXPECT_EQ(fields[1].at(i), row[2]);
  }
}

TEST_F(LammpsVoronoi, EdgeCountsAgreeWithAndWithoutThreshold) {
  const Configuration c = disordered();
  for (const double threshold : {0.0, 0.4}) {
    run(c,
        fmt::format("compute h all voronoi/atom edge_histo 8 {}\nthermo_style custom step c_h[3] c_h[4] c_h[5] c_h[6]\n"
                    "thermo_modify format float %.15g\nrun 0\n",
                    threshold > 0 ? fmt::format("edge_threshold {}", threshold) : ""));
    std::istringstream log(read_file(folder_ / "log"));
    std::vector<double> expected;
    for (std::string line; std::getline(log, line);) {
      if (line.find("c_h[3]") == std::string::npos || line.find("Step") == std::string::npos) continue;
      std::getline(log, line);
      std::istringstream words(line);
      for (double value = 0; words >> value;) expected.push_back(value);
    }
    ASSERT_EQ(expected.size(), 5U);
    const Field index = voronoi_fields(c, {.edge_threshold = threshold}, {})[2];
    for (std::size_t k = 0; k < 4; ++k) {
      double sum = 0;
      for (std::size_t i = 0; i < c.size(); ++i) sum += index.at(i, k);
      EXPECT_EQ(sum, expected[k + 1]) << "faces with " << k + 3 << " edges, threshold " << threshold;
    }
  }
}

}  // namespace
}  // namespace glasscape
