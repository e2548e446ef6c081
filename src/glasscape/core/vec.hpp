#pragma once

#include <array>
#include <cmath>
#include <cstddef>

namespace glasscape {

/// A point or displacement in three dimensions [Å unless said otherwise].
struct Vec3 {
  double x = 0, y = 0, z = 0;

  constexpr double& operator[](std::size_t i) { return i == 0 ? x : i == 1 ? y : z; }
  constexpr double operator[](std::size_t i) const { return i == 0 ? x : i == 1 ? y : z; }
  constexpr Vec3& operator+=(const Vec3& b) {
    x += b.x;
    y += b.y;
    z += b.z;
    return *this;
  }
  constexpr Vec3& operator-=(const Vec3& b) {
    x -= b.x;
    y -= b.y;
    z -= b.z;
    return *this;
  }
  constexpr Vec3& operator*=(double s) {
    x *= s;
    y *= s;
    z *= s;
    return *this;
  }
  friend constexpr Vec3 operator+(Vec3 a, const Vec3& b) { return a += b; }
  friend constexpr Vec3 operator-(Vec3 a, const Vec3& b) { return a -= b; }
  friend constexpr Vec3 operator-(const Vec3& a) { return {-a.x, -a.y, -a.z}; }
  friend constexpr Vec3 operator*(Vec3 a, double s) { return a *= s; }
  friend constexpr Vec3 operator*(double s, Vec3 a) { return a *= s; }
  friend constexpr bool operator==(const Vec3&, const Vec3&) = default;
};

constexpr double dot(const Vec3& a, const Vec3& b) { return a.x * b.x + a.y * b.y + a.z * b.z; }
constexpr Vec3 cross(const Vec3& a, const Vec3& b) {
  return {a.y * b.z - a.z * b.y, a.z * b.x - a.x * b.z, a.x * b.y - a.y * b.x};
}
constexpr double norm2(const Vec3& a) { return dot(a, a); }
inline double norm(const Vec3& a) { return std::sqrt(norm2(a)); }

// Evaluators pass Vec3 arrays where flat coordinate arrays are wanted.
static_assert(sizeof(Vec3) == 3 * sizeof(double));

/// A 3×3 matrix, stored as its rows.
struct Mat3 {
  std::array<Vec3, 3> row{};

  static constexpr Mat3 identity() { return {{Vec3{1, 0, 0}, Vec3{0, 1, 0}, Vec3{0, 0, 1}}}; }
  static constexpr Mat3 diagonal(double a, double b, double c) {
    return {{Vec3{a, 0, 0}, Vec3{0, b, 0}, Vec3{0, 0, c}}};
  }
  constexpr Vec3& operator[](std::size_t i) { return row[i]; }
  constexpr const Vec3& operator[](std::size_t i) const { return row[i]; }
  constexpr Mat3& operator+=(const Mat3& b) {
    for (std::size_t i = 0; i < 3; ++i) row[i] += b.row[i];
    return *this;
  }
  constexpr Mat3& operator-=(const Mat3& b) {
    for (std::size_t i = 0; i < 3; ++i) row[i] -= b.row[i];
    return *this;
  }
  constexpr Mat3& operator*=(double s) {
    for (auto& r : row) r *= s;
    return *this;
  }
  friend constexpr Mat3 operator+(Mat3 a, const Mat3& b) { return a += b; }
  friend constexpr Mat3 operator-(Mat3 a, const Mat3& b) { return a -= b; }
  friend constexpr Mat3 operator*(Mat3 a, double s) { return a *= s; }
  friend constexpr Mat3 operator*(double s, Mat3 a) { return a *= s; }
  friend constexpr bool operator==(const Mat3&, const Mat3&) = default;
};

constexpr Mat3 transpose(const Mat3& m) {
  return {{Vec3{m[0].x, m[1].x, m[2].x}, Vec3{m[0].y, m[1].y, m[2].y}, Vec3{m[0].z, m[1].z, m[2].z}}};
}
constexpr Vec3 operator*(const Mat3& m, const Vec3& v) { return {dot(m[0], v), dot(m[1], v), dot(m[2], v)}; }
/// Row vector times matrix: v·M.
constexpr Vec3 operator*(const Vec3& v, const Mat3& m) { return v.x * m[0] + v.y * m[1] + v.z * m[2]; }
constexpr Mat3 operator*(const Mat3& a, const Mat3& b) { return {{a[0] * b, a[1] * b, a[2] * b}}; }
constexpr double determinant(const Mat3& m) { return dot(m[0], cross(m[1], m[2])); }
constexpr double trace(const Mat3& m) { return m[0].x + m[1].y + m[2].z; }
constexpr Mat3 outer(const Vec3& a, const Vec3& b) { return {{a.x * b, a.y * b, a.z * b}}; }
/// Inverse; the caller has checked that determinant(m) is not zero.
constexpr Mat3 inverse(const Mat3& m) {
  const double d = 1.0 / determinant(m);
  return transpose(Mat3{{cross(m[1], m[2]) * d, cross(m[2], m[0]) * d, cross(m[0], m[1]) * d}});
}

}  // namespace glasscape
