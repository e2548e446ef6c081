#include "glasscape/md/trajectory.hpp"

#include <fstream>

#include "glasscape/core/error.hpp"

namespace glasscape {
namespace {

struct Header {
  std::uint64_t stage, atoms;
  std::int64_t stage_step;
  Mat3 cell;
  Vec3 origin;
};

}  // namespace

void write_frame(const std::filesystem::path& path, const MdFrame& frame) {
  const Header header{frame.stage, frame.positions.size(), frame.stage_step, frame.box.cell(), frame.box.origin()};
  std::ofstream file(path, std::ios::binary);
  file.write(reinterpret_cast<const char*>(&header), sizeof header);
  file.write(reinterpret_cast<const char*>(frame.positions.data()),
             static_cast<std::streamsize>(frame.positions.size() * sizeof(Vec3)));
  file.close();
  if (!file) {
    throw Error(ErrorKind::engine, {path.string(), "cannot be written", {}, "check that the disk is not full"});
  }
}

MdFrame read_frame(const std::filesystem::path& path) {
  std::ifstream file(path, std::ios::binary);
  Header header{};
  file.read(reinterpret_cast<char*>(&header), sizeof header);
  MdFrame frame;
  if (file && std::filesystem::file_size(path) == sizeof header + header.atoms * sizeof(Vec3)) {
    frame = {header.stage, header.stage_step, Box(header.cell, header.origin), std::vector<Vec3>(header.atoms)};
    file.read(reinterpret_cast<char*>(frame.positions.data()),
              static_cast<std::streamsize>(header.atoms * sizeof(Vec3)));
  }
  if (!file || frame.positions.empty()) {
    throw Error(ErrorKind::engine, {path.string(), "is not a whole frame", {}, "check that the disk is not full"});
  }
  return frame;
}

}  // namespace glasscape
