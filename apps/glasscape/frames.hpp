#pragma once

#include <array>
#include <filesystem>
#include <functional>
#include <string>

#include "input.hpp"

namespace glasscape::app {

/// Calls visit with the chosen frame, or with all frames one after another, holding one in memory.
/// Throws Error(input) where there is no complete frame, Error(stopped) on request.
void for_each_frame(const InputFlags& flags, bool all, Session& session,
                    const std::function<void(Configuration&&)>& visit);

/// require_fresh_output for a result that is a folder; a name with an ending is refused as a file's.
void require_fresh_folder(const std::filesystem::path& folder, const Session& session);
/// Makes the folder unless it exists. Throws Error(engine).
void make_output_folder(const std::filesystem::path& folder);

/// "x-z" for what spans the first and the third cell vector.
std::string spanning_text(const std::array<bool, 3>& spans);

}  // namespace glasscape::app
