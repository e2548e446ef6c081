#pragma once

#include <span>
#include <string>
#include <string_view>

namespace glasscape {

/// The candidate nearest to `word` by edit distance, or "" if none is near enough to be a likely misspelling.
std::string nearest(std::string_view word, std::span<const std::string> candidates);

/// "a, b, c"
std::string join(std::span<const std::string> words, std::string_view separator = ", ");

}  // namespace glasscape
