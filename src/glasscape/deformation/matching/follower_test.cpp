#include "glasscape/deformation/matching/follower.hpp"

#include <algorithm>
#include <gtest/gtest.h>

#include "glasscape/core/error.hpp"
#include "glasscape/deformation/deformation_fixture.hpp"
#include "glasscape/deformation/matching/equivalent_cell.hpp"

namespace glasscape {
namespace {

using namespace test;

TEST(FollowImages, UndoesWrappingAndOrder) {
  const Configuration before = random_cell(40, 9);
  Configuration after = before;
  rattle(after, 0.4, 2);
  map_affinely(after, strong);
  Configuration file = after;  // as another program would write it: wrapped, in another order
  wrap(file);
  std::rotate(file.positions.begin(), file.positions.begin() + 13, file.positions.end());
  std::rotate(file.ids.begin(), file.ids.begin() + 13, file.ids.end());
  const Configuration followed = follow_images(before, file);
  for (std::size_t i = 0; i < before.size(); ++i) {
    EXPECT_EQ(followed.ids[i], before.ids[i]);
    EXPECT_LT(norm(followed.positions[i] - after.positions[i]), 1e-12);
  }
}

TEST(FollowImages, RefusesOtherAtoms) {
  const Configuration before = random_cell(10, 9);
  Configuration other = before;
  other.ids[3] = 77;
  EXPECT_THROW(follow_images(before, other), Error);
  other = before;
  other.species = {{"Zr", 1}};
  EXPECT_THROW(follow_images(before, other), Error);
}

Configuration sheared(const Configuration& start, double gamma) {
  Configuration c = start;
  map_affinely(c, {{Vec3{1, gamma, 0}, Vec3{0, 1, 0}, Vec3{0, 0, 1}}});
  return c;
}

// The cell that a program would write: b replaced by b − n·a, positions wrapped into it.
Configuration flipped(Configuration c, int n) {
  Mat3 cell = c.box.cell();
  cell[1] -= static_cast<double>(n) * cell[0];
  c.box = Box(cell, c.box.origin(), c.box.periodic());
  wrap(c);
  return c;
}

double farthest(const Configuration& a, const Configuration& b) {
  EXPECT_EQ(a.size(), b.size());
  double most = 0;
  for (std::size_t i = 0; i < a.size(); ++i) most = std::max(most, norm(a.positions[i] - b.positions[i]));
  return most;
}

TEST(Follower, UndoesAFlipOfTheCellFromPositionsAlone) {
  Configuration before = random_cell(200, 4);
  before.box = Box(Mat3{{Vec3{11, 0, 0}, Vec3{0, 9, 0}, Vec3{0, 0, 8}}}, {}, {true, true, true});
  wrap(before);
  // γ = 0.9: tilt 8.1 of 11, written as −2.9.
  Configuration after = sheared(before, 0.9);
  rattle(after, 0.3, 5);
  const Followed followed = Follower(before, {}).next(flipped(after, 1), "test");
  EXPECT_TRUE(followed.cell_changed);
  EXPECT_EQ(followed.uncertain, 0u);
  EXPECT_NEAR(followed.current.box.cell()[1].x, 8.1, 1e-12);
  EXPECT_LT(farthest(followed.current, after), 1e-11);
}

TEST(Follower, CarriesOnThroughManyFlipsAndMoreThanABoxOfMotion) {
  Configuration before = random_cell(100, 7);
  const auto states = [&](int k) {
    Configuration c = sheared(before, 0.15 * k);
    rattle(c, 0.2, static_cast<std::uint64_t>(k));
    for (Vec3& r : c.positions) r += Vec3{0.9 * k, -0.2 * k, 0.4 * k};  // all drift
    c.positions[17] += Vec3{0, 0, 0.6 * k};                             // one runs ahead of the others
    return c;
  };
  Follower follower(before, {});
  for (int k = 1; k <= 30; ++k) {
    const Configuration truth = states(k);
    const double width = truth.box.cell()[0].x, tilt = truth.box.cell()[1].x;
    const Followed followed = follower.next(flipped(truth, static_cast<int>(std::round(tilt / width))), "test");
    ASSERT_NEAR(followed.current.box.cell()[1].x, tilt, 1e-11) << k;
    ASSERT_LT(farthest(followed.current, truth), 1e-10) << k;
  }
}

TEST(Follower, TakesImageFlagsWhereBothFilesHaveThem) {
  Configuration before = random_cell(50, 3), after = before;
  rattle(after, 0.2, 1);
  // An atom goes right through the box, which wrapped positions cannot tell.
  after.positions[5] += 2.0 * after.box.cell()[2];
  Configuration file = after;
  before.images.assign(before.size(), {1, -2, 0});
  for (std::size_t i = 0; i < file.size(); ++i) {
    const auto w = file.box.wrap(file.positions[i]);
    file.positions[i] = w.position;
    file.images.push_back({w.cells[0] + 1, w.cells[1] - 2, w.cells[2]});
  }
  Follower follower(before, {});
  const Followed followed = follower.next(file, "test");
  const Vec3 all = before.box.displacement({1, -2, 0});
  for (std::size_t i = 0; i < after.size(); ++i) {
    EXPECT_LT(norm(followed.current.positions[i] - after.positions[i] - all), 1e-11) << i;
  }
  EXPECT_LT(norm(Follower(before, {.images = "nearest"}).next(file, "test").current.positions[5] - after.positions[5] +
                 2.0 * after.box.cell()[2]),
            1e-11);
}

TEST(Follower, RefusesFlagsOfAnotherOrigin) {
  Configuration before = random_cell(60, 3), after = before;
  rattle(after, 0.2, 1);
  wrap(before);
  before.images.assign(before.size(), {0, 0, 0});
  Configuration file = after;
  wrap(file);
  for (std::size_t i = 0; i < file.size(); ++i) file.images.push_back({static_cast<std::int32_t>(i % 5), 0, 7});
  const Followed followed = Follower(before, {}).next(file, "test");
  for (std::size_t i = 0; i < after.size(); ++i) {
    EXPECT_LT(norm(followed.current.positions[i] - before.positions[i]), 0.4) << i;
  }
  ASSERT_FALSE(followed.notes.empty());
  EXPECT_NE(followed.notes.front().find("another origin"), std::string::npos);
}

TEST(Follower, LeavesMissingAtomsOutOnlyIfAsked) {
  const Configuration before = random_cell(40, 9);
  Configuration after = before;
  after.ids[3] = 1000;  // atom 4 is gone, atom 1000 is new
  EXPECT_THROW(Follower(before, {}).next(after, "test"), Error);
  Follower follower(before, {.missing = "drop"});
  const Followed followed = follower.next(after, "test");
  EXPECT_EQ(followed.lost, (std::vector<std::size_t>{3}));
  EXPECT_EQ(followed.current.size(), 39u);
  const Configuration common = common_atoms(follower.reference(), followed.lost);
  EXPECT_EQ(common.ids, followed.current.ids);
  EXPECT_LT(farthest(common, followed.current), 1e-12);
  for (std::int64_t& id : after.ids) id += 5000;
  EXPECT_THROW(Follower(before, {.missing = "drop"}).next(after, "test"), Error);
}

TEST(Follower, KeepsOpenDirectionsAsTheyAre) {
  Configuration before = random_cell(50, 2);
  before.box = Box(before.box.cell(), before.box.origin(), {true, false, true});
  Configuration after = before;
  for (Vec3& r : after.positions) r += Vec3{0, 0.7, 0};
  after.positions[8] += 1.8 * before.box.cell()[1];
  Configuration file = after;
  for (Vec3& r : file.positions) r = file.box.wrap(r).position;
  EXPECT_LT(farthest(Follower(before, {}).next(file, "test").current, after), 1e-11);
  file.box = Box(file.box.cell(), file.box.origin(), {true, true, true});
  EXPECT_THROW(Follower(before, {}).next(file, "test"), Error);
}

TEST(Follower, SaysWhereNothingTellsTheCells) {
  const Configuration before = random_cell(300, 1);
  Configuration after = random_cell(300, 2);  // no memory of the places
  const Followed followed = Follower(before, {}).next(after, "test");
  EXPECT_GT(followed.uncertain, 50u);
  ASSERT_EQ(followed.notes.size(), 2u);
  EXPECT_NE(followed.notes.front().find("equivalent cells"), std::string::npos);
  EXPECT_FALSE(followed.cell_changed);
}

}  // namespace
}  // namespace glasscape
