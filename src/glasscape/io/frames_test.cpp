#include <gtest/gtest.h>

#include "glasscape/io/test_files.hpp"

namespace glasscape::io::test {
namespace {

class Frames : public Folder {
 protected:
  // Five frames whose time steps are 0, 10, 20, 30, 40.
  [[nodiscard]] std::filesystem::path five(const std::string& name) const {
    std::vector<Configuration> frames;
    for (int k = 0; k < 5; ++k) {
      frames.push_back(sample(tilted, false));
      frames.back().timestep = 10 * k;
    }
    write_trajectory(path(name), frames);
    return path(name);
  }
};

TEST_F(Frames, OnlyThoseThatAreWantedAreRead) {
  for (const char* name : {"run.dump", "run.dump.gz", "run.xyz", "run.xyz.zst"}) {
    const auto file = five(name);
    std::vector<std::int64_t> steps, numbers;
    read_frames(
        file, {}, [](std::int64_t k) { return k % 2 == 1; },
        [&](Configuration&& frame, std::int64_t k) {
          steps.push_back(frame.timestep);
          numbers.push_back(k);
          return true;
        });
    EXPECT_EQ(steps, (std::vector<std::int64_t>{10, 30})) << name;
    EXPECT_EQ(numbers, (std::vector<std::int64_t>{1, 3})) << name;
    EXPECT_EQ(count_frames(file).frames, 5) << name;
    EXPECT_EQ(count_frames(file).cut_off, "");
  }
}

TEST_F(Frames, ReadingStopsWhenNoMoreAreAskedFor) {
  const auto file = five("run.dump");
  std::filesystem::resize_file(file, std::filesystem::file_size(file) - 50);
  int read = 0;
  read_frames(
      file, {}, [](std::int64_t) { return true; }, [&](Configuration&&, std::int64_t) { return ++read < 4; });
  EXPECT_EQ(read, 4);  // the last frame, which is damaged, is not looked at
}

TEST_F(Frames, AnIncompleteLastFrameIsNotCounted) {
  const auto file = five("run.dump");
  std::filesystem::resize_file(file, std::filesystem::file_size(file) - 50);
  const FrameCount count = count_frames(file);
  EXPECT_EQ(count.frames, 4);
  EXPECT_NE(count.cut_off.find("run.dump"), std::string::npos);
  const auto only = this->file("one.dump", "ITEM: TIMESTEP\n0\nITEM: NUMBER OF ATOMS\n4\n");
  EXPECT_THROW(count_frames(only), Error);
}

}  // namespace
}  // namespace glasscape::io::test
