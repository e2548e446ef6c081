#include "frames.hpp"

#include <fmt/format.h>

#include "glasscape/io/configuration_io.hpp"

namespace glasscape::app {

void for_each_frame(const InputFlags& flags, bool all, Session& session,
                    const std::function<void(Configuration&&)>& visit) {
  if (!all) {
    visit(load(flags, session));
    return;
  }
  const RunContext context = session.context();
  const ReadOptions options{.elements = flags.elements, .atom_style = flags.atom_style};
  std::size_t frames = 0;
  read_frames(flags.path, options, [&](Configuration&& frame) {
    if (context.stop_requested()) {
      throw Error(ErrorKind::stopped, {flags.path, "stopped on request", "", "give the same command again"});
    }
    visit(std::move(frame));
    ++frames;
    context.report("frames", 0, fmt::format("{} done", frames));
    return true;
  });
  if (frames == 0) throw input_error(flags.path, "there is no complete frame");
  session.log(fmt::format("{}: {} frames", flags.path, frames));
}

void require_fresh_folder(const std::filesystem::path& folder, const Session& session) {
  if (folder.has_extension()) {
    throw usage_error("--output", fmt::format("'{}' looks like a file", folder.string()), "the name of a folder",
                      "the folder will hold tables and a configuration");
  }
  require_fresh_output(folder, session);
}

void make_output_folder(const std::filesystem::path& folder) {
  std::error_code failure;
  std::filesystem::create_directory(folder, failure);
  if (failure) throw Error(ErrorKind::engine, {folder.string(), failure.message(), "a folder that can be made", ""});
}

std::string spanning_text(const std::array<bool, 3>& spans) {
  std::string text;
  for (std::size_t k = 0; k < 3; ++k) text += spans[k] ? "xyz"[k] : '-';
  return text;
}

}  // namespace glasscape::app
