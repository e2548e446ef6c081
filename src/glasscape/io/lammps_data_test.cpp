#include "glasscape/geometry/topology.hpp"
#include "glasscape/io/test_files.hpp"

namespace glasscape::io::test {
namespace {

using LammpsData = Folder;

std::string data(const std::string& header, const std::string& sections) {
  return "title\n\n" + header + "\n" + sections;
}
const std::string head = "2 atoms\n2 atom types\n0 10 xlo xhi\n0 20 ylo yhi\n-5 5 zlo zhi\n";
const std::string masses = "\nMasses\n\n1 63.546 # Cu\n2 91.224 # Zr\n";

TEST_F(LammpsData, EachAtomStyleWithAndWithoutImageFlags) {
  struct Style {
    const char *name, *first, *second;
  };
  for (const auto& [style, first, second] :
       {Style{"atomic", "5 2", "3 1"}, Style{"charge", "5 2 -1.5", "3 1 0.5"}, Style{"molecular", "5 8 2", "3 7 1"},
        Style{"full", "5 8 2 -1.5", "3 7 1 0.5"}, Style{"bond", "5 8 2", "3 7 1"}}) {
    for (const bool flags : {false, true}) {
      const std::string rows = std::string(first) + " 1 2 3" + (flags ? " 0 -1 4" : "") + "   # a comment\n" + second +
                               " 4 5 -3" + (flags ? " 1 2 3" : "") + "\n";
      for (const bool hint : {false, true}) {
        const std::string name = style == std::string("bond") ? "molecular" : style;
        const auto c = read(data(head, masses + "\nAtoms" + (hint ? std::string(" # ") + style : "") + "\n\n" + rows),
                            {.atom_style = hint ? "" : name});
        EXPECT_EQ(c.ids, (std::vector<std::int64_t>{3, 5}));
        EXPECT_EQ(c.types, (std::vector<std::int32_t>{0, 1}));
        EXPECT_EQ(c.positions[1], (Vec3{1, 2, 3}));
        EXPECT_EQ(c.images.size(), flags ? 2u : 0u);
        if (flags) {
          EXPECT_EQ(c.images[1], (std::array<std::int32_t, 3>{0, -1, 4}));
        }
        EXPECT_EQ(c.charges,
                  name == "charge" || name == "full" ? (std::vector<double>{0.5, -1.5}) : std::vector<double>{});
        EXPECT_EQ(c.molecules, name == "molecular" || name == "full" ? (std::vector<std::int64_t>{7, 8})
                                                                     : std::vector<std::int64_t>{});
        EXPECT_EQ(c.species[1].name, "Zr");
      }
    }
  }
}

TEST_F(LammpsData, TheStyleIsGuessedOnlyWhereColumnsTell) {
  EXPECT_EQ(read(data(head, masses + "\nAtoms\n\n1 1 1 1 1\n2 2 3 3 3\n")).size(), 2u);
  EXPECT_EQ(read(data(head, masses + "\nAtoms\n\n1 1 1 1 1 0 0 0\n2 2 3 3 3 0 0 1\n")).images[1][2], 1);
  EXPECT_EQ(read(data(head, masses + "\nAtoms\n\n1 1 1 0 1 1 1\n2 1 2 -1 3 3 3\n")).charges[1], -1);
  for (const char* rows : {"1 1 1 1 1 1\n2 1 1 3 3 3\n", "1 1 1 1 1 1 0 0 0\n2 1 1 3 3 3 0 0 0\n"}) {
    const Error e = refusal(data(head, masses + "\nAtoms\n\n" + rows));
    EXPECT_EQ(e.kind(), ErrorKind::usage);
    EXPECT_NE(e.text().remedy.find("--atom-style"), std::string::npos);
  }
  EXPECT_THROW(read(data(head, masses + "\nAtoms # atomic\n\n1 1 1 1 1\n2 2 3 3 3\n"), {.atom_style = "charge"}),
               Error);
  EXPECT_THROW(read(data(head, masses + "\nAtoms # sphere\n\n1 1 1 1 1 1 1\n2 2 3 3 3 3 3\n")), Error);
  EXPECT_THROW(read(data(head, masses + "\nAtoms # charge\n\n1 1 1 1 1\n2 2 3 3 3\n")), Error);
  EXPECT_THROW(read(data(head, masses + "\nAtoms\n\n1 1 1 1 1\n2 2 3 3 3\n"), {.atom_style = "peri"}), Error);
}

TEST_F(LammpsData, ElementNamesComeFromMassesLabelsOrTheUser) {
  const std::string atoms = "\nAtoms # atomic\n\n1 1 1 1 1\n2 2 3 3 3\n";
  EXPECT_EQ(refusal(data(head, atoms)).kind(), ErrorKind::usage);
  EXPECT_EQ(read(data(head, atoms), copper_zirconium).species[0].mass, 63.546);
  // Masses alone suggest names but do not give them.
  const Error e = refusal(data(head, "\nMasses\n\n1 63.546\n2 91.224\n" + atoms));
  EXPECT_EQ(e.kind(), ErrorKind::usage);
  EXPECT_NE(e.text().remedy.find("--elements Cu,Zr"), std::string::npos) << e.what();
  EXPECT_NE(refusal(data(head, "\nMasses\n\n1 63.546 # Cu\n2 91.224\n" + atoms)).text().what.find("only 1 of 2"),
            std::string::npos);
  EXPECT_EQ(
      read(data(head, "\nMasses\n\n2 1.5 # big beads\n1 63.546 # Cu (copper)\n" + atoms), {.elements = {"Cu", "B"}})
          .species[1]
          .mass,
      1.5);
  EXPECT_EQ(read(data(head, "\nMasses\n\n1 1 # A\n2 1 # B\n" + atoms)).species[1].name, "B");
  // A name that contradicts the file is refused; a mass that does is noted.
  EXPECT_EQ(refusal(data(head, masses + atoms), {.elements = {"Zr", "Cu"}}).kind(), ErrorKind::usage);
  EXPECT_FALSE(read(data(head, "\nMasses\n\n1 63.546\n2 91.224\n" + atoms), {.elements = {"Zr", "Cu"}}).notes.empty());
  const auto labelled = read(
      data(head,
           "\nAtom Type Labels\n\n1 Zr\n2 Cu\n\nMasses\n\nZr 91\nCu 63\n\nAtoms # atomic\n\n1 Cu 1 1 1\n2 Zr 3 3 3\n"));
  EXPECT_EQ(labelled.species[0].name, "Zr");
  EXPECT_EQ(labelled.species[0].mass, 91);
  EXPECT_EQ(labelled.types, (std::vector<std::int32_t>{1, 0}));
}

TEST_F(LammpsData, TriclinicVelocitiesCommentsAndTitle) {
  const std::string text =
      "LAMMPS data file via write_data, version 29 Sep 2021, timestep = 5000, units = metal\n\n"
      "  2 atoms # two\n\n2   atom types\n1 bonds\n1 bond types\n0 10 xlo xhi # x\n0 20 ylo yhi\n-5 5 zlo zhi\n1.5 -2 "
      "3 xy xz yz\n\n"
      "Pair Coeffs # lj/cut\n\n1 0.1 3.4\n2 0.2 3.5\n" +
      masses + "\nAtoms # atomic\n\n9 1 1 1 1\n4 2 3 3 3\n\nVelocities\n\n4 1 2 3\n9 4 5 6\n\nBonds\n\n1 1 4 9\n";
  const auto c = read(text);
  EXPECT_EQ(c.box.cell(), (Mat3{{Vec3{10, 0, 0}, Vec3{1.5, 20, 0}, Vec3{-2, 3, 10}}}));
  EXPECT_EQ(c.box.origin(), (Vec3{0, 0, -5}));
  EXPECT_EQ(c.timestep, 5000);
  EXPECT_EQ(c.velocities[0], (Vec3{1, 2, 3}));
  EXPECT_EQ(c.velocities[1], (Vec3{4, 5, 6}));
  const auto noted = [&](const char* text_) {
    return std::any_of(c.notes.begin(), c.notes.end(),
                       [&](const auto& note) { return note.find(text_) != std::string::npos; });
  };
  ASSERT_NE(c.topology, nullptr);
  ASSERT_EQ(c.topology->bonds.size(), 1U);
  EXPECT_EQ(c.topology->bonds[0].a, 0U);  // by place, not by id
  EXPECT_EQ(c.topology->bonds[0].b, 1U);
  EXPECT_TRUE(noted("section Pair Coeffs is left out"));
  EXPECT_TRUE(noted("periodic"));
}

// Three bonded atoms with gaps in their ids, written and read: bonds, angles, types that nothing uses, molecules.
TEST_F(LammpsData, BondsAndAnglesComeBack) {
  const std::string text =
      "title\n\n4 atoms\n2 atom types\n2 bonds\n3 bond types\n1 angles\n2 angle types\n0 9 xlo xhi\n0 9 ylo yhi\n"
      "0 9 zlo zhi\n" +
      masses +
      "\nAtoms # molecular\n\n30 7 1 1 1 1\n10 7 2 1 1 3\n20 7 1 3 1 3\n5 8 1 6 6 6\n\nBonds\n\n2 3 30 10\n1 1 10 20\n"
      "\nAngles\n\n1 2 30 10 20\n";
  const auto c = read(text);
  write_configuration(path("again.data"), c);
  for (const auto& back : {c, read_configuration(path("again.data"))}) {
    ASSERT_NE(back.topology, nullptr);
    const Topology& t = *back.topology;
    EXPECT_EQ(t.bond_types, 3);
    EXPECT_EQ(t.angle_types, 2);
    ASSERT_EQ(t.bonds.size(), 2U);
    EXPECT_EQ(t.bonds[0].type, 2);
    EXPECT_EQ(back.ids[t.bonds[0].a], 30);
    EXPECT_EQ(back.ids[t.bonds[0].b], 10);
    ASSERT_EQ(t.angles.size(), 1U);
    EXPECT_EQ(back.ids[t.angles[0].b], 10);
    EXPECT_EQ(back.ids[t.angles[0].c], 20);
    EXPECT_EQ(t.angles[0].type, 1);
    EXPECT_EQ(back.molecules, (std::vector<std::int64_t>{8, 7, 7, 7}));
    const auto molecules = molecules_of(BondGraph(t, back.size()));
    ASSERT_EQ(molecules.size(), 2U);
    EXPECT_EQ(molecules[1].size(), 3U);
  }
}

struct Bad {
  const char* name;
  std::string text;
  const char* says;
};
class BadData : public Folder, public testing::WithParamInterface<Bad> {};
TEST_P(BadData, IsRefusedWithOneMessage) {
  const Error e = refusal(GetParam().text, copper_zirconium);
  EXPECT_EQ(e.kind(), ErrorKind::input);
  EXPECT_NE(std::string(e.what()).find(GetParam().says), std::string::npos) << e.what();
  EXPECT_NE(e.text().where.find("input"), std::string::npos) << e.what();
}

std::string with_bounds(const std::string& bounds) {
  return data("2 atoms\n2 atom types\n" + bounds + "0 20 ylo yhi\n-5 5 zlo zhi\n",
              "\nAtoms # atomic\n\n1 1 1 1 1\n2 2 3 3 3\n");
}
std::string with_bonds(const std::string& rows) {
  return data("2 atoms\n2 atom types\n1 bonds\n1 bond types\n0 9 xlo xhi\n0 9 ylo yhi\n0 9 zlo zhi\n",
              "\nAtoms # molecular\n\n1 1 1 1 1 1\n2 1 2 3 3 3\n\nBonds\n\n" + rows);
}
std::string with_atoms(const std::string& rows) { return data(head, "\nAtoms # atomic\n\n" + rows); }
const std::string good = "1 1 1 1 1\n2 2 3 3 3\n";

INSTANTIATE_TEST_SUITE_P(
    All, BadData,
    testing::Values(
        Bad{"inverted", with_bounds("10 0 xlo xhi\n"), "inverted"},
        Bad{"zero", with_bounds("10 10 xlo xhi\n"), "equal"},
        Bad{"nan_bound", with_bounds("0 nan xlo xhi\n"), "finite"}, Bad{"no_bound", with_bounds(""), "xlo xhi"},
        Bad{"word_bound", with_bounds("0 a xlo xhi\n"), "not understood"},
        Bad{"few", with_atoms("1 1 1 1 1\n"), "1 of 2 atoms"}, Bad{"none", with_atoms(""), "no lines"},
        Bad{"gap", with_atoms("1 1 1 1 1\n\n2 2 3 3 3\n"), "1 of 2 atoms"},
        Bad{"no_section", data(head, ""), "no section Atoms"},
        Bad{"type", with_atoms("1 1 1 1 1\n2 3 3 3 3\n"), "types 1 to 2"},
        Bad{"many", with_atoms(good + "3 1 5 5 5\n"), "no section"},
        Bad{"mixed_columns", with_atoms("1 1 1 1 1\n2 2 3 3 3 0 0 0\n"), "8 columns instead of 5"},
        Bad{"second", with_atoms(good + "\nAtoms\n\n" + good), "second section"},
        Bad{"unknown", with_atoms(good + "\nVeloc\n"), "'Veloc'"},
        Bad{"velocities_few", with_atoms(good + "\nVelocities\n\n1 0 0 0\n"), "1 of 2"},
        Bad{"velocities_other", with_atoms(good + "\nVelocities\n\n1 0 0 0\n3 0 0 0\n"), "atom 3"},
        Bad{"velocities_twice", with_atoms(good + "\nVelocities\n\n1 0 0 0\n1 0 0 0\n"), "twice"},
        Bad{"velocities_nan", with_atoms(good + "\nVelocities\n\n1 0 0 nan\n2 0 0 0\n"), "not finite"},
        Bad{"mass", data(head, "\nMasses\n\n1 -1\n2 91\n"), "mass"},
        Bad{"mass_type", data(head, "\nMasses\n\n1 63\n3 91\n"), "type"},
        Bad{"types_missing", data("2 atoms\n0 1 xlo xhi\n", "\nAtoms\n\n"), "atom types"},
        Bad{"zero_atoms", data("0 atoms\n1 atom types\n", ""), "0 atoms"},
        Bad{"negative", data("-2 atoms\n1 atom types\n", ""), "not understood"},
        Bad{"bonds",
            data("2 atoms\n2 atom types\n3 bonds\n1 bond types\n0 9 xlo xhi\n0 9 ylo yhi\n0 9 zlo zhi\n",
                 "\nAtoms # atomic\n\n" + good + "\nBonds\n\n1 1 1 2\n"),
            "1 of 3 bonds"},
        Bad{"no_bonds",
            data("2 atoms\n2 atom types\n3 bonds\n0 9 xlo xhi\n0 9 ylo yhi\n0 9 zlo zhi\n",
                 "\nAtoms # atomic\n\n" + good),
            "no section Bonds"},
        Bad{"bond_types", data(head, "\nAtoms # atomic\n\n" + good + "\nBonds\n\n1 1 1 2\n"), "does not count"},
        Bad{"bond_type", with_bonds("1 2 1 2\n"), "bond type 2"}, Bad{"bond_atom", with_bonds("1 1 1 3\n"), "atom 3"},
        Bad{"bond_to_itself", with_bonds("1 1 2 2\n"), "twice"},
        Bad{"bond_words", with_bonds("1 1 2\n"), "ids of 2 atoms"},
        Bad{"no_line_end", with_atoms("1 1 1 1 1\n2 2 3 3 3"), "line end"}),
    [](const auto& test) { return std::string(test.param.name); });

}  // namespace
}  // namespace glasscape::io::test
