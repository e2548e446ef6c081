#include "glasscape/io/test_files.hpp"

namespace glasscape::io::test {
namespace {

using ExtendedXyz = Folder;
const std::string box = "Lattice=\"10 0 0 0 20 0 0 0 30\"";

TEST_F(ExtendedXyz, WhatOtherProgramsWrite) {
  const auto c = read(
      "2\nenergy=-3.5 Lattice=\"7.0 2.0 -1.0 -1.0 8.0 2.0 0.5 -1.5 9.0\" config_type='two atoms' virial={1 2 3} "
      "Properties=species:S:1:pos:R:3:forces:R:3:tags:I:1:label:S:1:fixed:L:1:velo:R:3:initial_charges:R:1 pbc=\"T F "
      "T\" "
      "Origin=\"1 2 3\" Timestep=42\n"
      "Zr 1 2 3 .1 .2 .3 7 abc T 4 5 6 -0.5\nCu 4 5 6 .4 .5 .6 8 def F 7 8 9 0.5\n");
  EXPECT_EQ(c.box.cell(), general);
  EXPECT_EQ(c.box.origin(), (Vec3{1, 2, 3}));
  EXPECT_EQ(c.box.periodic(), (std::array<bool, 3>{true, false, true}));
  EXPECT_EQ(c.timestep, 42);
  EXPECT_EQ(c.species[0].name, "Cu");
  EXPECT_EQ(c.types, (std::vector<std::int32_t>{1, 0}));
  EXPECT_EQ(c.velocities[1], (Vec3{7, 8, 9}));
  EXPECT_EQ(c.charges, (std::vector<double>{-0.5, 0.5}));
  ASSERT_EQ(c.fields.size(), 2u);
  EXPECT_EQ(c.fields[0].name(), "forces");
  EXPECT_EQ(c.fields[0].components(), 3u);
  EXPECT_EQ(c.fields[0].at(1, 2), 0.6);
  EXPECT_EQ(c.fields[1].name(), "tags");
  EXPECT_EQ(c.fields[1].at(0), 7);
}

TEST_F(ExtendedXyz, DefaultsOfTheFormat) {
  const auto c = read("2\n" + box + "\nCu 1 1 1\nCu 3 3 3\n");
  EXPECT_EQ(c.box.periodic(), (std::array<bool, 3>{true, true, true}));
  EXPECT_EQ(c.ids, (std::vector<std::int64_t>{1, 2}));
  EXPECT_EQ(c.species.size(), 1u);
  // Numbers in place of names are types; their names are asked for.
  EXPECT_EQ(refusal("2\n" + box + "\n2 1 1 1\n1 3 3 3\n").kind(), ErrorKind::usage);
  EXPECT_EQ(read("2\n" + box + "\n2 1 1 1\n1 3 3 3\n", copper_zirconium).types, (std::vector<std::int32_t>{1, 0}));
  EXPECT_EQ(read("2\n" + box + " Properties=id:I:1:type:I:1:pos:R:3\n5 2 1 1 1\n4 1 3 3 3\n", copper_zirconium).ids,
            (std::vector<std::int64_t>{4, 5}));
}

TEST_F(ExtendedXyz, TheOrderOfTypesIsKeptWhileItHolds) {
  EXPECT_EQ(read("2\n" + box + " types=\"Zr Cu\"\nCu 1 1 1\nZr 3 3 3\n").types, (std::vector<std::int32_t>{1, 0}));
  EXPECT_EQ(read("2\n" + box + " types=\"Zr Cu\"\nAl 1 1 1\nZr 3 3 3\n").types, (std::vector<std::int32_t>{0, 1}));
}

TEST_F(ExtendedXyz, PlainXyzIsRefusedWithAdvice) {
  const Error e = refusal("2\na comment\nCu 1 1 1\nZr 3 3 3\n");
  EXPECT_EQ(e.kind(), ErrorKind::input);
  EXPECT_NE(e.text().remedy.find("Lattice="), std::string::npos) << e.what();
}

struct Bad {
  const char* name;
  std::string text;
  const char* says;
};
class BadXyz : public Folder, public testing::WithParamInterface<Bad> {};
TEST_P(BadXyz, IsRefusedWithOneMessage) {
  const Error e = refusal(GetParam().text);
  EXPECT_EQ(e.kind(), ErrorKind::input);
  EXPECT_NE(std::string(e.what()).find(GetParam().says), std::string::npos) << e.what();
  EXPECT_NE(e.text().where.find("input"), std::string::npos) << e.what();
}
const std::string rows = "Cu 1 1 1\nCu 3 3 3\n";
INSTANTIATE_TEST_SUITE_P(
    All, BadXyz,
    testing::Values(Bad{"count", "0\n" + box + "\n", "number of atoms"},
                    Bad{"few", "3\n" + box + "\n" + rows, "2 of 3"},
                    Bad{"many", "1\n" + box + "\n" + rows, "'Cu 3 3 3' is no number of atoms"},
                    Bad{"left_handed", "2\nLattice=\"10 0 0 0 20 0 0 0 -30\"\n" + rows, "right-handed"},
                    Bad{"flat", "2\nLattice=\"10 0 0 0 20 0 0 0 0\"\n" + rows, "volume"},
                    Bad{"eight", "2\nLattice=\"10 0 0 0 20 0 0 0\"\n" + rows, "9 finite numbers"},
                    Bad{"nan_lattice", "2\nLattice=\"10 0 0 0 20 0 0 0 nan\"\n" + rows, "9 finite numbers"},
                    Bad{"pbc", "2\n" + box + " pbc=\"T T\"\n" + rows, "pbc"},
                    Bad{"properties", "2\n" + box + " Properties=species:S:1:pos:R\n" + rows, "multiple of three"},
                    Bad{"property_type", "2\n" + box + " Properties=species:Q:1:pos:R:3\n" + rows, "'Q'"},
                    Bad{"property_count", "2\n" + box + " Properties=species:S:1:pos:R:0\n" + rows, "'0' is no count"},
                    Bad{"no_species", "2\n" + box + " Properties=pos:R:3\n1 1 1\n3 3 3\n",
                        "neither a type nor an element"},
                    Bad{"no_pos", "2\n" + box + " Properties=species:S:1:x:R:3\n" + rows, "positions"},
                    Bad{"columns", "2\n" + box + "\nCu 1 1 1 1\nCu 3 3 3\n", "5 columns instead of 4"},
                    Bad{"nan", "2\n" + box + "\nCu 1 1 nan\nCu 3 3 3\n", "not finite"},
                    Bad{"unknown_format", "hello\nworld\n", "not recognised"}),
    [](const auto& test) { return std::string(test.param.name); });

}  // namespace
}  // namespace glasscape::io::test
