#include <functional>

#include "glasscape/geometry/configuration.hpp"
#include "glasscape/io/test_files.hpp"

namespace glasscape::io::test {
namespace {

// A file that is cut or changed gives an Error or a configuration that validates; nothing else may happen.
bool reads(const std::filesystem::path& file, Configuration* result = nullptr) {
  try {
    Configuration c = read_configuration(file);
    validate(c, "damaged file");
    if (result != nullptr) *result = std::move(c);
    return true;
  } catch (const Error& e) {
    EXPECT_FALSE(std::string(e.what()).empty());
    EXPECT_LT(std::string(e.what()).size(), 2000u);
    return false;
  }
}

using Damage = Folder;
const char* const all_formats[] = {"c.data", "c.dump", "c.xyz", "c.data.gz", "c.dump.zst", "c.xyz.gz", "c.xyz.zst"};

TEST_F(Damage, CutAtAnyByte) {
  for (const char* name : all_formats) {
    for (const bool everything : {false, true}) {
      const auto written = sample(tilted, everything, 6);
      write_configuration(path(name), written);
      const std::string whole = read_file(path(name));
      ASSERT_TRUE(reads(path(name)));
      // A data file is complete before its section Velocities; no other cut leaves a complete file.
      const auto velocities = whole.find("\nVelocities");
      for (std::size_t size = 0; size < whole.size(); ++size) {
        Configuration c;
        const bool accepted = reads(file("cut", whole.substr(0, size)), &c);
        const bool complete = velocities != std::string::npos && (size == velocities || size == velocities + 1);
        EXPECT_EQ(accepted, complete) << name << " cut at byte " << size << " of " << whole.size();
        if (accepted) {
          EXPECT_EQ(c.positions, written.positions);
        }
      }
    }
  }
}

TEST_F(Damage, CutTrajectoriesGiveTheirCompleteFrames) {
  for (const char* name : {"c.dump", "c.xyz"}) {
    auto c = sample(tilted, false, 4);
    std::string all;
    std::vector<std::size_t> ends;
    for (int k = 0; k < 2; ++k) {
      write_configuration(path(name), c);
      all += read_file(path(name));
      ends.push_back(all.size());
    }
    for (std::size_t size = 1; size <= all.size(); ++size) {
      std::size_t frames = 0;
      bool failed = false;
      try {
        read_frames(file("cut", all.substr(0, size)), {}, [&](Configuration&&) { return ++frames > 0; });
      } catch (const Error&) {
        failed = true;
      }
      EXPECT_EQ(frames, std::size_t{size >= ends[0]} + std::size_t{size >= ends[1]}) << name << " " << size;
      EXPECT_EQ(failed, size != ends[0] && size != ends[1]) << name << " " << size;
    }
  }
}

TEST_F(Damage, RandomBytes) {
  for (const char* name : all_formats) {
    write_configuration(path(name), sample(tilted, true, 6));
    const std::string whole = read_file(path(name));
    int accepted = 0;
    for (std::uint64_t seed = 0; seed < 1500; ++seed) {
      CounterRng rng(seed, 5);
      const auto below = [&](std::size_t n) {
        return static_cast<std::size_t>(rng.uniform() * static_cast<double>(n));
      };
      std::string text = whole;
      const std::size_t changes = 1 + below(4);
      for (std::size_t k = 0; k < changes; ++k) {
        const std::size_t at = below(text.size());
        static constexpr std::string_view likely = "0123456789.-+eE \n\t#:\"=naif";
        switch (below(6)) {
          case 0: text[at] = static_cast<char>(below(256)); break;
          case 1: text[at] = likely[below(likely.size())]; break;
          case 2: text.insert(at, 1, likely[below(likely.size())]); break;
          case 3: text.erase(at, 1 + below(8)); break;
          case 4: text.insert(at, text.substr(below(text.size()), below(60))); break;
          default: text.insert(at, "999999999999999999"); break;
        }
        if (text.empty()) text = "x";
      }
      accepted += reads(file("changed", text)) ? 1 : 0;
    }
    // A changed digit often leaves a valid plain file; the checksums of compressed ones leave nothing.
    const bool compressed = std::string(name).ends_with("gz") || std::string(name).ends_with("zst");
    if (compressed)
      EXPECT_LT(accepted, 150) << name;
    else
      EXPECT_GT(accepted, 20) << name;
  }
}

TEST_F(Damage, AbsurdCountsAllocateNothing) {
  for (const char* count : {"1000000000000000000", "9223372036854775807"}) {
    const std::string n = count;
    EXPECT_THROW(read("ITEM: TIMESTEP\n0\nITEM: NUMBER OF ATOMS\n" + n +
                      "\nITEM: BOX BOUNDS pp pp pp\n0 5\n0 5\n0 5\n"
                      "ITEM: ATOMS id type element x y z\n1 1 Cu 0 0 0\n"),
                 Error);
    EXPECT_THROW(read(n + "\nLattice=\"5 0 0 0 5 0 0 0 5\"\nCu 1 1 1\n"), Error);
    EXPECT_THROW(read(n + "\nLattice=\"5 0 0 0 5 0 0 0 5\" Properties=species:S:1:pos:R:3:f:R:" + n + "\nCu 1 1 1\n"),
                 Error);
    EXPECT_THROW(read("t\n\n" + n +
                      " atoms\n1 atom types\n0 5 xlo xhi\n0 5 ylo yhi\n0 5 zlo zhi\n\nAtoms # atomic\n\n1 1 1 1 1\n"),
                 Error);
    EXPECT_THROW(read("t\n\n1 atoms\n" + n +
                      " atom types\n0 5 xlo xhi\n0 5 ylo yhi\n0 5 zlo zhi\n\nAtoms # atomic\n\n1 1 1 1 1\n"),
                 Error);
    EXPECT_THROW(read("ITEM: TIMESTEP\n0\nITEM: NUMBER OF ATOMS\n1\nITEM: BOX BOUNDS pp pp pp\n0 5\n0 5\n0 5\n"
                      "ITEM: ATOMS id type x y z\n1 " +
                      n + " 0 0 0\n"),
                 Error);
  }
}

}  // namespace
}  // namespace glasscape::io::test
