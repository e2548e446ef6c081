#include "glasscape/core/error.hpp"

#include <utility>

namespace glasscape {
namespace {

std::string compose(const ErrorText& text) {
  std::string message = text.where.empty() ? text.what : text.where + ": " + text.what;
  if (!text.allowed.empty()) message += "\n  allowed: " + text.allowed;
  if (!text.remedy.empty()) message += "\n  remedy:  " + text.remedy;
  return message;
}

}  // namespace

Error::Error(ErrorKind kind, ErrorText text) : std::runtime_error(compose(text)), kind_(kind), text_(std::move(text)) {}

Error input_error(std::string where, std::string what, std::string allowed, std::string remedy) {
  return {ErrorKind::input, {std::move(where), std::move(what), std::move(allowed), std::move(remedy)}};
}

Error usage_error(std::string where, std::string what, std::string allowed, std::string remedy) {
  return {ErrorKind::usage, {std::move(where), std::move(what), std::move(allowed), std::move(remedy)}};
}

}  // namespace glasscape
