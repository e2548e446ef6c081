#include "glasscape/io/test_files.hpp"

namespace glasscape::io::test {
namespace {

using LammpsDump = Folder;

std::string dump(const std::string& columns, const std::string& rows,
                 const std::string& box = "pp pp pp\n0 10\n0 20\n-5 5\n", int atoms = 2) {
  return "ITEM: TIMESTEP\n7\nITEM: NUMBER OF ATOMS\n" + std::to_string(atoms) + "\nITEM: BOX BOUNDS " + box +
         "ITEM: ATOMS " + columns + "\n" + rows;
}

TEST_F(LammpsDump, AnyColumnOrderAndUnsortedIdsWithGaps) {
  const auto c = read(dump("z c_pe x vy type q id vx y vz mol ix iy iz fx",
                           "3 -4.5 1 .2 2 -1 90 .1 2 .3 5 0 -1 2 7\n"
                           "-3 -3.5 1.5 .5 1 1 12 .4 2.5 .6 4 1 0 0 8\n"),
                      copper_zirconium);
  EXPECT_EQ(c.ids, (std::vector<std::int64_t>{12, 90}));
  EXPECT_EQ(c.types, (std::vector<std::int32_t>{0, 1}));
  EXPECT_EQ(c.positions[1], (Vec3{1, 2, 3}));
  EXPECT_EQ(c.velocities[0], (Vec3{.4, .5, .6}));
  EXPECT_EQ(c.charges, (std::vector<double>{1, -1}));
  EXPECT_EQ(c.molecules, (std::vector<std::int64_t>{4, 5}));
  EXPECT_EQ(c.images[1], (std::array<std::int32_t, 3>{0, -1, 2}));
  EXPECT_EQ(c.timestep, 7);
  ASSERT_EQ(c.fields.size(), 2u);
  EXPECT_EQ(c.fields[0].name(), "c_pe");
  EXPECT_EQ(c.fields[0].unit().symbol(), "1");
  EXPECT_EQ(c.fields[0].at(1), -4.5);
  EXPECT_EQ(c.fields[1].name(), "fx");
  EXPECT_EQ(c.species[1].name, "Zr");
  EXPECT_DOUBLE_EQ(c.species[1].mass, 91.224);
}

// The same two atoms in each kind of coordinates that LAMMPS writes, in a tilted cell.
TEST_F(LammpsDump, AllKindsOfCoordinatesMeanTheSame) {
  const Box box(tilted, {-1, 2, 3}, {true, true, false});
  const Vec3 s[] = {{0.25, 0.5, 0.75}, {0.125, 0.875, 0.5}};
  const int image[][3] = {{1, -2, 0}, {0, 3, 0}};
  // Bounds around the tilted cell: xlo + min(0, xy, xz, xy + xz), ..., from the definition in LAMMPS's manual.
  const std::string bounds = "xy xz yz pp pp ff\n" + std::to_string(-1 - 3.1) + " " + std::to_string(-1 + 9 + 4.2) +
                             " 4.2\n2 " + std::to_string(2 + 8 + 2.7) + " -3.1\n3 13 2.7\n";
  const auto row = [&](int i, const char* kind) {
    Vec3 v = s[i];
    const bool unwrapped = std::string(kind).ends_with("u");
    for (std::size_t k = 0; k < 3; ++k) v[k] += unwrapped ? image[i][k] : 0;
    if (std::string(kind).find('s') == std::string::npos) v = box.cartesian(v);
    char text[200];
    std::snprintf(text, sizeof text, "%d Cu %.17g %.17g %.17g", i + 1, v.x, v.y, v.z);
    return std::string(text);
  };
  const auto flags = [&](int i) {
    return " " + std::to_string(image[i][0]) + " " + std::to_string(image[i][1]) + " " + std::to_string(image[i][2]);
  };
  for (const char* kind : {"", "s", "u", "su"}) {
    const std::string k = kind, columns = "id element x" + k + " y" + k + " z" + k;
    const auto plain = read(dump(columns, row(0, kind) + "\n" + row(1, kind) + "\n", bounds));
    const auto flagged =
        read(dump(columns + " ix iy iz", row(0, kind) + flags(0) + "\n" + row(1, kind) + flags(1) + "\n", bounds));
    for (std::size_t v = 0; v < 3; ++v) EXPECT_LT(norm(plain.box.cell()[v] - tilted[v]), 1e-12);
    EXPECT_LT(norm(plain.box.origin() - box.origin()), 1e-12);
    EXPECT_EQ(plain.box.periodic(), box.periodic());
    for (std::size_t i = 0; i < 2; ++i) {
      const bool unwrapped = k.ends_with("u");
      Vec3 expected = box.cartesian(s[i]);
      // With flags, position + image·H is the unwrapped position whatever the columns were.
      EXPECT_LT(norm(flagged.positions[i] - expected), 1e-11) << kind;
      EXPECT_EQ(flagged.images[i], (std::array<std::int32_t, 3>{image[i][0], image[i][1], image[i][2]}));
      if (unwrapped)
        for (std::size_t v = 0; v < 3; ++v) expected += double(image[i][v]) * tilted[v];
      EXPECT_LT(norm(plain.positions[i] - expected), 1e-11) << kind;
      EXPECT_TRUE(plain.images.empty());
    }
  }
  // Wrapped and unwrapped columns together give the image flags.
  const auto both = read(dump(
      "id element x y z x_ y_ z_ xu yu zu",
      row(0, "") + " 0 0 0 " + row(0, "u").substr(5) + "\n" + row(1, "") + " 0 0 0 " + row(1, "u").substr(5) + "\n",
      bounds));
  EXPECT_EQ(both.images[0], (std::array<std::int32_t, 3>{1, -2, 0}));
  EXPECT_EQ(both.images[1], (std::array<std::int32_t, 3>{0, 3, 0}));
}

TEST_F(LammpsDump, GeneralTriclinicCells) {
  const auto c = read(dump("id element x y z", "1 Cu 1 1 1\n2 Zr 3 3 3\n",
                           "abc origin pp pp pp\n7 2 -1 0.5\n-1 8 2 1.5\n0.5 -1.5 9 2.5\n"));
  EXPECT_EQ(c.box.cell(), general);
  EXPECT_EQ(c.box.origin(), (Vec3{0.5, 1.5, 2.5}));
}

TEST_F(LammpsDump, UnitsAndTimeItems) {
  const std::string frame = dump("id element x y z vx vy vz", "1 Cu 1 1 1 1 2 3\n2 Cu 3 3 3 4 5 6\n");
  const auto metal = read("ITEM: UNITS\nmetal\nITEM: TIME\n0.014\n" + frame + "ITEM: TIME\n0.5\n" + frame);
  EXPECT_EQ(metal.velocities[0], (Vec3{1, 2, 3}));
  const auto real = read("ITEM: UNITS\nreal\n" + frame + frame);
  EXPECT_EQ(real.velocities[0], (Vec3{1000, 2000, 3000}));  // Å/fs to Å/ps
  EXPECT_THROW(read("ITEM: UNITS\nsi\n" + frame), Error);
}

TEST_F(LammpsDump, TypesAndElements) {
  // Both: the element column names the types.
  auto c = read(dump("id type element x y z", "1 2 Cu 1 1 1\n2 1 Zr 3 3 3\n"));
  EXPECT_EQ(c.species[0].name, "Zr");
  EXPECT_EQ(c.species[1].name, "Cu");
  // Elements only: alphabetical, or the order that is asked for.
  c = read(dump("id element x y z", "1 Zr 1 1 1\n2 Cu 3 3 3\n"));
  EXPECT_EQ(c.species[0].name, "Cu");
  EXPECT_EQ(c.types, (std::vector<std::int32_t>{1, 0}));
  EXPECT_FALSE(c.notes.empty());
  c = read(dump("id element x y z", "1 Zr 1 1 1\n2 Cu 3 3 3\n"), {.elements = {"Zr", "Cu"}});
  EXPECT_EQ(c.types, (std::vector<std::int32_t>{0, 1}));
  EXPECT_EQ(refusal(dump("id element x y z", "1 Zr 1 1 1\n2 Cu 3 3 3\n"), {.elements = {"Zr", "Al"}}).kind(),
            ErrorKind::usage);
  // Types only: names are asked for.
  const std::string types_only = dump("id type x y z", "1 2 1 1 1\n2 1 3 3 3\n");
  EXPECT_EQ(refusal(types_only).kind(), ErrorKind::usage);
  EXPECT_EQ(refusal(types_only, {.elements = {"Cu"}}).kind(), ErrorKind::usage);
  EXPECT_EQ(read(types_only, copper_zirconium).types, (std::vector<std::int32_t>{1, 0}));
  // One type with two elements contradicts itself.
  EXPECT_EQ(refusal(dump("id type element x y z", "1 1 Cu 1 1 1\n2 1 Zr 3 3 3\n")).kind(), ErrorKind::input);
  // Masses of a dump become those of the species.
  c = read(dump("id type mass x y z", "1 2 91 1 1 1\n2 1 63 3 3 3\n"), copper_zirconium);
  EXPECT_EQ(c.species[0].mass, 63);
  EXPECT_EQ(c.species[1].mass, 91);
}

TEST_F(LammpsDump, VectorColumnsBecomeOneField) {
  const auto c = read(dump("id element x y z c_s[1] c_s[2] c_s[3] f_a[2] v_b[1] vx",
                           "1 Cu 1 1 1 1 2 3 9 5 6\n2 Cu 3 3 3 4 nan inf 9 5 6\n"));
  ASSERT_EQ(c.fields.size(), 4u);
  EXPECT_EQ(c.find_field("c_s")->components(), 3u);
  EXPECT_EQ(c.find_field("c_s")->at(0, 2), 3);
  EXPECT_TRUE(std::isnan(c.find_field("c_s")->at(1, 1)));
  EXPECT_NE(c.find_field("f_a[2]"), nullptr);
  EXPECT_NE(c.find_field("v_b[1]"), nullptr);
  EXPECT_NE(c.find_field("vx"), nullptr);  // one component is no velocity
  EXPECT_TRUE(c.velocities.empty());
}

TEST_F(LammpsDump, WindowsLineEndsTabsAndNoIds) {
  auto text = dump("element x y z", "Cu\t1\t1  1\nCu 3 3 +3e0 \n");
  std::string dos;
  for (const char c : text) dos += c == '\n' ? "\r\n" : std::string(1, c);
  const auto c = read(dos);
  EXPECT_EQ(c.ids, (std::vector<std::int64_t>{1, 2}));
  EXPECT_EQ(c.positions[1], (Vec3{3, 3, 3}));
}

TEST_F(LammpsDump, OldDumpsWithoutBoundaryFlagsAreTakenAsPeriodicAloud) {
  const auto c = read(
      "ITEM: TIMESTEP\n0\nITEM: NUMBER OF ATOMS\n1\nITEM: BOX BOUNDS\n0 5\n0 5\n0 5\nITEM: ATOMS id element x y z\n1 "
      "Cu 1 1 1\n");
  EXPECT_EQ(c.box.periodic(), (std::array<bool, 3>{true, true, true}));
  EXPECT_FALSE(c.notes.empty());
}

struct Bad {
  const char* name;
  std::string text;
  const char* says;
};

class BadDump : public Folder, public testing::WithParamInterface<Bad> {};
TEST_P(BadDump, IsRefusedWithOneMessage) {
  const Error e = refusal(GetParam().text, {.elements = {"Cu"}});
  EXPECT_EQ(e.kind(), ErrorKind::input);
  EXPECT_NE(std::string(e.what()).find(GetParam().says), std::string::npos) << e.what();
  EXPECT_NE(e.text().where.find("input"), std::string::npos) << e.what();
}

const std::string columns = "id type x y z", two = "1 1 1 1 1\n2 1 3 3 3\n";
INSTANTIATE_TEST_SUITE_P(
    All, BadDump,
    testing::Values(Bad{"nan", dump(columns, "1 1 1 1 1\n2 1 nan 3 3\n"), "not finite"},
                    Bad{"infinite", dump(columns, "1 1 1 1 1\n2 1 inf 3 3\n"), "not finite"},
                    Bad{"overflow", dump(columns, "1 1 1 1 1\n2 1 1e999 3 3\n"), "column 3 (x)"},
                    Bad{"overlap", dump(columns, "1 1 1 1 1\n2 1 1 1 1.01\n"), "overlap"},
                    Bad{"overlap_across", dump(columns, "1 1 0.01 1 1\n2 1 9.99 1 1\n"), "overlap"},
                    Bad{"twice", dump(columns, "1 1 1 1 1\n1 1 3 3 3\n"), "twice"},
                    Bad{"type_zero", dump(columns, "1 0 1 1 1\n2 1 3 3 3\n"), "type 0"},
                    Bad{"type_huge", dump(columns, "1 1 1 1 1\n2 2000000000 3 3 3\n"), "type 2000000000"},
                    Bad{"id_real", dump(columns, "1.5 1 1 1 1\n2 1 3 3 3\n"), "integer"},
                    Bad{"word", dump(columns, "1 1 1 one 1\n2 1 3 3 3\n"), "'one' in column 4 (y)"},
                    Bad{"few_columns", dump(columns, "1 1 1 1\n2 1 3 3 3\n"), "4 columns instead of 5"},
                    Bad{"many_columns", dump(columns, "1 1 1 1 1 1\n2 1 3 3 3\n"), "6 columns instead of 5"},
                    Bad{"few_rows", dump(columns, "1 1 1 1 1\n"), "1 of 2 atoms"},
                    Bad{"many_rows", dump(columns, two + "3 1 4 4 4\n"), "ITEM"},
                    Bad{"no_line_end", dump(columns, "1 1 1 1 1\n2 1 3 3 3"), "line end"},
                    Bad{"no_z", dump("id type x y", "1 1 1 1\n2 1 3 3\n"), "positions"},
                    Bad{"mixed", dump("id type x ys zu", two), "positions"},
                    Bad{"no_type", dump("id x y z", "1 1 1 1\n2 3 3 3\n"), "neither a type nor an element"},
                    Bad{"column_twice", dump("id type x x y z", "1 1 1 1 1 1\n"), "twice"},
                    Bad{"bad_utf8_column", dump("id type x y z \xff\xfe", "1 1 1 1 1 1\n"), "\\xff\\xfe"},
                    Bad{"bad_utf8_element", dump("id element x y z", "1 C\xc3 1 1 1\n"), "\\xc3"},
                    Bad{"inverted", dump(columns, two, "pp pp pp\n10 0\n0 20\n-5 5\n"), "lo < hi"},
                    Bad{"zero", dump(columns, two, "pp pp pp\n0 0\n0 20\n-5 5\n"), "lo < hi"},
                    Bad{"nan_bound", dump(columns, two, "pp pp pp\n0 nan\n0 20\n-5 5\n"), "box bound"},
                    Bad{"three_bounds", dump(columns, two, "pp pp pp\n0 10 0\n0 20\n-5 5\n"), "box bound"},
                    Bad{"flag", dump(columns, two, "pp qq pp\n0 10\n0 20\n-5 5\n"), "'qq'"},
                    Bad{"zero_atoms", dump(columns, "", "pp pp pp\n0 10\n0 20\n-5 5\n", 0), "0 atoms"},
                    Bad{"negative", dump(columns, two, "pp pp pp\n0 10\n0 20\n-5 5\n", -2), "-2 atoms"},
                    Bad{"far_away", dump(columns, "1 1 1 1 1\n2 1 3e9 3 3\n"), "million cells"},
                    Bad{"local", "ITEM: TIMESTEP\n0\nITEM: NUMBER OF ENTRIES\n1\n", "no atoms"},
                    Bad{"no_box", "ITEM: TIMESTEP\n0\nITEM: NUMBER OF ATOMS\n1\nITEM: ATOMS id type x y z\n1 1 1 1 1\n",
                        "BOX BOUNDS"},
                    Bad{"no_count",
                        "ITEM: TIMESTEP\n0\nITEM: BOX BOUNDS pp pp pp\n0 1\n0 1\n0 1\nITEM: ATOMS id type x y z\n",
                        "NUMBER OF ATOMS"},
                    Bad{"image",
                        dump("id type x y z ix iy iz", "1 1 1 1 1 0 0 -9223372036854775808\n2 1 3 3 3 0 0 0\n"),
                        "image flag"}),
    [](const auto& test) { return std::string(test.param.name); });

}  // namespace
}  // namespace glasscape::io::test
