#include "glasscape/md/dump_frame.hpp"

#include <algorithm>
#include <string_view>
#include <vector>

#include "glasscape/core/atomic_file.hpp"
#include "glasscape/io/byte_source.hpp"
#include "glasscape/io/text_sink.hpp"

namespace glasscape {
namespace {

void write_bounds(io::TextSink& sink, const Box& box) {
  const Mat3& h = box.cell();
  const Vec3& o = box.origin();
  if (!box.lower_triangular()) {
    sink.text("ITEM: BOX BOUNDS abc origin pp pp pp\n");
    for (std::size_t k = 0; k < 3; ++k) sink.print("{} {} {} {}\n", h[k].x, h[k].y, h[k].z, o[k]);
    return;
  }
  // The bounds are those of the box around a tilted cell.
  const double xy = h[1].x, xz = h[2].x, yz = h[2].y;
  const Vec3 low{std::min({0.0, xy, xz, xy + xz}), std::min(0.0, yz), 0};
  const Vec3 high{std::max({0.0, xy, xz, xy + xz}), std::max(0.0, yz), 0};
  const Vec3 tilt{xy, xz, yz};
  sink.text("ITEM: BOX BOUNDS xy xz yz pp pp pp\n");
  for (std::size_t k = 0; k < 3; ++k) sink.print("{} {} {}\n", o[k] + low[k], o[k] + h[k][k] + high[k], tilt[k]);
}

}  // namespace

std::string dump_frame(const Configuration& atoms, const std::filesystem::path& scratch) {
  io::TextSink sink(scratch, io::Compression::gzip);
  sink.print("ITEM: TIMESTEP\n{}\nITEM: NUMBER OF ATOMS\n{}\n", atoms.timestep, atoms.size());
  write_bounds(sink, atoms.box);
  const bool molecules = !atoms.molecules.empty();
  sink.print("ITEM: ATOMS id {}type element xu yu zu\n", molecules ? "mol " : "");
  for (std::size_t i = 0; i < atoms.size(); ++i) {
    const auto type = static_cast<std::size_t>(atoms.types[i]);
    const Vec3& r = atoms.positions[i];
    sink.print("{} ", atoms.ids[i]);
    if (molecules) sink.print("{} ", atoms.molecules[i]);
    sink.print("{} {} {:.6f} {:.6f} {:.6f}\n", type + 1, atoms.species[type].name, r.x, r.y, r.z);
  }
  sink.commit();
  std::string member = read_file(scratch);
  std::filesystem::remove(scratch);
  return member;
}

void join_frames(const std::filesystem::path& members, const std::filesystem::path& whole) {
  const auto source = io::open_bytes(members);
  io::TextSink sink(whole, io::Compression::gzip);
  std::vector<char> block(1 << 20);
  while (const std::size_t count = source->read(block.data(), block.size())) {
    sink.print("{}", std::string_view(block.data(), count));
  }
  sink.commit();
}

}  // namespace glasscape
