#include "verbs.hpp"

namespace glasscape::app {

void add_verbs([[maybe_unused]] CLI::App& app, [[maybe_unused]] Session& session) {}

}  // namespace glasscape::app
