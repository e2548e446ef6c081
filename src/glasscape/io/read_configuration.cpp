#include <algorithm>
#include <cmath>
#include <deque>
#include <fmt/format.h>
#include <limits>
#include <utility>

#include "glasscape/core/error.hpp"
#include "glasscape/core/suggest.hpp"
#include "glasscape/io/configuration_io.hpp"
#include "glasscape/io/frame_reader.hpp"
#include "glasscape/io/scan.hpp"

namespace glasscape {
namespace io {
namespace {

std::unique_ptr<FrameReader> make_reader(LineReader& lines, const ReadOptions& options) {
  const std::string_view head = lines.head();
  const auto where = lines.path().string();
  if (trim(head).empty())
    throw input_error(where, "the file is empty", {}, "check that the program that wrote it has finished");
  const std::string_view first = trim(head.substr(0, head.find('\n')));
  std::int64_t count = 0;
  if (trim(head).starts_with("ITEM:")) return make_lammps_dump_reader(options);
  if (looks_like_lammps_data(head)) return make_lammps_data_reader(options);
  if (parse(first.empty() ? Scanner(head).word() : first, count)) return make_extended_xyz_reader(options);
  throw input_error(where, fmt::format("the format is not recognised (it begins with {})", shown(first)),
                    "a LAMMPS data file, a LAMMPS text dump or extended XYZ, also .gz or .zst",
                    "check that the file is complete and of one of these formats");
}

// The one element that each mass is the weight of, or "" where some is not.
std::string elements_of_masses(const std::vector<Species>& species) {
  static constexpr const char* common[] = {"H",  "B",  "C",  "N",  "O",  "Na", "Mg", "Al", "Si", "P",  "S",
                                           "Cl", "Ca", "Ti", "V",  "Cr", "Mn", "Fe", "Co", "Ni", "Cu", "Zn",
                                           "Ga", "Ge", "Y",  "Zr", "Nb", "Mo", "Ru", "Rh", "Pd", "Ag", "In",
                                           "Sn", "La", "Ce", "Hf", "Ta", "W",  "Pt", "Au", "Pb"};
  std::vector<std::string> names;
  for (const Species& s : species) {
    for (const char* name : common) {
      if (std::abs(s.mass - atomic_weight(name)) < 0.02) names.emplace_back(name);
    }
  }
  return names.size() == species.size() ? join(names, ",") : "";
}

// Names the species and refuses frames that cannot be used.
void finish(Configuration& frame, const ReadOptions& options, const std::string& where) {
  const auto unnamed = static_cast<std::size_t>(
      std::count_if(frame.species.begin(), frame.species.end(), [](const Species& s) { return s.name.empty(); }));
  if (options.elements.empty() && unnamed > 0) {
    const std::size_t types = frame.species.size();
    const auto likely = elements_of_masses(frame.species);
    throw usage_error(
        where,
        unnamed == types ? fmt::format("the file has {} atom types but no element names", types)
                         : fmt::format("the file names only {} of {} atom types", types - unnamed, types),
        {},
        likely.empty()
            ? "name the element of each type in order, for example --elements Cu,Zr"
            : fmt::format("name the element of each type in order; the masses suggest --elements {}", likely));
  }
  assign_elements(frame, options.elements, where);
  validate(frame, where, options.overlap);
}

std::string frame_name(const std::filesystem::path& path, std::int64_t frame) {
  return frame == 0 ? path.string() : fmt::format("{}, frame {}", path.string(), frame);
}

[[noreturn]] void no_such_frame(const std::filesystem::path& path, std::int64_t frame, std::int64_t frames) {
  throw usage_error(path.string(), fmt::format("there is no frame {}", frame),
                    fmt::format("0 to {}, or -1 to -{} counted from the end", frames - 1, frames));
}

}  // namespace
}  // namespace io

Configuration read_configuration(const std::filesystem::path& path, const ReadOptions& options) {
  using namespace io;
  LineReader lines(path);
  const auto reader = make_reader(lines, options);
  Configuration result;
  std::int64_t frame = std::max(options.frame, -std::numeric_limits<std::int64_t>::max());  // so that -frame exists
  std::string_view line;
  if (frame >= 0) {
    for (std::int64_t k = 0; k < frame; ++k) {
      if (!reader->skip(lines)) no_such_frame(path, frame, k);
    }
    if (!reader->read(lines, result)) no_such_frame(path, frame, frame);
  } else {
    // Most files have one frame: it is read at once. In longer ones the frames are counted first.
    reader->read(lines, result);
    const bool more = next_filled(lines, line);
    if (more) lines.unread();
    if (!more) {
      if (frame != -1) no_such_frame(path, frame, 1);
      frame = 0;
    } else {
      std::deque<LineReader::Mark> last;
      std::int64_t frames = 1;
      try {
        for (auto start = lines.mark(); reader->skip(lines); start = lines.mark(), ++frames) {
          last.push_back(start);
          if (static_cast<std::int64_t>(last.size()) > -frame) last.pop_front();
        }
      } catch (const Error& e) {
        throw input_error(
            e.text().where, e.text().what, e.text().allowed,
            fmt::format("the {} frames before are complete: choose one with --frame 0 to {}", frames, frames - 1));
      }
      if (-frame > frames) no_such_frame(path, frame, frames);
      if (-frame < frames) {
        lines.seek(last.front());
        reader->read(lines, result);
      }
      frame += frames;
    }
  }
  finish(result, options, frame_name(path, frame));
  return result;
}

void read_frames(const std::filesystem::path& path, const ReadOptions& options,
                 const std::function<bool(Configuration&&)>& visit) {
  read_frames(
      path, options, [](std::int64_t) { return true; },
      [&](Configuration&& frame, std::int64_t) { return visit(std::move(frame)); });
}

void read_frames(const std::filesystem::path& path, const ReadOptions& options,
                 const std::function<bool(std::int64_t)>& wanted,
                 const std::function<bool(Configuration&&, std::int64_t)>& visit) {
  using namespace io;
  LineReader lines(path);
  const auto reader = make_reader(lines, options);
  for (std::int64_t k = 0;; ++k) {
    if (!wanted(k)) {
      if (!reader->skip(lines)) return;
      continue;
    }
    Configuration frame;
    if (!reader->read(lines, frame)) return;
    finish(frame, options, frame_name(path, k));
    if (!visit(std::move(frame), k)) return;
  }
}

FrameCount count_frames(const std::filesystem::path& path, const ReadOptions& options) {
  using namespace io;
  LineReader lines(path);
  const auto reader = make_reader(lines, options);
  FrameCount count;
  try {
    while (reader->skip(lines)) ++count.frames;
  } catch (const Error& e) {
    if (e.kind() != ErrorKind::input || count.frames == 0) throw;
    count.cut_off = e.text().where + ": " + e.text().what;
  }
  return count;
}

}  // namespace glasscape
