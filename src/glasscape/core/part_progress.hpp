#pragma once

#include <cstdint>
#include <fmt/format.h>
#include <string>

#include "glasscape/core/context.hpp"

namespace glasscape {

/// Passes the progress of one of several equal parts on as that of the whole: "run 2 of 10, ...".
class PartProgress : public ProgressSink {
 public:
  /// `part` counts from 0; `noun` is what the parts are called.
  PartProgress(const RunContext& whole, std::string stage, std::string noun, std::size_t part, std::size_t parts)
      : whole_(whole), stage_(std::move(stage)), noun_(std::move(noun)), part_(part), parts_(parts) {}

  void update(std::string_view, double fraction, std::string_view status) override {
    whole_.report(stage_, (static_cast<double>(part_) + fraction) / static_cast<double>(parts_),
                  fmt::format("{} {} of {}, {}", noun_, part_ + 1, parts_, status));
  }
  /// The context for the part.
  [[nodiscard]] RunContext context() { return {.threads = whole_.threads, .progress = this, .stop = whole_.stop}; }

 private:
  const RunContext& whole_;
  std::string stage_, noun_;
  std::size_t part_, parts_;
};

}  // namespace glasscape
