#pragma once

#include <filesystem>
#include <string>
#include <string_view>

namespace glasscape {

/// 128-bit content hash (XXH3) as 32 hexadecimal digits. Identifies content; it is no protection against forgery.
std::string hash_text(std::string_view text);

/// The same of a file's bytes, read in blocks; throws Error(input) if it cannot be read.
std::string hash_file(const std::filesystem::path& path);

}  // namespace glasscape
