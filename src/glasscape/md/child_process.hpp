#pragma once

#include <chrono>
#include <filesystem>
#include <optional>
#include <string>
#include <sys/types.h>
#include <vector>

namespace glasscape {

/// A child process whose standard output is read line by line, and which sees the end of its standard input when
/// close_input() is called or when this process dies.
///
/// It runs in a process group of its own: a Ctrl-C at the terminal reaches only this process, which then decides.
/// The destructor ends the whole group.
class ChildProcess {
 public:
  /// Standard error is appended to `error_log`. Throws Error(engine) if no process can be made.
  ChildProcess(const std::vector<std::string>& command, const std::vector<std::string>& environment,
               const std::filesystem::path& error_log);
  ~ChildProcess();
  ChildProcess(const ChildProcess&) = delete;
  ChildProcess& operator=(const ChildProcess&) = delete;

  /// The next whole line, or nothing if none comes within the time or the output has ended.
  std::optional<std::string> read_line(std::chrono::milliseconds wait);
  [[nodiscard]] bool output_ended() const noexcept { return output_ < 0; }
  void close_input();
  void signal(int number) const;
  /// Waits for the end: the exit code, or 128 + the signal that ended it.
  int wait();

 private:
  pid_t process_ = -1;
  int input_ = -1, output_ = -1;
  std::string buffer_;
};

}  // namespace glasscape
