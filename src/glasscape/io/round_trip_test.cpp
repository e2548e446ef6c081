#include <tuple>

#include "glasscape/io/test_files.hpp"

namespace glasscape::io::test {
namespace {

struct Ending {
  const char* text;
  bool fields, units, general;
};
const Ending endings[] = {{".data", false, false, false}, {".lmp", false, false, false},
                          {".dump", true, false, false},  {".lammpstrj", true, false, false},
                          {".xyz", true, true, true},     {".extxyz", true, true, true}};

using Choice = std::tuple<int, const char*, bool, bool>;  // ending, compression, tilted, everything
class RoundTrip : public Folder, public testing::WithParamInterface<Choice> {};

TEST_P(RoundTrip, KeepsEveryBit) {
  const auto& [which, compression, is_tilted, everything] = GetParam();
  const Ending& ending = endings[which];
  const auto written = sample(is_tilted ? tilted : Mat3::diagonal(9, 8, 10), everything);
  const auto target = path(std::string("c") + ending.text + compression);
  write_configuration(target, written);
  const auto back = read_configuration(target);
  // LAMMPS keeps bounds, not lengths: hi - lo rounds.
  const double tolerance = ending.general ? 0 : 1e-14;
  expect_same(written, back, tolerance);
  for (std::size_t i = 0; i < written.size(); ++i) EXPECT_EQ(written.positions[i], back.positions[i]);
  if (ending.fields) expect_same_fields(written, back, ending.units);
  const std::string bytes = read_file(target);
  const std::string magic = compression == std::string(".gz")    ? "\x1f\x8b"
                            : compression == std::string(".zst") ? "\x28\xb5"
                                                                 : "";
  EXPECT_EQ(bytes.substr(0, magic.size()), magic);
  // Equal content gives equal bytes, also when what was read is written.
  write_configuration(path(std::string("again") + ending.text + compression), written);
  EXPECT_EQ(read_file(path(std::string("again") + ending.text + compression)), bytes);
}

INSTANTIATE_TEST_SUITE_P(All, RoundTrip,
                         testing::Combine(testing::Range(0, 6), testing::Values("", ".gz", ".zst"), testing::Bool(),
                                          testing::Bool()));

using Files = Folder;

TEST_F(Files, GeneralCellsAreRotatedForLammpsWithAllVectors) {
  const auto written = sample(general, true);
  for (const char* name : {"c.data", "c.dump"}) {
    write_configuration(path(name), written);
    const auto back = read_configuration(path(name));
    EXPECT_TRUE(back.box.lower_triangular());
    EXPECT_NEAR(back.box.volume(), written.box.volume(), 1e-9);
    const Mat3 turn = written.box.inverse_cell() * back.box.cell();
    EXPECT_NEAR(determinant(turn), 1, 1e-12);
    for (std::size_t i = 0; i < written.size(); ++i) {
      EXPECT_LT(norm(written.box.fractional(written.positions[i]) - back.box.fractional(back.positions[i])), 1e-13);
      EXPECT_LT(norm(written.velocities[i] * turn - back.velocities[i]), 1e-13 * norm(written.velocities[i]));
      for (std::size_t j = 0; j < i; ++j) {
        EXPECT_NEAR(norm(written.positions[i] - written.positions[j]), norm(back.positions[i] - back.positions[j]),
                    1e-12);
      }
    }
  }
}

TEST_F(Files, CompressionIsFoundFromTheContent) {
  const auto written = sample(tilted, true);
  for (const char* ending : {".gz", ".zst"}) {
    write_configuration(path(std::string("c.dump") + ending), written);
    std::filesystem::rename(path(std::string("c.dump") + ending), path("renamed"));
    expect_same(written, read_configuration(path("renamed")), 1e-14);
  }
}

TEST_F(Files, ConcatenatedCompressedFilesAreOneTrajectory) {
  for (const char* ending : {".xyz.gz", ".xyz.zst", ".dump.gz"}) {
    auto c = sample(tilted, true);
    std::string all;
    for (int k = 0; k < 3; ++k) {
      c.timestep = k;
      write_configuration(path(std::string("c") + ending), c);
      all += read_file(path(std::string("c") + ending));
    }
    std::vector<std::int64_t> seen;
    read_frames(file("all", all), {}, [&](Configuration&& frame) {
      seen.push_back(frame.timestep);
      return true;
    });
    EXPECT_EQ(seen, (std::vector<std::int64_t>{0, 1, 2}));
  }
}

TEST_F(Files, FramesAreChosenFromBothEnds) {
  auto c = sample(tilted, false);
  std::string all;
  for (int k = 0; k < 4; ++k) {
    c.timestep = 10 * k;
    write_configuration(path("c.dump"), c);
    all += read_file(path("c.dump"));
  }
  const auto trajectory = file("all", all);
  for (int k = 0; k < 4; ++k) {
    EXPECT_EQ(read_configuration(trajectory, {.frame = k}).timestep, 10 * k);
    EXPECT_EQ(read_configuration(trajectory, {.frame = k - 4}).timestep, 10 * k);
  }
  EXPECT_THROW(read_configuration(trajectory, {.frame = 4}), Error);
  EXPECT_THROW(read_configuration(trajectory, {.frame = -5}), Error);
  EXPECT_THROW(read_configuration(trajectory, {.frame = INT64_MIN}), Error);
  int visited = 0;
  read_frames(trajectory, {}, [&](Configuration&&) { return ++visited < 2; });
  EXPECT_EQ(visited, 2);
}

TEST_F(Files, ACutLastFrameComesAfterTheCompleteOnes) {
  auto c = sample(tilted, false);
  std::string all;
  for (int k = 0; k < 3; ++k) {
    c.timestep = k;
    write_configuration(path("c.dump"), c);
    all += read_file(path("c.dump"));
  }
  const auto trajectory = file("all", all.substr(0, all.size() - 30));
  std::vector<std::int64_t> seen;
  EXPECT_THROW(read_frames(trajectory, {},
                           [&](Configuration&& frame) {
                             seen.push_back(frame.timestep);
                             return true;
                           }),
               Error);
  EXPECT_EQ(seen, (std::vector<std::int64_t>{0, 1}));
  EXPECT_EQ(read_configuration(trajectory, {.frame = 1}).timestep, 1);
  try {
    read_configuration(trajectory);
    ADD_FAILURE();
  } catch (const Error& e) {
    EXPECT_EQ(e.kind(), ErrorKind::input);
    EXPECT_NE(std::string(e.what()).find("--frame 0 to 1"), std::string::npos) << e.what();
  }
}

TEST_F(Files, AnUnknownEndingAndAFullDiskLoseNothing) {
  const auto c = sample(tilted, false);
  for (const char* name : {"c", "c.gz", "c.pdb", "c.xyz.bz2"}) {
    EXPECT_THROW(write_configuration(path(name), c), Error) << name;
    EXPECT_FALSE(std::filesystem::exists(path(name)));
  }
  try {
    write_configuration(path("missing/c.dump"), c);
    ADD_FAILURE();
  } catch (const Error& e) {
    EXPECT_EQ(e.kind(), ErrorKind::engine);
  }
}

TEST_F(Files, NamesThatCannotStandInAColumnAreRefusedOrReplaced) {
  auto c = sample(tilted, false);
  c.fields.emplace_back("local energy: x=1", Unit("1"), std::vector<double>(c.size(), 2.0));
  c.fields.emplace_back("x", Unit("1"), std::vector<double>(c.size(), 3.0));
  c.fields.emplace_back("pos", Unit("1"), std::vector<double>(c.size(), 4.0));
  write_configuration(path("c.dump"), c);
  auto back = read_configuration(path("c.dump"));
  ASSERT_EQ(back.fields.size(), 3u);
  EXPECT_EQ(back.fields[0].name(), "local_energy__x_1");
  EXPECT_EQ(back.fields[1].name(), "x_2");
  EXPECT_EQ(back.fields[1].at(0), 3.0);
  write_configuration(path("c.xyz"), c);
  back = read_configuration(path("c.xyz"));
  EXPECT_EQ(back.fields[2].name(), "pos_2");
  c.species[1].name = c.species[0].name;
  EXPECT_THROW(write_configuration(path("d.xyz"), c), Error);
  c.species[1].name = "";
  EXPECT_THROW(write_configuration(path("d.xyz"), c), Error);
}

TEST_F(Files, WhatIsNoTextFileIsRefused) {
  EXPECT_THROW(read_configuration(path("absent")), Error);
  EXPECT_THROW(read_configuration(path("")), Error);
  EXPECT_THROW(read_configuration("/dev/zero"), Error);
  EXPECT_NE(std::string(refusal("").what()).find("empty"), std::string::npos);
  EXPECT_NE(std::string(refusal("\n\n  \n").what()).find("empty"), std::string::npos);
  EXPECT_NE(std::string(refusal(std::string("\0\0\1\0ITEM", 8)).what()).find("binary"), std::string::npos);
  EXPECT_THROW(read("\xff\xfe\x80 no text\n"), Error);
  EXPECT_THROW(read(std::string(3 << 20, 'x')), Error);
  EXPECT_THROW(read("\x1f\x8b"), Error);
  EXPECT_THROW(read(std::string("\x28\xb5\x2f\xfd", 4)), Error);
}

}  // namespace
}  // namespace glasscape::io::test
