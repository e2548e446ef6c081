#include <array>
#include <cmath>
#include <cstdio>
#include <filesystem>
#include <gtest/gtest.h>
#include <numbers>

#include "glasscape/core/atomic_file.hpp"
#include "glasscape/core/error.hpp"
#include "glasscape/core/rng.hpp"
#include "glasscape/scattering/harmonics/harmonic_table.hpp"

namespace glasscape {
namespace {

Vec3 random_direction(CounterRng& rng) {
  const Vec3 v{rng.normal(), rng.normal(), rng.normal()};
  return v * (1 / norm(v));
}

std::vector<double> harmonics(int lmax, const Vec3& u) {
  std::vector<double> y(harmonic_count(lmax));
  real_harmonics(lmax, u, y);
  return y;
}

TEST(Harmonics, AreTheClosedForms) {
  CounterRng rng(1, 1);
  const double r3 = std::sqrt(3.0), r15 = std::sqrt(15.0);
  for (int k = 0; k < 20; ++k) {
    const Vec3 u = random_direction(rng);
    const auto [x, y, z] = u;
    const auto h = harmonics(4, u);
    const auto expect = [&](int l, int m, double value) {
      EXPECT_NEAR(h[harmonic_index({l, m})], value, 1e-13) << l << " " << m;
    };
    expect(0, 0, 1);
    expect(1, 0, r3 * z);
    expect(1, 1, r3 * x);
    expect(1, -1, r3 * y);
    expect(2, 0, std::sqrt(5.0) * (3 * z * z - 1) / 2);
    expect(2, 1, r15 * x * z);
    expect(2, -1, r15 * y * z);
    expect(2, 2, r15 / 2 * (x * x - y * y));
    expect(2, -2, r15 * x * y);
    expect(3, 0, std::sqrt(7.0) * (5 * z * z - 3) * z / 2);
    expect(3, -2, std::sqrt(105.0) * x * y * z);
    expect(3, 3, std::sqrt(35.0 / 8) * (x * x - 3 * y * y) * x);
    expect(4, 0, 3 * (35 * z * z * z * z - 30 * z * z + 3) / 8);
    expect(4, 4, 3 * std::sqrt(35.0) / 8 * (x * x * x * x - 6 * x * x * y * y + y * y * y * y));
    expect(4, -4, 3 * std::sqrt(35.0) / 2 * x * y * (x * x - y * y));
  }
}

TEST(Harmonics, AreOrthonormalOverTheSphere) {
  // Gauss–Legendre nodes in z by Newton's method, equidistant azimuths: exact for degrees up to 2·8.
  constexpr int lmax = 8, n = 12, azimuths = 24;
  std::vector<double> sum(harmonic_count(lmax) * harmonic_count(lmax), 0);
  for (int i = 0; i < n; ++i) {
    double z = std::cos(std::numbers::pi * (i + 0.75) / (n + 0.5)), slope = 0;
    for (int step = 0; step < 50; ++step) {
      double p = 1, q = 0;
      for (int l = 1; l <= n; ++l) {
        const double next = ((2 * l - 1) * z * p - (l - 1) * q) / l;
        q = p;
        p = next;
      }
      slope = n * (z * p - q) / (z * z - 1);
      z -= p / slope;
    }
    const double weight = 2 / ((1 - z * z) * slope * slope), s = std::sqrt(1 - z * z);
    for (int k = 0; k < azimuths; ++k) {
      const double phi = 2 * std::numbers::pi * (k + 0.3) / azimuths;
      const auto y = harmonics(lmax, {s * std::cos(phi), s * std::sin(phi), z});
      for (std::size_t a = 0; a < y.size(); ++a) {
        for (std::size_t b = 0; b < y.size(); ++b) sum[a * y.size() + b] += weight / (2 * azimuths) * y[a] * y[b];
      }
    }
  }
  const std::size_t count = harmonic_count(lmax);
  for (std::size_t a = 0; a < count; ++a) {
    for (std::size_t b = 0; b < count; ++b) EXPECT_NEAR(sum[a * count + b], a == b ? 1 : 0, 1e-12) << a << " " << b;
  }
}

TEST(Harmonics, KeepTheAdditionTheoremToTheLargestDegree) {
  CounterRng rng(2, 1);
  for (int k = 0; k < 5; ++k) {
    const auto y = harmonics(largest_harmonic, k == 0 ? Vec3{0, 0, 1} : random_direction(rng));
    for (int l = 0; l <= largest_harmonic; ++l) {
      double sum = 0;
      for (int m = -l; m <= l; ++m) sum += y[harmonic_index({l, m})] * y[harmonic_index({l, m})];
      EXPECT_NEAR(sum, 2 * l + 1, 1e-11 * (2 * l + 1));
    }
  }
}

TEST(Harmonics, RefuseWhatHasNoMeaning) {
  std::array<double, 4> y{};
  EXPECT_THROW(real_harmonics(2, {0, 0, 1}, y), Error);
  EXPECT_THROW(real_harmonics(-1, {0, 0, 1}, y), Error);
  EXPECT_THROW(harmonics_up_to(largest_harmonic + 1), Error);
  EXPECT_THROW(normalisation_of("schmidt", "test"), Error);
  EXPECT_EQ(normalisation_of("4pi", ""), Normalisation::four_pi);
  EXPECT_NEAR(harmonic_scale(Normalisation::orthonormal), 3.5449077018110318, 1e-15);
}

TEST(Axis, FramesAreRotations) {
  CounterRng rng(3, 1);
  for (int k = 0; k < 12; ++k) {
    const Vec3 special[] = {{1, 0, 0}, {0, 1, 0}, {0, 0, 1}, {0, 0, -1}, {1e-9, 0, -1}, {-1, 0, 0}};
    const Vec3 u = k < 6 ? special[k] * (1 / norm(special[k])) : random_direction(rng);
    const Mat3 r = frame_of_axis(u, "test"), product = r * transpose(r);
    EXPECT_NEAR(determinant(r), 1, 1e-12);
    for (std::size_t i = 0; i < 3; ++i) {
      EXPECT_NEAR((r * u)[i], i == 2 ? 1 : 0, 1e-12);
      for (std::size_t j = 0; j < 3; ++j) EXPECT_NEAR(product[i][j], i == j ? 1 : 0, 1e-12);
    }
  }
  EXPECT_THROW(frame_of_axis({0, 0, 0}, "test"), Error);
}

TEST(Axis, IsReadFromText) {
  EXPECT_EQ(axis_of("y", ""), (Vec3{0, 1, 0}));
  EXPECT_EQ(axis_of(" 0, 0,-2 ", ""), (Vec3{0, 0, -1}));
  EXPECT_NEAR(axis_of("1,1,0", "").x, std::sqrt(0.5), 1e-15);
  for (const char* wrong : {"", "w", "1,1", "1,1,1,1", "0,0,0", "1,nan,0", "1,,0", "inf,0,0"}) {
    EXPECT_THROW(axis_of(wrong, "--axis"), Error) << wrong;
  }
}

class TableFile : public testing::Test {
 protected:
  ~TableFile() override { std::filesystem::remove(path); }
  HarmonicTable read(std::string_view text, const PlainColumns& plain = {}) {
    write_file_atomically(path, text);
    return read_harmonic_table(path, plain);
  }
  std::filesystem::path path = std::filesystem::path(testing::TempDir()) /
                               fmt_name(testing::UnitTest::GetInstance()->current_test_info()->name());

 private:
  static std::string fmt_name(const std::string& test) { return "glasscape-harmonics-" + test + ".csv"; }
};

TEST_F(TableFile, ComesBackAsItWasWritten) {
  HarmonicTable t;
  t.label = "Cu-Zr";
  t.normalisation = Normalisation::orthonormal;
  t.x = {0.01, 0.03, 0.05};
  t.bin_width = 0.02;
  t.density = 0.1 / 3;
  t.notes = {{"frames", "12"}, {"axis", "y"}};
  t.curves = {{{0, 0}, {1.0 / 3, 2, 3}, {0.1, 0.2, 0.3}}, {{2, -2}, {-1e-300, std::nan(""), 7}, {}}};
  const HarmonicTable back = read(to_csv(t));
  EXPECT_EQ(to_csv(back), to_csv(t));
  EXPECT_EQ(back.notes, t.notes);
  EXPECT_EQ(back.density, t.density);
  EXPECT_EQ(back.normalisation, t.normalisation);
  ASSERT_TRUE(back.find({2, -2}));
  EXPECT_EQ(back.find({2, -2})->value[0], -1e-300);
  EXPECT_TRUE(std::isnan(back.find({2, -2})->value[1]));
  EXPECT_TRUE(back.find({2, -2})->error.empty());
  EXPECT_EQ(back.find({0, 0})->error, t.curves[0].error);
  EXPECT_EQ(back.find({4, 0}), nullptr);
  const HarmonicTable four = in_normalisation(back, Normalisation::four_pi);
  EXPECT_NEAR(four.find({0, 0})->value[1] * std::sqrt(4 * std::numbers::pi), 2, 1e-15);
  EXPECT_NEAR(four.find({0, 0})->error[1] * std::sqrt(4 * std::numbers::pi), 0.2, 1e-15);
}

TEST_F(TableFile, MayBePlainColumnsOrTheIsotropicTable) {
  const HarmonicTable plain = read("# Q S error\n0.5 1.25 0.1\n1.0\t0.75 0.2\n", {"S", 0.06});
  EXPECT_EQ(plain.quantity, "S");
  EXPECT_EQ(plain.abscissa, "Q");
  EXPECT_EQ(plain.density, 0.06);
  EXPECT_EQ(plain.find({0, 0})->value, (std::vector<double>{1.25, 0.75}));
  EXPECT_EQ(plain.find({0, 0})->error, (std::vector<double>{0.1, 0.2}));
  const HarmonicTable pdf = read("r [Å],g_total,g_Cu-Cu\n0.1,0,0\n0.2,1.5,2\n");
  EXPECT_EQ(pdf.quantity, "g");
  EXPECT_EQ(pdf.find({0, 0})->value, (std::vector<double>{0, 1.5}));
  EXPECT_EQ(read("Q [1/Å],S_2_0\n1,2\n").find({2, 0})->value[0], 2);
  EXPECT_EQ(read("x y\n1 2\n", {"S"}).quantity, "S");
}

TEST_F(TableFile, IsRefusedWithTheLine) {
  for (const char* wrong :
       {"", "# only = comments\n", "r,g\n", "1 2\n2\n", "1 2\n2 x\n", "1 2\n1 3\n", "-1 2\n", "nan 1\n", "1 2 3 4\n",
        "1\n", "r [Å],g_0_0,oops\n1,2,3\n", "r [Å],g_0_0,g_0_0\n1,2,3\n", "r [Å],g_2_3,g_0_0\n1,2,3\n",
        "r [Å],g_2_0_error\n1,2\n", "# normalisation = schmidt\n1 2\n", "# density [1/Å³] = -1\n1 2\n",
        "# bin_width [Å] = many\n1 2\n", "1,2,\n"}) {
    try {
      read(wrong);
      ADD_FAILURE() << wrong;
    } catch (const Error& error) {
      EXPECT_EQ(error.kind(), ErrorKind::input) << wrong;
      EXPECT_NE(std::string(error.what()).find("glasscape-harmonics"), std::string::npos) << wrong;
    }
  }
  EXPECT_THROW(read_harmonic_table(path.string() + ".absent"), Error);
}

}  // namespace
}  // namespace glasscape
