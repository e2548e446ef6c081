#include "glasscape/modes/npy.hpp"

#include <bit>
#include <fmt/format.h>
#include <stdexcept>
#include <string>
#include <string_view>

#include "glasscape/core/atomic_file.hpp"

namespace glasscape {

static_assert(std::endian::native == std::endian::little, "doubles are written as they lie in memory");

void write_npy(const std::filesystem::path& path, const std::vector<std::size_t>& shape,
               const std::function<std::vector<double>(std::size_t)>& part) {
  std::string sizes;
  std::size_t entry = 1;
  for (std::size_t k = 0; k < shape.size(); ++k) {
    sizes += fmt::format("{},{}", shape[k], k + 1 < shape.size() ? " " : "");
    if (k > 0) entry *= shape[k];
  }
  std::string header = fmt::format("{{'descr': '<f8', 'fortran_order': False, 'shape': ({}), }}", sizes);
  // Magic, version, length, header and its newline fill a multiple of 64 bytes.
  header.append(63 - (10 + header.size()) % 64, ' ');
  header += '\n';
  std::string begin("\x93NUMPY\x01\x00", 8);
  begin += static_cast<char>(header.size() & 0xff);
  begin += static_cast<char>(header.size() >> 8);
  AtomicFile file(path);
  file.write(begin + header);
  for (std::size_t k = 0; k < shape.front(); ++k) {
    const std::vector<double> values = part(k);
    if (values.size() != entry) throw std::invalid_argument("write_npy: an entry has another size than the shape says");
    file.write({reinterpret_cast<const char*>(values.data()), values.size() * sizeof(double)});
  }
  file.commit();
}

}  // namespace glasscape
