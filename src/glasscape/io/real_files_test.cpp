#include <cstdlib>
#include <map>

#include "glasscape/io/test_files.hpp"

namespace glasscape::io::test {
namespace {

using RealFiles = Folder;

// Glasses of 5,000 atoms that others published, with the quirks of a Fortran program and without masses.
TEST_F(RealFiles, PublishedGlasses) {
  const auto folder = std::filesystem::path(GLASSCAPE_SHARED_DATA) / "glass-CuZr-5000";
  if (!std::filesystem::exists(folder)) GTEST_SKIP() << "no shared data at " << GLASSCAPE_SHARED_DATA;
  int files = 0;
  for (const auto& entry : std::filesystem::directory_iterator(folder)) {
    if (entry.path().extension() != ".gz") continue;
    ++files;
    EXPECT_THROW(read_configuration(entry.path()), Error) << "the file has no names";
    const auto c = read_configuration(entry.path(), copper_zirconium);
    EXPECT_EQ(c.size(), 5000u);
    EXPECT_EQ(c.counts(), (std::vector<std::size_t>{3225, 1775}));
    EXPECT_EQ(c.formula(), "Cu64.5Zr35.5");
    EXPECT_NEAR(c.box.volume() / 5000, 15.9, 0.3);
    for (const char* name : {"c.data", "c.dump.gz", "c.xyz.zst"}) {
      write_configuration(path(name), c);
      expect_same(c, read_configuration(path(name)), 1e-12);
    }
  }
  EXPECT_EQ(files, 2);
}

// LAMMPS reads what is written here, and what LAMMPS writes then is read back: positions agree as points of the cell.
class WithLammps : public Folder {
 protected:
  void SetUp() override {
    Folder::SetUp();
    if (std::system("lmp -h > /dev/null 2>&1") != 0) GTEST_SKIP() << "no LAMMPS executable (lmp) on this machine";
  }
  void run(const std::string& input) {
    file("in.lammps", input);
    const std::string command =
        "cd '" + path("").string() + "' && lmp -in in.lammps -log none > out.txt 2>&1 < /dev/null";
    ASSERT_EQ(std::system(command.c_str()), 0) << read_file(path("out.txt"));
  }
};

void expect_same_points(const Configuration& a, const Configuration& b, double tolerance) {
  ASSERT_EQ(a.ids, b.ids);
  EXPECT_EQ(a.types, b.types);
  for (std::size_t k = 0; k < 3; ++k) EXPECT_LT(norm(a.box.cell()[k] - b.box.cell()[k]), tolerance);
  for (std::size_t i = 0; i < a.size(); ++i) {
    Vec3 d = a.positions[i] - b.positions[i];
    for (std::size_t k = 0; k < 3; ++k) {
      if (!a.images.empty()) d += double(a.images[i][k]) * a.box.cell()[k];
      if (!b.images.empty()) d -= double(b.images[i][k]) * b.box.cell()[k];
    }
    if (a.images.empty() || b.images.empty()) {
      Vec3 s = d * a.box.inverse_cell();
      for (std::size_t k = 0; k < 3; ++k) s[k] -= std::round(s[k]);
      d = s * a.box.cell();
    }
    EXPECT_LT(norm(d), tolerance) << "atom " << a.ids[i];
    if (!b.velocities.empty()) {
      EXPECT_LE(norm(a.velocities[i] - b.velocities[i]), 1e-12 * norm(a.velocities[i]));
    }
  }
}

TEST_F(WithLammps, DataAndDumpAreUnderstood) {
  auto c = sample(tilted, true);
  c.box = Box(c.box.cell(), c.box.origin());  // LAMMPS wants all tilted directions periodic
  c.fields.clear();
  write_configuration(path("c.data"), c);
  write_configuration(path("c.dump"), c);
  run("units metal\natom_style full\nboundary p p p\nread_data c.data\n"
      "comm_modify cutoff 4\nwrite_data back.data\n"
      "reset_timestep 0\nread_dump c.dump 123456789012 x y z ix iy iz vx vy vz q box yes replace yes\n"
      "write_dump all custom back.dump id type element x y z ix iy iz vx vy vz q mol modify element Zr Cu Al format "
      "float %.17g sort id\n"
      "write_dump all custom scaled.dump.gz id type element xs ys zs modify element Zr Cu Al format float %.17g\n"
      "write_dump all custom unwrapped.dump id type element xu yu zu q modify element Zr Cu Al format float %.17g\n");
  const ReadOptions names{.elements = {"Zr", "Cu", "Al"}};
  const auto data = read_configuration(path("back.data"), names);
  expect_same_points(c, data, 1e-10);
  EXPECT_EQ(data.charges, c.charges);
  EXPECT_EQ(data.molecules, c.molecules);
  const auto dump = read_configuration(path("back.dump"));
  expect_same_points(c, dump, 1e-10);
  EXPECT_EQ(dump.charges, c.charges);
  EXPECT_EQ(dump.molecules, c.molecules);
  expect_same_points(c, read_configuration(path("scaled.dump.gz")), 1e-10);
  expect_same_points(c, read_configuration(path("unwrapped.dump")), 1e-10);
}

TEST_F(WithLammps, TrajectoriesOfAMeltAreUnderstood) {
  run("units metal\natom_style charge\nlattice fcc 3.6\nregion r prism 0 3 0 3 0 3 0.6 0.2 -0.4\ncreate_box 2 r\n"
      "create_atoms 1 region r\nset group all type/fraction 2 0.5 7\nmass 1 63.546\nmass 2 91.224\npair_style lj/cut "
      "5\n"
      "pair_coeff * * 0.2 2.4\nvelocity all create 3000 5\nfix 1 all nve\ncompute pe all pe/atom\ncompute s all "
      "stress/atom NULL\n"
      "dump 1 all custom 20 all.dump.gz mass c_s[1] c_s[2] c_s[3] c_s[4] c_s[5] c_s[6] zs id c_pe xs ys type element\n"
      "dump_modify 1 element Cu Zr units yes time yes\ntimestep 0.001\n"
      "dump 2 all atom 20 atom.dump\ndump_modify 2 scale no image yes\nrun 60\nwrite_data end.data\n");
  std::vector<Configuration> frames;
  read_frames(path("all.dump.gz"), {}, [&](Configuration&& c) {
    frames.push_back(std::move(c));
    return true;
  });
  ASSERT_EQ(frames.size(), 4u);
  EXPECT_EQ(frames[3].timestep, 60);
  EXPECT_EQ(frames[3].species[1].mass, 91.224);
  EXPECT_EQ(frames[3].find_field("c_s")->components(), 6u);
  const auto other = read_configuration(path("atom.dump"), copper_zirconium);
  const auto data = read_configuration(path("end.data"), copper_zirconium);
  EXPECT_EQ(data.timestep, 60);
  EXPECT_EQ(data.charges.size(), data.size());
  EXPECT_EQ(data.velocities.size(), data.size());
  EXPECT_EQ(data.images.size(), data.size());
  expect_same_points(data, other, 1e-3);  // dumps have 6 digits
  expect_same_points(data, frames[3], 1e-3);
}

}  // namespace
}  // namespace glasscape::io::test
