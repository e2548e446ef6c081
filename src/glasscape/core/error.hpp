#pragma once

#include <stdexcept>
#include <string>

namespace glasscape {

/// What kind of trouble an Error reports; the command line turns it into an exit code.
enum class ErrorKind {
  usage,      ///< a wrong flag or combination of options (exit 2)
  input,      ///< a file or configuration that cannot be used (exit 3)
  numerical,  ///< a computation that did not converge or left its domain (exit 4)
  engine,     ///< LAMMPS, the disk, memory or another resource failed (exit 5)
  stopped,    ///< stopped on request; the same command continues (exit 75)
};

/// The parts of an error message: where it happened, what is wrong, what is allowed, what to do.
struct ErrorText {
  std::string where;    ///< file and line, option name, or computation
  std::string what;     ///< the offending value and why it is refused
  std::string allowed;  ///< what would be accepted (may be empty)
  std::string remedy;   ///< what to do next (may be empty)
};

/// The only exception type that the library throws on purpose.
///
/// Expected scientific outcomes (a saddle that is not found) are values, never Errors.
class Error : public std::runtime_error {
 public:
  Error(ErrorKind kind, ErrorText text);

  [[nodiscard]] ErrorKind kind() const noexcept { return kind_; }
  [[nodiscard]] const ErrorText& text() const noexcept { return text_; }

 private:
  ErrorKind kind_;
  ErrorText text_;
};

/// Shorthands for the two most frequent kinds.
[[nodiscard]] Error input_error(std::string where, std::string what, std::string allowed = {}, std::string remedy = {});
[[nodiscard]] Error usage_error(std::string where, std::string what, std::string allowed = {}, std::string remedy = {});

}  // namespace glasscape
