#include "glasscape/relations/columns.hpp"

#include <cmath>
#include <gtest/gtest.h>

#include "glasscape/core/error.hpp"
#include "glasscape/relations/relations_fixture.hpp"

namespace glasscape {
namespace {

Configuration three_atoms() {
  Configuration c = testing::random_points(Box::orthorhombic(9, 9, 9), 3, 2, 1, 1.0);
  c.fields.emplace_back("s2", Unit("1"), std::vector<double>{-1, -2, -3});
  c.fields.emplace_back("vmsd", Unit("Å^2"), std::vector<double>{1, 2, 3, 4, 5, 6, 7, 8, 9}, 3);
  return c;
}

TEST(Columns, ComponentsHaveNames) {
  const Configuration c = three_atoms();
  EXPECT_EQ(column_names(c), (std::vector<std::string>{"s2", "vmsd.x", "vmsd.y", "vmsd.z"}));
  EXPECT_EQ(select_column(c, "s2", "A").at(2), -3);
  const Field y = select_column(c, "vmsd.y", "A");
  EXPECT_EQ(y.components(), 1U);
  EXPECT_EQ(y.at(1), 5);
  EXPECT_EQ(y.unit().symbol(), "Å^2");
}

TEST(Columns, UnknownNamesAreAnsweredWithTheNearest) {
  const Configuration c = three_atoms();
  try {
    (void)select_column(c, "vmsd.w", "field A");
    FAIL();
  } catch (const Error& e) {
    EXPECT_EQ(e.kind(), ErrorKind::usage);
    EXPECT_NE(std::string(e.what()).find("vmsd.x"), std::string::npos);
    EXPECT_NE(std::string(e.what()).find("s2"), std::string::npos);
  }
  EXPECT_THROW((void)select_column(c, "vmsd", "A"), Error);  // which component?
  EXPECT_THROW((void)select_column(Configuration{}, "s2", "A"), Error);
}

TEST(Columns, JoinFollowsTheIds) {
  Configuration a = three_atoms(), b = three_atoms();
  b.fields.clear();
  std::swap(b.ids[0], b.ids[2]);
  b.ids[1] = 99;
  b.fields.emplace_back("q6", Unit("1"), std::vector<double>{0.1, 0.2, 0.3});
  join_fields(a, b, "b.xyz");
  const Field q6 = select_column(a, "q6", "A");
  EXPECT_EQ(q6.at(0), 0.3);
  EXPECT_TRUE(std::isnan(q6.at(1)));
  EXPECT_EQ(q6.at(2), 0.1);
  EXPECT_EQ(select_column(a, "s2", "A").at(0), -1);
}

TEST(Columns, JoinRefusesContradictions) {
  Configuration a = three_atoms(), b = three_atoms();
  join_fields(a, b, "b.xyz");  // the same fields: nothing to add
  EXPECT_EQ(a.fields.size(), 2U);
  b.fields[0] = Field("s2", Unit("1"), {-1, -2, -4});
  EXPECT_THROW(join_fields(a, b, "b.xyz"), Error);
  b = three_atoms();
  b.types = {1, 1, 0};
  EXPECT_THROW(join_fields(a, b, "b.xyz"), Error);
  b = three_atoms();
  b.ids = {11, 12, 13};
  EXPECT_THROW(join_fields(a, b, "b.xyz"), Error);
}

TEST(Columns, TablesAreJoinedById) {
  Configuration a = three_atoms();
  join_table(a, "id,species,x [Å],barrier [eV],note-free\r\n3, Cu,0.5, 1.25,\r\n\r\n1,Zr,0.5,-2e-1,4\r\n", "b.csv");
  const Field barrier = select_column(a, "barrier", "A");
  EXPECT_EQ(barrier.unit().symbol(), "eV");
  EXPECT_EQ(barrier.at(0), -0.2);
  EXPECT_TRUE(std::isnan(barrier.at(1)));  // not in the table
  EXPECT_EQ(barrier.at(2), 1.25);
  EXPECT_TRUE(std::isnan(select_column(a, "note-free", "A").at(2)));  // empty
  EXPECT_EQ(a.fields.size(), 4U);                                     // species and x are passed over
}

TEST(Columns, BadTablesAreRefusedWithTheLine) {
  const std::pair<const char*, const char*> cases[] = {{"", "no atom id"},
                                                       {"a,b\n1,2\n", "named 'id'"},
                                                       {"id,q\n1,2\n1,3\n", "twice"},
                                                       {"id,q,q\n1,2,3\n", "twice"},
                                                       {"id,q\n1,2\n2\n", "b.csv:3"},
                                                       {"id,q\n1,two\n", "'two'"},
                                                       {"id,q\n1.5,2\n", "no atom id"},
                                                       {"id,q\n1,2 3\n", "'2 3'"},
                                                       {"id,\n1,2\n", "no name"},
                                                       {"id,q [furlong]\n1,2\n", "furlong"},
                                                       {"id,q\n77,2\n", "no atom id is"},
                                                       {"id,s2\n1,5\n", "differs"}};
  for (const auto& [text, says] : cases) {
    Configuration a = three_atoms();
    try {
      join_table(a, text, "b.csv");
      FAIL() << text;
    } catch (const Error& e) {
      EXPECT_NE(std::string(e.what()).find(says), std::string::npos) << e.what();
    }
  }
}

}  // namespace
}  // namespace glasscape
