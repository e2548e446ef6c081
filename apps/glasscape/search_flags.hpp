#pragma once

#include <string>

#include "common.hpp"
#include "glasscape/landscape/explore.hpp"

namespace glasscape::app {

/// --preset and the flags of explore_parameters(); `options` must outlive parsing.
inline void add_search_flags(CLI::App& verb, ExploreOptions& options) {
  // Before the other flags, which then change what the preset sets.
  verb.add_option_function<std::string>(
          "--preset", [&options](const std::string& name) { apply_preset(options, name, "--preset"); },
          "settings of a published study, wei2019; other flags change them")
      ->type_name("TEXT");
  add_parameter_flags(verb, explore_parameters(), options);
}

}  // namespace glasscape::app
