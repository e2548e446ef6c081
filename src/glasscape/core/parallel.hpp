#pragma once

#include <cstddef>
#include <tbb/blocked_range.h>
#include <tbb/parallel_for.h>
#include <tbb/task_arena.h>

#include "glasscape/core/context.hpp"
#include "glasscape/core/error.hpp"

namespace glasscape {

/// Calls body(first, last) for blocks that cover [0, count), on as many threads as the context allows.
///
/// Blocks may run in any order and at the same time; a body that writes only to entries of its own block gives the
/// same result on any number of threads. Throws Error(stopped) when the context asks to stop before the end.
template <class Body>
void parallel_blocks(const RunContext& context, std::size_t count, std::size_t grain, const Body& body) {
  const auto work = [&] {
    tbb::parallel_for(tbb::blocked_range<std::size_t>(0, count, grain), [&](const auto& block) {
      if (!context.stop_requested()) body(block.begin(), block.end());
    });
  };
  tbb::task_arena(context.thread_count()).execute(work);
  if (context.stop_requested()) {
    throw Error(ErrorKind::stopped, {"computation", "stopped on request", "", "give the same command again"});
  }
}

}  // namespace glasscape
