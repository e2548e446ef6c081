#pragma once

#include <string_view>

namespace glasscape {

/// The instruction sets that the kernels are compiled for.
enum class Isa { plain, avx2, avx512 };

[[nodiscard]] const char* name(Isa isa);
[[nodiscard]] bool supported(Isa isa);
/// The best that this processor has.
[[nodiscard]] Isa best_isa();
/// "" and "auto": best_isa(). Throws Error(usage) for other words and for what the processor lacks.
[[nodiscard]] Isa choose_isa(std::string_view word);

}  // namespace glasscape
