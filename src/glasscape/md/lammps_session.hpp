#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <vector>

#include "glasscape/core/vec.hpp"
#include "glasscape/geometry/box.hpp"

namespace glasscape {

/// An instance of LAMMPS on all ranks of MPI_COMM_WORLD, closed by the destructor.
///
/// Debian's LAMMPS is built without exceptions: its errors end the process after a line in the log. Only worker
/// processes may therefore hold a session; whoever started the worker reads the log (see engine.hpp). A LAMMPS with
/// exceptions has its errors thrown as Error(engine).
class LammpsSession {
 public:
  /// `optimised`: use the faster variants of LAMMPS's own pair styles where this LAMMPS has them (package OPT).
  explicit LammpsSession(bool optimised = true);
  ~LammpsSession();
  LammpsSession(const LammpsSession&) = delete;
  LammpsSession& operator=(const LammpsSession&) = delete;

  void command(const std::string& text);
  void commands(const std::vector<std::string>& list);
  /// A thermo keyword, on all ranks; only at steps whose thermo line has just been printed.
  double thermo(const char* keyword);
  /// Value of an equal-style variable, on all ranks; the same condition where it names thermo keywords.
  double variable(const std::string& name);
  [[nodiscard]] std::int64_t step() const;
  [[nodiscard]] std::size_t atoms() const;
  [[nodiscard]] Box box() const;
  /// Positions without wrapping, in the order of ids 1 ... N; collective, the result is the same on all ranks.
  [[nodiscard]] std::vector<Vec3> unwrapped_positions() const;
  /// Velocities [Å/ps] in the same order.
  [[nodiscard]] std::vector<Vec3> velocities() const;
  /// LAMMPS types (from 1) in the same order.
  [[nodiscard]] std::vector<int> types() const;
  [[nodiscard]] void* handle() const noexcept { return handle_; }

 private:
  void check(const std::string& what) const;
  void* handle_ = nullptr;
};

}  // namespace glasscape
