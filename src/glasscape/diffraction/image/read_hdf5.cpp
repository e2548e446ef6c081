#include <array>
#include <fmt/format.h>
#include <hdf5.h>

#include "glasscape/core/error.hpp"
#include "glasscape/core/suggest.hpp"
#include "glasscape/diffraction/hdf5/handle.hpp"
#include "glasscape/diffraction/image/image_formats.hpp"

namespace glasscape::image_formats {
namespace {

using hdf5::Handle;

/// A text attribute of an object, or nothing.
std::string attribute(hid_t file, const std::string& path, const char* name) {
  const Handle object(H5Oopen(file, path.c_str(), H5P_DEFAULT));
  if (!object || H5Aexists(object.get(), name) <= 0) return {};
  const Handle attribute(H5Aopen(object.get(), name, H5P_DEFAULT));
  const Handle type(H5Aget_type(attribute.get()));
  const Handle space(H5Aget_space(attribute.get()));
  if (!attribute || !type || H5Tget_class(type.get()) != H5T_STRING || H5Sget_simple_extent_npoints(space.get()) != 1) {
    return {};
  }
  std::string text;
  if (H5Tis_variable_str(type.get()) > 0) {
    char* value = nullptr;
    if (H5Aread(attribute.get(), type.get(), &value) < 0 || value == nullptr) return {};
    text = value;
    H5free_memory(value);
  } else {
    constexpr std::size_t longest = 4096;
    const std::size_t size = H5Tget_size(type.get());
    if (size == 0 || size > longest) return {};
    text.resize(size);
    if (H5Aread(attribute.get(), type.get(), text.data()) < 0) return {};
  }
  text.resize(std::min(text.find('\0'), text.size()));
  return text;
}

class Hdf5Images {
 public:
  explicit Hdf5Images(const ImageName& name) : name_(name) {
    file_ = Handle(H5Fopen(name.path.c_str(), H5F_ACC_RDONLY, H5P_DEFAULT));
    if (!file_) throw damaged("it cannot be opened");
  }

  /// Data sets to read one after the other.
  [[nodiscard]] std::vector<std::string> data_sets() {
    if (!name_.inside.empty()) {
      if (!is_data_set(name_.inside)) {
        throw input_error(name_.path.string(), "there is no data set '" + name_.inside + "'",
                          "one of: " + join(candidates(), ", "));
      }
      return {name_.inside};
    }
    const std::string nexus = from_attributes();
    if (!nexus.empty()) return {nexus};
    if (is_data_set("/entry/data/data")) return {"/entry/data/data"};
    // Eiger master files link to numbered data sets.
    std::vector<std::string> numbered;
    for (std::size_t k = 1; is_data_set(fmt::format("/entry/data/data_{:06d}", k)); ++k) {
      numbered.push_back(fmt::format("/entry/data/data_{:06d}", k));
    }
    if (!numbered.empty()) return numbered;
    const auto found = candidates();
    if (found.size() == 1) return found;
    throw input_error(name_.path.string(),
                      found.empty() ? "holds no data set of two or three dimensions"
                                    : fmt::format("holds {} data sets that may be images", found.size()),
                      found.empty() ? "an image" : "one of: " + join(found, ", "), "name it: FILE::/group/dataset");
  }

  /// Calls body for frames of one data set, the first of which is number `first`; returns how many there are, or
  /// nothing when body wants no more.
  std::optional<std::size_t> read(const std::string& path, std::size_t first, bool several, const Body& body) {
    const Handle set(H5Dopen2(file_.get(), path.c_str(), H5P_DEFAULT));
    const Handle space(H5Dget_space(set.get()));
    const Handle type(H5Dget_type(set.get()));
    if (!set || !space || !type) throw damaged("the data set " + path + " cannot be opened");
    const int rank = H5Sget_simple_extent_ndims(space.get());
    const PixelLayout layout = layout_of(type.get(), path);
    if (rank != 2 && rank != 3) {
      throw input_error(place(path), fmt::format("has {} dimensions", rank),
                        "2 (rows, columns) or 3 (frames, rows, columns)");
    }
    std::array<hsize_t, 3> size{1, 1, 1};
    H5Sget_simple_extent_dims(space.get(), size.data() + (3 - rank), nullptr);
    require_size(place(path), size[1], size[2]);
    require_storage(set.get(), path, size[1], size[2]);
    require_filters(set.get(), path);
    const std::size_t frames = size[0];
    several |= frames > 1 || name_.frame.has_value();
    for (std::size_t frame = 0; frame < frames; ++frame) {
      if (name_.frame && *name_.frame != first + frame) continue;
      DetectorImage image;
      image.height = size[1];
      image.width = size[2];
      image.data.resize(image.size());
      const std::array<hsize_t, 3> start{frame, 0, 0}, count{1, size[1], size[2]};
      const Handle memory(H5Screate_simple(2, count.data() + 1, nullptr));
      if (H5Sselect_hyperslab(space.get(), H5S_SELECT_SET, start.data() + (3 - rank), nullptr,
                              count.data() + (3 - rank), nullptr) < 0 ||
          H5Dread(set.get(), H5T_NATIVE_DOUBLE, memory.get(), space.get(), H5P_DEFAULT, image.data.data()) < 0) {
        throw damaged(fmt::format("frame {} of {} cannot be read", frame, path));
      }
      image.largest_count = largest_value(layout);
      image.source = source_name(name_.path, first + frame, several);
      if (!body(std::move(image)) || name_.frame) return {};
    }
    return frames;
  }

  [[nodiscard]] Error damaged(const std::string& what) const {
    return input_error(name_.path.string(), "is a damaged or cut HDF5 file: " + what, "a whole HDF5 or NeXus file",
                       "copy or record it again; with links to other files, keep them beside it");
  }

 private:
  [[nodiscard]] std::string place(const std::string& path) const { return name_.path.string() + "::" + path; }

  [[nodiscard]] bool is_data_set(const std::string& path) const {
    // Each part must exist before the next is asked for.
    for (std::size_t at = path.find('/', 1); at != path.npos; at = path.find('/', at + 1)) {
      if (H5Lexists(file_.get(), path.substr(0, at).c_str(), H5P_DEFAULT) <= 0) return false;
    }
    if (path.empty() || path == "/" || H5Lexists(file_.get(), path.c_str(), H5P_DEFAULT) <= 0) return false;
    const Handle object(H5Oopen(file_.get(), path.c_str(), H5P_DEFAULT));
    return object && H5Iget_type(object.get()) == H5I_DATASET;
  }

  /// NeXus: `default` leads from the root to an NXdata, whose `signal` names the data set.
  [[nodiscard]] std::string from_attributes() const {
    std::string group = "/";
    constexpr int deepest = 8;
    for (int level = 0; level < deepest; ++level) {
      const std::string signal = attribute(file_.get(), group, "signal");
      if (!signal.empty()) {
        const std::string path = (group == "/" ? "" : group) + "/" + signal;
        return is_data_set(path) ? path : std::string();
      }
      const std::string next = attribute(file_.get(), group, "default");
      if (next.empty()) return {};
      group = next.front() == '/' ? next : (group == "/" ? "" : group) + "/" + next;
      if (H5Lexists(file_.get(), group.c_str(), H5P_DEFAULT) <= 0) return {};
    }
    return {};
  }

  /// All numeric data sets of two or three dimensions, at most some.
  [[nodiscard]] std::vector<std::string> candidates() const {
    std::vector<std::string> found;
    H5Ovisit2(
        file_.get(), H5_INDEX_NAME, H5_ITER_NATIVE,
        [](hid_t root, const char* path, const H5O_info_t* info, void* to) -> herr_t {
          auto& list = *static_cast<std::vector<std::string>*>(to);
          if (info->type != H5O_TYPE_DATASET) return 0;
          const Handle set(H5Dopen2(root, path, H5P_DEFAULT));
          const Handle space(H5Dget_space(set.get()));
          const Handle type(H5Dget_type(set.get()));
          const int rank = H5Sget_simple_extent_ndims(space.get());
          const H5T_class_t kind = H5Tget_class(type.get());
          if ((rank == 2 || rank == 3) && (kind == H5T_INTEGER || kind == H5T_FLOAT))
            list.push_back(std::string("/") + path);
          constexpr std::size_t enough = 12;
          return list.size() >= enough ? 1 : 0;
        },
        &found, H5O_INFO_BASIC);
    return found;
  }

  [[nodiscard]] PixelLayout layout_of(hid_t type, const std::string& path) const {
    const H5T_class_t kind = H5Tget_class(type);
    const std::size_t bytes = H5Tget_size(type);
    const bool known = bytes == 1 || bytes == 2 || bytes == 4 || bytes == 8;
    if ((kind != H5T_INTEGER && kind != H5T_FLOAT) || !known) {
      throw input_error(place(path), "does not hold plain numbers", "integers or floating point numbers");
    }
    if (kind == H5T_FLOAT) return {PixelLayout::floating, bytes};
    return {H5Tget_sign(type) == H5T_SGN_NONE ? PixelLayout::unsigned_integer : PixelLayout::signed_integer, bytes};
  }

  /// Refuses sizes that what is stored cannot fill, and chunks so small that reading would not end: signs of damage.
  void require_storage(hid_t set, const std::string& path, std::uint64_t rows, std::uint64_t columns) const {
    const Handle list(H5Dget_create_plist(set));
    const H5D_layout_t layout = H5Pget_layout(list.get());
    if (layout == H5D_VIRTUAL) return;
    constexpr std::uint64_t best_compression = 20000, most_chunks = 1 << 17;
    if (rows * columns / best_compression > H5Dget_storage_size(set)) throw damaged(path + " holds too few bytes");
    std::array<hsize_t, 3> chunk{1, rows, columns};
    if (layout != H5D_CHUNKED) return;
    const int rank = H5Pget_chunk(list.get(), 3, chunk.data());
    if (rank == 2) chunk = {1, chunk[0], chunk[1]};
    if (rank < 2 || chunk[1] == 0 || chunk[2] == 0 || chunk[0] > (1u << 20) ||
        (rows / chunk[1] + 1) * (columns / chunk[2] + 1) > most_chunks) {
      throw damaged(path + " has impossible chunks");
    }
  }

  /// A filter that this HDF5 lacks would only give an unclear failure.
  void require_filters(hid_t set, const std::string& path) const {
    const Handle list(H5Dget_create_plist(set));
    const int count = H5Pget_nfilters(list.get());
    for (int k = 0; k < count; ++k) {
      unsigned flags = 0, configuration = 0;
      std::size_t values = 0;
      char text[80] = "";
      const H5Z_filter_t filter = H5Pget_filter2(list.get(), static_cast<unsigned>(k), &flags, &values, nullptr,
                                                 sizeof text, text, &configuration);
      if (filter < 0 || H5Zfilter_avail(filter) <= 0) {
        throw input_error(place(path),
                          fmt::format("is compressed by filter {} ({}), which is not installed here", filter, text),
                          "deflate, shuffle, szip, or a filter for which HDF5 has a plugin",
                          "set HDF5_PLUGIN_PATH to the folder of the plugins, or rewrite the file: h5repack -f NONE");
      }
    }
  }

  ImageName name_;
  Handle file_;
};

}  // namespace

void read_hdf5(const ImageName& name, const Body& body) {
  const hdf5::Session session;
  Hdf5Images images(name);
  std::size_t first = 0;
  const auto sets = images.data_sets();
  for (const std::string& path : sets) {
    const auto frames = images.read(path, first, sets.size() > 1, body);
    if (!frames) return;
    first += *frames;
  }
  if (first == 0 || name.frame) no_such_frame(name, first);
}

}  // namespace glasscape::image_formats
