#include "glasscape/md/child_process.hpp"

#include <array>
#include <cerrno>
#include <csignal>
#include <cstring>
#include <fcntl.h>
#include <fmt/format.h>
#include <poll.h>
#include <sys/wait.h>
#include <unistd.h>

#include "glasscape/core/error.hpp"

namespace glasscape {
namespace {

[[noreturn]] void fail(const char* what) {
  throw Error(ErrorKind::engine, {"starting a process",
                                  fmt::format("{}: {}", what, std::strerror(errno)),
                                  {},
                                  "check the limits on processes, memory and open files"});
}

std::vector<char*> pointers(const std::vector<std::string>& words) {
  std::vector<char*> result;
  for (const auto& word : words) result.push_back(const_cast<char*>(word.c_str()));
  result.push_back(nullptr);
  return result;
}

}  // namespace

ChildProcess::ChildProcess(const std::vector<std::string>& command, const std::vector<std::string>& environment,
                           const std::filesystem::path& error_log) {
  // Everything that needs memory is made before fork: afterwards only async-signal-safe calls are allowed.
  const auto arguments = pointers(command), variables = pointers(environment);
  std::array<int, 2> in{}, out{};
  if (::pipe2(in.data(), O_CLOEXEC) != 0) fail("no pipe");
  if (::pipe2(out.data(), O_CLOEXEC) != 0) {
    ::close(in[0]), ::close(in[1]);
    fail("no pipe");
  }
  const int log = ::open(error_log.c_str(), O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0644);
  process_ = ::fork();
  if (process_ == 0) {
    ::setpgid(0, 0);
    ::dup2(in[0], STDIN_FILENO);
    ::dup2(out[1], STDOUT_FILENO);
    if (log >= 0) ::dup2(log, STDERR_FILENO);
    ::execve(arguments[0], arguments.data(), variables.data());
    ::_exit(127);
  }
  ::close(in[0]), ::close(out[1]);
  if (log >= 0) ::close(log);
  input_ = in[1];
  output_ = out[0];
  if (process_ < 0) {
    ::close(input_), ::close(output_);
    fail("no process");
  }
  ::setpgid(process_, process_);
}

ChildProcess::~ChildProcess() {
  close_input();
  if (output_ >= 0) ::close(output_);
  if (process_ > 0) {
    signal(SIGKILL);
    wait();
  }
}

std::optional<std::string> ChildProcess::read_line(std::chrono::milliseconds wait) {
  while (true) {
    if (const auto end = buffer_.find('\n'); end != std::string::npos) {
      std::string line = buffer_.substr(0, end);
      buffer_.erase(0, end + 1);
      return line;
    }
    if (output_ < 0) return std::nullopt;
    pollfd descriptor{output_, POLLIN, 0};
    const int ready = ::poll(&descriptor, 1, static_cast<int>(wait.count()));
    if (ready <= 0) return std::nullopt;
    std::array<char, 4096> block{};
    const auto bytes = ::read(output_, block.data(), block.size());
    if (bytes > 0) {
      buffer_.append(block.data(), static_cast<std::size_t>(bytes));
    } else if (bytes == 0 || errno != EINTR) {
      ::close(output_);
      output_ = -1;
    }
  }
}

void ChildProcess::close_input() {
  if (input_ >= 0) ::close(input_);
  input_ = -1;
}

void ChildProcess::signal(int number) const {
  if (process_ > 0) ::kill(-process_, number);
}

int ChildProcess::wait() {
  int status = 0;
  while (::waitpid(process_, &status, 0) < 0 && errno == EINTR) {
  }
  process_ = -1;
  return WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status);
}

}  // namespace glasscape
