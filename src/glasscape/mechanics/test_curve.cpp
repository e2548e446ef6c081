#include "glasscape/mechanics/test_curve.hpp"

#include <algorithm>
#include <cmath>
#include <fmt/format.h>
#include <map>

#include "glasscape/core/atomic_file.hpp"
#include "glasscape/core/error.hpp"
#include "glasscape/core/unit.hpp"
#include "glasscape/mechanics/thermal_deform_setup.hpp"

namespace glasscape {
namespace {

std::vector<std::string> split(const std::string& line) {
  std::vector<std::string> cells;
  for (std::size_t at = 0;;) {
    const auto comma = line.find(',', at);
    cells.push_back(line.substr(at, comma - at));
    if (comma == std::string::npos) return cells;
    at = comma + 1;
  }
}

// The columns of the worker's series, in LAMMPS's names of the axes.
std::vector<TestSample> read_series(const std::filesystem::path& path) {
  const std::string text = read_file(path);
  std::vector<TestSample> samples;
  std::size_t number = 0;
  for (std::size_t at = 0; at < text.size();) {
    const auto end = text.find('\n', at);
    const std::string where = fmt::format("{}:{}", path.string(), ++number);
    if (end == std::string::npos) throw input_error(where, "the last line is cut off");
    const auto cells = split(text.substr(at, end - at));
    at = end + 1;
    constexpr std::size_t columns = 22;
    if (cells.size() != columns) throw input_error(where, fmt::format("{} columns", cells.size()), "22 columns");
    if (number == 1) continue;  // titles
    const auto value = [&](std::size_t k) { return parse_double(cells[k], where); };
    TestSample s;
    s.step = static_cast<std::int64_t>(value(0));
    s.time = value(1);
    s.stage = cells[2];
    s.temperature = value(4);
    s.energy = value(5);
    s.potential = value(6);
    s.volume = value(7);
    const double xy = value(13), xz = value(14), yz = value(15);
    s.tensor = {{Vec3{value(10), xy, xz}, Vec3{xy, value(11), yz}, Vec3{xz, yz, value(12)}}};
    s.cell = {{Vec3{value(16), 0, 0}, Vec3{value(19), value(17), 0}, Vec3{value(20), value(21), value(18)}}};
    samples.push_back(std::move(s));
  }
  return samples;
}

// Energy per atom that the change of the cell brings, from one sample to the next.
double work(const TestSample& from, const TestSample& to) {
  const Mat3 gradient = inverse(0.5 * (from.cell + to.cell)) * (to.cell - from.cell);  // dr = r·gradient
  const Mat3 stress = 0.5 * (from.tensor + to.tensor);
  double sum = 0;
  for (std::size_t a = 0; a < 3; ++a) sum += dot(stress[a], gradient[a]);
  return sum * 0.5 * (from.volume + to.volume) / constants::GPa_per_eV_A3;
}

Mat3 renamed(const Mat3& m, const std::array<int, 3>& axes) {
  Mat3 result;
  for (std::size_t a = 0; a < 3; ++a) {
    for (std::size_t b = 0; b < 3; ++b) {
      result[static_cast<std::size_t>(axes[a])][static_cast<std::size_t>(axes[b])] = m[a][b];
    }
  }
  return result;
}

// The cell that strains are counted from.
Mat3 reference_cell(const TestCurve& curve, const ThermalDeformPlan& plan) {
  if (plan.options.protocol != "creep" || curve.before.empty()) return curve.test.front().cell;
  const std::size_t n = curve.before.size(), first = n / 2;
  Mat3 sum;
  for (std::size_t i = first; i < n; ++i) sum += curve.before[i].cell;
  return sum * (1.0 / static_cast<double>(n - first));
}

// Steps at which the worker has written frames.
std::map<std::int64_t, std::int64_t> frame_numbers(const MdProgram& program) {
  std::map<std::int64_t, std::int64_t> frames;
  if (program.record.trajectory.empty()) return frames;
  std::vector<std::int64_t> steps{0};
  std::int64_t step = 0;
  for (const MdStage& stage : program.stages) {
    if (!stage.recorded) continue;
    const std::int64_t every = program.record.trajectory_interval, end = step + stage.steps;
    for (std::int64_t s = (step / every + 1) * every; s < end; s += every) steps.push_back(s);
    steps.push_back(end);
    step = end;
  }
  for (std::size_t k = 0; k < steps.size(); ++k) frames[steps[k]] = static_cast<std::int64_t>(k);
  return frames;
}

}  // namespace

TestCurve read_test_curve(const std::filesystem::path& series, const ThermalDeformPlan& plan) {
  TestCurve curve;
  for (TestSample& sample : read_series(series)) {
    (sample.stage == "equilibrate" ? curve.before : curve.test).push_back(std::move(sample));
  }
  if (!curve.before.empty()) {
    TestSample reference = curve.before.back();
    reference.step = 0;
    reference.time = 0;
    reference.stage = curve.test.empty() ? "" : curve.test.front().stage;
    curve.test.insert(curve.test.begin(), std::move(reference));
  }
  if (curve.test.empty()) throw input_error(series.string(), "no sample is recorded");

  const TestDirections d = test_directions(plan.options);
  const Mat3 zero = reference_cell(curve, plan);
  const auto frames = frame_numbers(plan.program);
  const bool above_sides = d.uniaxial() && (plan.options.protocol == "creep" || plan.options.sides == "free");
  for (std::size_t i = 0; i < curve.test.size(); ++i) {
    TestSample& s = curve.test[i];
    s.strain =
        d.uniaxial() ? s.cell[d.a][d.a] / zero[d.a][d.a] - 1 : (s.cell[d.b][d.a] - zero[d.b][d.a]) / zero[d.b][d.b];
    s.stress = s.tensor[d.a][d.b] + (above_sides ? plan.options.pressure : 0);
    if (i > 0) s.work = curve.test[i - 1].work + work(curve.test[i - 1], s);
    if (const auto found = frames.find(s.step); found != frames.end()) s.frame = found->second;
  }
  for (auto* samples : {&curve.before, &curve.test}) {
    for (TestSample& s : *samples) {
      s.tensor = renamed(s.tensor, d.axes);
      s.cell = renamed(s.cell, d.axes);
    }
  }
  return curve;
}

std::string curve_csv(const std::vector<TestSample>& samples) {
  std::string text =
      "step,time_ps,stage,strain,stress_GPa,sxx_GPa,syy_GPa,szz_GPa,sxy_GPa,sxz_GPa,syz_GPa,temperature_K,energy_eV,"
      "potential_eV,work_eV,volume_A3,ax_A,ay_A,az_A,bx_A,by_A,bz_A,cx_A,cy_A,cz_A,frame\n";
  for (const TestSample& s : samples) {
    const Mat3& t = s.tensor;
    text += fmt::format("{},{:.8g},{},{:.9g},{:.7g}", s.step, s.time, s.stage, s.strain, s.stress);
    for (const double v : {t[0].x, t[1].y, t[2].z, t[0].y, t[0].z, t[1].z}) text += fmt::format(",{:.7g}", v);
    text += fmt::format(",{:.6g},{:.9g},{:.9g},{:.9g},{:.9g}", s.temperature, s.energy, s.potential, s.work, s.volume);
    for (std::size_t k = 0; k < 9; ++k) text += fmt::format(",{:.12g}", s.cell[k / 3][k % 3]);
    text += s.frame < 0 ? ",\n" : fmt::format(",{}\n", s.frame);
  }
  return text;
}

}  // namespace glasscape
