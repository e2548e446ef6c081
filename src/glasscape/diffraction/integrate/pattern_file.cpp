#include "glasscape/diffraction/integrate/pattern_file.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <fmt/format.h>
#include <hdf5.h>
#include <numbers>

#include "glasscape/core/atomic_file.hpp"
#include "glasscape/core/error.hpp"
#include "glasscape/diffraction/hdf5/handle.hpp"

namespace glasscape {
namespace {

using hdf5::Handle;

constexpr double degree = std::numbers::pi / 180;

Error disk_error(const std::filesystem::path& path) {
  return {ErrorKind::engine, {path.string(), "the pattern could not be written", "", "check the space on the disk"}};
}

class Writer {
 public:
  explicit Writer(const std::filesystem::path& file) : path_(file) {
    const Handle access(H5Pcreate(H5P_FILE_CREATE));
    file_ = Handle(H5Fcreate(file.c_str(), H5F_ACC_TRUNC, access.get(), H5P_DEFAULT));
    require(file_.get());
  }
  Handle group(const char* name) {
    Handle result(H5Gcreate2(file_.get(), name, H5P_DEFAULT, H5P_DEFAULT, H5P_DEFAULT));
    require(result.get());
    return result;
  }
  void text(hid_t object, const char* name, const std::string& value) {
    const Handle type(H5Tcopy(H5T_C_S1));
    require(H5Tset_size(type.get(), value.size()));
    require(H5Tset_cset(type.get(), H5T_CSET_UTF8));
    const Handle space(H5Screate(H5S_SCALAR));
    const Handle attribute(H5Acreate2(object, name, type.get(), space.get(), H5P_DEFAULT, H5P_DEFAULT));
    require(H5Awrite(attribute.get(), type.get(), value.data()));
  }
  void texts(hid_t object, const char* name, std::span<const char* const> values) {
    const Handle type(H5Tcopy(H5T_C_S1));
    require(H5Tset_size(type.get(), H5T_VARIABLE));
    require(H5Tset_cset(type.get(), H5T_CSET_UTF8));
    const hsize_t size = values.size();
    const Handle space(H5Screate_simple(1, &size, nullptr));
    const Handle attribute(H5Acreate2(object, name, type.get(), space.get(), H5P_DEFAULT, H5P_DEFAULT));
    require(H5Awrite(attribute.get(), type.get(), values.data()));
  }
  void numbers(hid_t group, const char* name, std::span<const double> values, std::span<const hsize_t> shape,
               const std::string& unit) {
    const Handle space(H5Screate_simple(static_cast<int>(shape.size()), shape.data(), nullptr));
    const Handle list(H5Pcreate(H5P_DATASET_CREATE));
    H5Pset_obj_track_times(list.get(), false);  // equal patterns, equal bytes
    const Handle set(H5Dcreate2(group, name, H5T_NATIVE_DOUBLE, space.get(), H5P_DEFAULT, list.get(), H5P_DEFAULT));
    require(set.get());
    require(H5Dwrite(set.get(), H5T_NATIVE_DOUBLE, H5S_ALL, H5S_ALL, H5P_DEFAULT, values.data()));
    if (!unit.empty()) text(set.get(), "units", unit);
  }
  void finish() { require(H5Fflush(file_.get(), H5F_SCOPE_GLOBAL)); }
  [[nodiscard]] hid_t root() const { return file_.get(); }

 private:
  template <class T>
  void require(T status) const {
    if (status < 0) throw disk_error(path_);
  }
  std::filesystem::path path_;
  Handle file_;
};

class Reader {
 public:
  explicit Reader(const std::filesystem::path& path)
      : path_(path), file_(H5Fopen(path.c_str(), H5F_ACC_RDONLY, H5P_DEFAULT)) {
    if (!file_) throw refused("cannot be opened as HDF5");
  }
  [[nodiscard]] bool has(const char* name) const {
    return H5Lexists(file_.get(), "/entry", H5P_DEFAULT) > 0 &&
           H5Lexists(file_.get(), "/entry/data", H5P_DEFAULT) > 0 &&
           H5Lexists(file_.get(), (std::string("/entry/data/") + name).c_str(), H5P_DEFAULT) > 0;
  }
  [[nodiscard]] std::vector<double> numbers(const char* name, std::size_t expected = 0) const {
    if (!has(name)) throw refused(fmt::format("has no data set /entry/data/{}", name));
    const Handle set(H5Dopen2(file_.get(), (std::string("/entry/data/") + name).c_str(), H5P_DEFAULT));
    const Handle space(H5Dget_space(set.get()));
    const hssize_t count = space ? H5Sget_simple_extent_npoints(space.get()) : -1;
    constexpr hssize_t most = hssize_t{1} << 28;
    if (count < 1 || count > most || (expected != 0 && static_cast<std::size_t>(count) != expected)) {
      throw refused(
          fmt::format("{} has {} values{}", name, count, expected == 0 ? "" : fmt::format(", not {}", expected)));
    }
    std::vector<double> values(static_cast<std::size_t>(count));
    if (H5Dread(set.get(), H5T_NATIVE_DOUBLE, H5S_ALL, H5S_ALL, H5P_DEFAULT, values.data()) < 0) {
      throw refused(fmt::format("{} cannot be read as numbers", name));
    }
    return values;
  }
  [[nodiscard]] Error refused(const std::string& what) const {
    return input_error(path_.string(), what, "a pattern written by glasscape diffraction integrate",
                       "integrate the images again");
  }

 private:
  std::filesystem::path path_;
  Handle file_;
};

}  // namespace

std::string pattern_xy(const Integration& integration, std::span<const std::string> comments) {
  std::string text;
  for (const std::string& line : comments) text += "# " + line + "\n";
  const bool errors = !integration.pattern.error.empty();
  text += fmt::format("# {:>16} {:>17}", integration.unit == "q" ? "q_A^-1" : "2th_deg", "I");
  if (errors) text += fmt::format(" {:>17}", "sigma");
  text += '\n';
  for (std::size_t k = 0; k < integration.radial.size(); ++k) {
    if (std::isnan(integration.pattern.intensity[k])) continue;
    text += fmt::format("{:18.10e} {:17.10e}", integration.radial[k], integration.pattern.intensity[k]);
    if (errors) text += fmt::format(" {:17.10e}", integration.pattern.error[k]);
    text += '\n';
  }
  return text;
}

void write_pattern_h5(const std::filesystem::path& path, const Integration& integration) {
  const AzimuthalPattern& pattern = integration.pattern;
  AtomicFile file(path);
  {
    const hdf5::Session session;
    Writer writer(file.partial_path());
    const Handle entry = writer.group("/entry"), data = writer.group("/entry/data");
    const bool by_q = integration.unit == "q";
    writer.text(writer.root(), "default", "entry");
    writer.text(entry.get(), "NX_class", "NXentry");
    writer.text(entry.get(), "default", "data");
    writer.text(data.get(), "NX_class", "NXdata");
    writer.text(data.get(), "signal", "I");
    const char* const axes[] = {"azimuth", by_q ? "q" : "two_theta"};
    writer.texts(data.get(), "axes", axes);
    const std::array<hsize_t, 2> shape{pattern.azimuth.size(), pattern.q.size()};
    const std::span<const hsize_t> whole(shape), rows = whole.first(1), columns = whole.last(1);
    std::vector<double> degrees(pattern.azimuth);
    for (double& a : degrees) a /= degree;
    writer.numbers(data.get(), "azimuth", degrees, rows, "deg");
    writer.numbers(data.get(), "q", pattern.q, columns, "1/angstrom");
    if (!by_q) writer.numbers(data.get(), "two_theta", integration.radial, columns, "deg");
    writer.numbers(data.get(), "I", pattern.intensity, whole, "");
    if (!pattern.error.empty()) writer.numbers(data.get(), "errors", pattern.error, whole, "");
    writer.numbers(data.get(), "pixels", pattern.pixels, whole, "");
    const hsize_t one = 1;
    writer.numbers(data.get(), "wavelength", std::span(&pattern.wavelength, 1), std::span(&one, 1), "angstrom");
    writer.finish();
  }
  file.commit();
}

AzimuthalPattern read_pattern_h5(const std::filesystem::path& path) {
  const hdf5::Session session;
  const Reader reader(path);
  AzimuthalPattern pattern;
  pattern.q = reader.numbers("q");
  pattern.azimuth = reader.numbers("azimuth");
  for (double& a : pattern.azimuth) a *= degree;
  const std::size_t size = pattern.q.size() * pattern.azimuth.size();
  pattern.intensity = reader.numbers("I", size);
  if (reader.has("errors")) pattern.error = reader.numbers("errors", size);
  pattern.pixels = reader.numbers("pixels", size);
  pattern.wavelength = reader.numbers("wavelength", 1).front();
  const auto grows = [](const std::vector<double>& axis) {
    for (std::size_t k = 1; k < axis.size(); ++k) {
      if (!(axis[k] > axis[k - 1])) return false;
    }
    return std::isfinite(axis.front()) && std::isfinite(axis.back());
  };
  if (!grows(pattern.q) || !grows(pattern.azimuth)) throw reader.refused("has an axis that does not grow, or no |Q|");
  return pattern;
}

}  // namespace glasscape
