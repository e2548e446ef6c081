#include "glasscape/deformation/trajectory/frame_choice.hpp"

#include <algorithm>
#include <charconv>
#include <fmt/format.h>

#include "glasscape/core/error.hpp"

namespace glasscape {

FrameChoice parse_frame_choice(const std::string& text) {
  FrameChoice choice;
  if (text == "all") return choice;
  const auto malformed = [&](const std::string& what) {
    return usage_error(
        "frames", fmt::format("'{}': {}", text, what),
        "all, FIRST:LAST or FIRST:LAST:STEP (from 0, negative from the end, LAST included), or one number");
  };
  std::vector<std::string> parts(1);
  for (const char c : text) {
    if (c == ':') {
      parts.emplace_back();
    } else {
      parts.back() += c;
    }
  }
  if (text.empty() || parts.size() > 3) throw malformed("it has another form");
  std::int64_t* const targets[] = {&choice.first, &choice.last, &choice.step};
  for (std::size_t k = 0; k < parts.size(); ++k) {
    const std::string& part = parts[k];
    if (part.empty()) continue;
    const auto [end, error] = std::from_chars(part.data(), part.data() + part.size(), *targets[k]);
    if (error != std::errc{} || end != part.data() + part.size()) {
      throw malformed(fmt::format("'{}' is no whole number", part));
    }
  }
  if (parts.size() == 1) choice.last = choice.first;
  if (choice.step < 1) throw malformed("the step is less than 1");
  return choice;
}

std::vector<std::int64_t> FrameChoice::numbers(std::int64_t frames, const std::string& where) const {
  const std::int64_t from = first < 0 ? first + frames : first, to = last < 0 ? last + frames : last;
  if (from < 0 || from > to || to >= frames) {
    throw usage_error(
        where, fmt::format("there are no frames {}:{}", first, last),
        fmt::format("0 to {}, or -1 to -{} counted from the end, in ascending order", frames - 1, frames));
  }
  std::vector<std::int64_t> result;
  for (std::int64_t k = from; k <= to; k += step) result.push_back(k);
  return result;
}

std::vector<std::size_t> evenly(std::size_t count, std::size_t most) {
  std::vector<std::size_t> result;
  if (count == 0 || most == 0) return result;
  if (most == 1) return {count - 1};
  const std::size_t n = std::min(count, most);
  for (std::size_t k = 0; k < n; ++k) result.push_back(n == 1 ? 0 : (k * (count - 1) + (n - 1) / 2) / (n - 1));
  return result;
}

}  // namespace glasscape
