#pragma once

#include <string_view>

namespace glasscape {

/// The built report page (web/dist/report.html), which is part of the program: reports need nothing beside it.
std::string_view page_template();

}  // namespace glasscape
