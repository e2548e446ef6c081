#include "glasscape/forces/isa.hpp"

#include <fmt/format.h>

#include "glasscape/core/error.hpp"

namespace glasscape {

const char* name(Isa isa) {
  switch (isa) {
    case Isa::plain: return "plain";
    case Isa::avx2: return "avx2";
    case Isa::avx512: return "avx512";
  }
  return "";
}

bool supported([[maybe_unused]] Isa isa) {
#if defined(__x86_64__)
  switch (isa) {
    case Isa::plain: return true;
    case Isa::avx2: return __builtin_cpu_supports("avx2") && __builtin_cpu_supports("fma");
    case Isa::avx512:
      return __builtin_cpu_supports("avx512f") && __builtin_cpu_supports("avx512dq") &&
             __builtin_cpu_supports("avx512vl") && __builtin_cpu_supports("avx2") && __builtin_cpu_supports("fma");
  }
  return false;
#else
  return isa == Isa::plain;
#endif
}

Isa best_isa() {
  if (supported(Isa::avx512)) return Isa::avx512;
  return supported(Isa::avx2) ? Isa::avx2 : Isa::plain;
}

Isa choose_isa(std::string_view word) {
  if (word.empty() || word == "auto") return best_isa();
  for (const Isa isa : {Isa::plain, Isa::avx2, Isa::avx512}) {
    if (word != name(isa)) continue;
    if (!supported(isa)) throw usage_error("isa", fmt::format("this processor has no {}", word), {}, "use auto");
    return isa;
  }
  throw usage_error("isa", fmt::format("'{}' is not known", word), "auto, avx512, avx2, plain");
}

}  // namespace glasscape
