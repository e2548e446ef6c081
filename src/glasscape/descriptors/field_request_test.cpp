#include "glasscape/descriptors/field_request.hpp"

#include <cmath>
#include <gtest/gtest.h>

#include "glasscape/core/error.hpp"
#include "glasscape/descriptors/registry.hpp"

namespace glasscape {
namespace {

Configuration cscl() {
  Configuration c;
  c.box = Box::orthorhombic(3.2, 3.2, 3.2);
  c.species = {{"Cu", 63.546}, {"Zr", 91.224}};
  c.ids = {7, 3};
  c.types = {0, 1};
  c.positions = {{0, 0, 0}, {1.6, 1.6, 1.6}};
  return c;
}

TEST(FieldRequest, IsReadFromOneText) {
  const FieldRequest plain = parse_field_request("voronoi");
  EXPECT_EQ(plain.descriptor, "voronoi");
  EXPECT_TRUE(plain.settings.empty());
  const FieldRequest full = parse_field_request("steinhardt:l=4+6,cutoff=0.39 nm,as=bonds");
  EXPECT_EQ(full.as, "bonds");
  ASSERT_EQ(full.settings.size(), 2U);
  EXPECT_EQ(std::get<std::string>(full.settings[0].second), "4,6");
  const auto resolved = find_descriptor("steinhardt").resolve(full.settings);
  EXPECT_EQ(resolved[0].second, "4,6");
  EXPECT_EQ(resolved[2].second, "3.9000000000000004");
  // A plus sign is a list separator in lists only.
  EXPECT_EQ(std::get<std::string>(parse_field_request("s2:cutoff=1e+1").settings[0].second), "1e+1");
}

TEST(FieldRequest, RefusesOtherForms) {
  for (const char* text : {"", ":l=4", "voronoi:", "voronoi:radii", "voronoi:=3", "s2:cutoff=3,cutoff=4",
                           "s2:as=", "s2:as=a b", "s2:cutoff=3,"}) {
    EXPECT_THROW(parse_field_request(text), Error) << text;
  }
}

TEST(FieldRequest, UnknownNamesPointAtTheNearest) {
  try {
    find_descriptor("steinhart");
    FAIL();
  } catch (const Error& e) {
    EXPECT_EQ(e.kind(), ErrorKind::usage);
    EXPECT_NE(std::string(e.what()).find("did you mean 'steinhardt'?"), std::string::npos) << e.what();
  }
}

TEST(AddFields, NamesDoNotClash) {
  Configuration c = cscl();
  const auto request = [](const char* text) { return parse_field_request(text); };
  EXPECT_THROW(add_fields(c, {request("s2:cutoff=5"), request("s2:cutoff=6")}, {}), Error);
  c = cscl();
  const auto names =
      add_fields(c, {request("s2:cutoff=5"), request("s2:cutoff=6,as=s2_far"), request("voronoi:as=v")}, {});
  EXPECT_EQ(names, (std::vector<std::string>{"s2", "s2_far", "v_voronoi_volume", "v_coordination", "v_voronoi_index",
                                             "v_l3fs", "v_l4fs", "v_l5fs", "v_l6fs", "v_l7fs"}));
  EXPECT_EQ(c.find_field("s2_far")->origin(), "s2(cutoff=6, smearing=0.2, dr=0.02, by_species=true, trough=0)");
  // A field that came with the file is replaced.
  const std::size_t before = c.fields.size();
  add_fields(c, {request("s2:cutoff=7")}, {});
  EXPECT_EQ(c.fields.size(), before);
  EXPECT_EQ(c.find_field("s2")->origin(), "s2(cutoff=7, smearing=0.2, dr=0.02, by_species=true, trough=0)");
}

TEST(AddFields, ChecksEverythingBeforeComputing) {
  Configuration c = cscl();
  EXPECT_THROW(add_fields(c, {parse_field_request("voronoi"), parse_field_request("s2:cut=3")}, {}), Error);
  EXPECT_TRUE(c.fields.empty());
}

TEST(FieldCsv, HasUnitsAndReadsBack) {
  Configuration c = cscl();
  c.fields.emplace_back("a", Unit("Å^3"), std::vector<double>{1.0 / 3, std::nan("")});
  c.fields.emplace_back("n", Unit("1"), std::vector<double>{1, 2, 3, 4}, 2);
  EXPECT_EQ(field_csv(c),
            "id,species,x [Å],y [Å],z [Å],a [Å^3],n.1,n.2\n"
            "7,Cu,0,0,0,0.3333333333333333,1,2\n"
            "3,Zr,1.6,1.6,1.6,nan,3,4\n");
}

}  // namespace
}  // namespace glasscape
