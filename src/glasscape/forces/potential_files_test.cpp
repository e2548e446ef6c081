// Potential files and names that cannot be used: one clear message each, and nothing read that should not be.
#include <algorithm>
#include <filesystem>
#include <fmt/format.h>
#include <gtest/gtest.h>

#include "forces_fixture.hpp"
#include "glasscape/core/atomic_file.hpp"
#include "glasscape/forces/eam_file.hpp"
#include "glasscape/forces/eam_force_field.hpp"
#include "glasscape/forces/kim_model.hpp"

namespace glasscape {
namespace {

std::string numbers(int count, double first = 0.5) {
  std::string text;
  for (int k = 0; k < count; ++k) text += fmt::format("{:.6f}{}", first + 0.25 * k, k % 4 == 3 ? "\n" : " ");
  return text + "\n";
}

std::string setfl(int elements, bool fs) {
  const char* names[] = {"Cu", "Zr", "Al"};
  std::string text = "one\ntwo\nthree\n" + std::to_string(elements);
  for (int e = 0; e < elements; ++e) text += std::string(" ") + names[e];
  text += "\n6 0.1 7 0.9 5.0\n";
  for (int e = 0; e < elements; ++e) {
    text += "29 63.546 3.6 fcc\n" + numbers(6);
    for (int j = 0; j < (fs ? elements : 1); ++j) text += numbers(7, 1 + j);
  }
  for (int p = 0; p < elements * (elements + 1) / 2; ++p) text += numbers(7, 10 + p);
  return text;
}

std::string funcfl() {
  return "Cu by somebody\n29 63.55 3.615 FCC\n6 0.1 7 0.9 5.0\n" + numbers(6) + numbers(7) + numbers(7);
}

// The message of the Error that `work` must throw.
template <class Work>
std::string error_of(Work work) {
  try {
    work();
  } catch (const Error& error) {
    return error.what();
  } catch (const std::exception& error) {
    return std::string("not an Error: ") + error.what();
  }
  return "nothing was thrown";
}

bool mentions(const std::string& message, const std::string& words) { return message.find(words) != std::string::npos; }

TEST(EamFile, KnowsTheLayoutFromTheNumberOfValues) {
  EXPECT_EQ(parse_eam("a.eam.alloy", setfl(2, false)).style, EamStyle::alloy);
  EXPECT_EQ(parse_eam("Cu_Zr_set", setfl(2, false)).style, EamStyle::alloy);
  EXPECT_EQ(parse_eam("a.eam.fs", setfl(3, true)).style, EamStyle::fs);
  EXPECT_EQ(parse_eam("Cu_Zr_txt", setfl(3, true)).style, EamStyle::fs);
  EXPECT_EQ(parse_eam("Cu_u3.eam", funcfl()).style, EamStyle::funcfl);
  const EamFile file = parse_eam("a.eam.fs", setfl(2, true));
  EXPECT_EQ(file.elements, (std::vector<std::string>{"Cu", "Zr"}));
  EXPECT_EQ(file.density[0][1][0], 2.0);
  EXPECT_EQ(file.r_phi[2][1], 12.25);
  EXPECT_EQ(file.masses[1], 63.546);
}

TEST(EamFile, TruncationAtAnyByteIsAnError) {
  for (const auto& file :
       {std::pair{"a.eam.fs", setfl(2, true)}, {"a.eam.alloy", setfl(2, false)}, {"a.eam", funcfl()}}) {
    const std::string name = file.first, whole = file.second;
    const std::size_t last_value = whole.find_last_not_of(" \n") + 1;
    // A number that loses its last digits is still a number: only those cuts cannot be seen.
    const std::size_t last_word = whole.find_last_of(" \n", last_value - 1) + 1;
    for (std::size_t cut = 0; cut <= last_word; ++cut) {
      const std::string message = error_of([&] { parse_eam(name, whole.substr(0, cut)); });
      EXPECT_TRUE(mentions(message, name)) << name << " cut at " << cut << ": " << message;
    }
    EXPECT_NO_THROW(parse_eam(name, whole.substr(0, last_value)));
  }
}

TEST(EamFile, RefusesWhatIsNoTable) {
  const std::string good = setfl(2, true);
  const auto replaced = [&](const std::string& from, const std::string& to) {
    std::string text = good;
    text.replace(text.find(from), from.size(), to);
    return text;
  };
  const auto message = [&](const std::string& text) { return error_of([&] { parse_eam("a.eam.fs", text); }); };
  EXPECT_TRUE(mentions(message(replaced("1.250000", "nan")), "'nan' is no finite number"));
  EXPECT_TRUE(mentions(message(replaced("1.250000", "inf")), "'inf' is no finite number"));
  EXPECT_TRUE(mentions(message(replaced("1.250000", "1.25x")), "a.eam.fs:7"));
  EXPECT_TRUE(mentions(message(replaced("1.250000", "1e999")), "no finite number"));
  EXPECT_TRUE(mentions(message(replaced("6 0.1 7 0.9 5.0", "6 0 7 0.9 5.0")), "drho = 0 is not positive"));
  EXPECT_TRUE(mentions(message(replaced("6 0.1 7 0.9 5.0", "6 0.1 7 0.9 0")), "cutoff"));
  EXPECT_TRUE(mentions(message(replaced("6 0.1 7 0.9 5.0", "2 0.1 7 0.9 5.0")), "nrho = 2"));
  EXPECT_TRUE(mentions(message(replaced("6 0.1 7 0.9 5.0", "6 0.1 1e30 0.9 5.0")), "nr = 1e+30"));
  EXPECT_TRUE(mentions(message(replaced("2 Cu Zr", "2 Cu Cu")), "named twice"));
  EXPECT_TRUE(mentions(message(replaced("2 Cu Zr", "3 Cu Zr")), "3 elements are stated but 2 are named"));
  EXPECT_TRUE(mentions(message(replaced("29 63.546", "29 0")), "mass of Cu"));
  EXPECT_TRUE(mentions(message(good + "1.0\n"), "1 values follow"));
  EXPECT_TRUE(mentions(message(setfl(2, false)), "wrong ending"));
  EXPECT_TRUE(mentions(error_of([&] { parse_eam("a.eam.alloy", good); }), "wrong ending"));
  EXPECT_TRUE(mentions(error_of([&] { parse_eam("a.eam", "not a potential\nat all\n"); }), "a.eam"));
  EXPECT_TRUE(mentions(error_of([&] { parse_eam("a.eam", ""); }), "empty"));
}

TEST(OpenPotential, NamesWhatIsMissing) {
  const auto message = [](const std::string& what) { return error_of([&] { open_potential(what); }); };
  EXPECT_TRUE(mentions(message("no-such-folder/no-such.eam.fs"), "there is no file no-such-folder/no-such.eam.fs"));
  EXPECT_TRUE(mentions(message(""), "nothing is given"));
  EXPECT_TRUE(mentions(message("."), "is no file"));
  EXPECT_TRUE(mentions(message("ka-lj:epsilon=-1"), "> 0"));
  EXPECT_TRUE(mentions(message("ka-lj:sigma=2 eV"), "sigma"));
  EXPECT_TRUE(mentions(message("ka-lj:cutoff=2"), "epsilon, sigma"));
  EXPECT_TRUE(mentions(message("ka-ljj"), "ka-lj-smooth"));
}

TEST(OpenPotential, FindsAFileByItsNearestName) {
  const auto folder = std::filesystem::temp_directory_path() / "glasscape-potential-test";
  std::filesystem::create_directories(folder);
  write_file_atomically(folder / "Cu-Zr_2.eam.fs", setfl(2, true));
  const std::string message = error_of([&] { open_potential((folder / "Cu-Zr_3.eam.fs").string()); });
  EXPECT_TRUE(mentions(message, "Cu-Zr_2.eam.fs?")) << message;
  const auto potential = open_potential((folder / "Cu-Zr_2.eam.fs").string());
  EXPECT_EQ(potential->cutoff(), 5.0);
  const std::vector<Species> reversed{{"Zr", 0}, {"Cu", 0}};
  EXPECT_EQ(potential->lammps_commands(reversed, "a folder").back(),
            "pair_coeff * * \"a folder/Cu-Zr_2.eam.fs\" Zr Cu");
  EXPECT_EQ(potential->parameter_files().at(0).content, setfl(2, true));
  // Two setfl files cannot be combined.
  const std::string both = (folder / "Cu-Zr_2.eam.fs").string() + "," + (folder / "Cu-Zr_2.eam.fs").string();
  EXPECT_TRUE(mentions(error_of([&] { open_potential(both); }), "only funcfl files can be combined"));
  Configuration c = test::random_triclinic({"", "", {"Cu", "Ni"}, 2.5}, 4, 1);
  EXPECT_TRUE(mentions(error_of([&] { static_cast<void>(potential->evaluator(c)); }), "no species 'Ni'"));
  std::filesystem::remove_all(folder);
}

TEST(Kim, OpensOnlyInstalledModels) {
  const auto message = [](const std::string& what) { return error_of([&] { open_potential(what); }); };
  for (const std::string id : {"../../etc/passwd", "..", "a/b", "a\\b", "", ".", "x\n", "a b", "~root"}) {
    EXPECT_TRUE(mentions(message("kim:" + id), "no KIM model id")) << id;
  }
  const auto models = installed_kim_models();
  if (models.empty()) {
    EXPECT_TRUE(mentions(message("kim:EAM_Dynamo_X"), "no KIM models are installed"));
    GTEST_SKIP() << "KIM models are not installed";
  }
  EXPECT_TRUE(mentions(message("kim:EAM_Dynamo_MendelevKramerOtt_2009_CuZr__MO_600021860456_006"),
                       "did you mean kim:EAM_Dynamo_MendelevKramerOtt_2009_CuZr__MO_600021860456_005?"));
  EXPECT_TRUE(mentions(message("kim:2009_cuzr"), "MendelevKramerOtt_2009_CuZr"));
  EXPECT_TRUE(mentions(message("kim:no_such_thing"), "potential --list"));
}

// Every EAM table that KIM has installed is read, whatever its symbol is called.
TEST(Kim, ReadsEachInstalledEamModel) {
  int read = 0;
  for (const auto& id : installed_kim_models()) {
    if (!id.starts_with("EAM_Dynamo_")) continue;
    const KimModel model = read_kim_model(id);
    if (!model.driver.starts_with("EAM_Dynamo__")) continue;
    std::shared_ptr<const ForceField> potential;
    EXPECT_NO_THROW(potential = open_potential("kim:" + id)) << id;
    if (!potential) continue;
    EXPECT_GT(potential->cutoff(), 2.0) << id;
    EXPECT_FALSE(potential->species().empty()) << id;
    ++read;
    if (read == 40) break;  // the rest differ in nothing but their numbers
  }
  if (read == 0) GTEST_SKIP() << "KIM models are not installed";
}

TEST(PairPotentialFile, RefusesWhatItDoesNotKnow) {
  const std::string good =
      "form = \"lennard-jones\"\ntruncation = \"shifted\"\n[[pair]]\nspecies = [\"A\", \"A\"]\nepsilon = 0.2\nsigma = "
      "2.5\n"
      "cutoff = 6\n";
  const auto message = [&](const std::string& from, const std::string& to) {
    std::string text = good;
    text.replace(text.find(from), from.size(), to);
    return error_of([&] { make_pair_force_field(parse_pair_potential(text, "p.toml"), "p.toml"); });
  };
  EXPECT_EQ(error_of([&] { make_pair_force_field(parse_pair_potential(good, "p.toml"), "p.toml"); }),
            "nothing was thrown");
  EXPECT_TRUE(mentions(message("sigma =", "sigm ="), "did you mean 'sigma'?"));
  EXPECT_TRUE(mentions(message("sigma = 2.5", ""), "'sigma' is missing"));
  EXPECT_TRUE(mentions(message("cutoff = 6", "cutoff = 0"), "p.toml:7"));
  EXPECT_TRUE(mentions(message("cutoff = 6", "cutoff = nan"), "cutoff"));
  EXPECT_TRUE(mentions(message("cutoff = 6", "cutoff = \"6 eV\""), "cutoff"));
  EXPECT_TRUE(mentions(message("lennard-jones", "lenard-jones"), "did you mean 'lennard-jones'?"));
  EXPECT_TRUE(mentions(message("\"shifted\"", "\"smooth\""), "cut | shifted | shifted-force"));
  EXPECT_TRUE(mentions(message("[\"A\", \"A\"]", "[\"A\", \"B\"]"), "the pair A-A is given 0 times"));
  EXPECT_TRUE(mentions(message("[\"A\", \"A\"]", "\"A\""), "two names"));
  EXPECT_TRUE(mentions(message("epsilon = 0.2", "epsilon ="), "p.toml:5"));
}

TEST(PairPotential, MinimaAndCutoffs) {
  const PairPotential lj{PairForm::lennard_jones, Truncation::cut, {{"X", "X", 0.7, 2.0, 0, 8.0}}};
  const double r_min = 2.0 * std::pow(2.0, 1.0 / 6);
  EXPECT_NEAR(pair_curve(lj, lj.curves[0], r_min).value, -0.7, 1e-14);
  EXPECT_NEAR(pair_curve(lj, lj.curves[0], r_min).slope, 0, 1e-13);
  EXPECT_EQ(pair_curve(lj, lj.curves[0], 8.0).value, 0);
  const PairPotential morse{PairForm::morse, Truncation::shifted_force, {{"X", "X", 0.4, 2.7, 1.3, 7.0}}};
  EXPECT_NEAR(pair_curve(morse, morse.curves[0], 7.0 - 1e-9).value, 0, 1e-15);
  EXPECT_NEAR(pair_curve(morse, morse.curves[0], 7.0 - 1e-9).slope, 0, 1e-9);
}

TEST(Evaluator, RefusesWhatCannotBeEvaluated) {
  const auto potential = open_potential("ka-lj");
  Configuration c = test::random_triclinic({"", "", {"A", "B"}, 1.0}, 30, 1);
  EvaluatorOptions options;
  options.skin = -1;
  EXPECT_TRUE(mentions(error_of([&] { static_cast<void>(potential->evaluator(c, options)); }), "skin"));
  options.skin = 0.3;
  options.active = {3, 2};
  EXPECT_TRUE(mentions(error_of([&] { static_cast<void>(potential->evaluator(c, options)); }), "ascending"));
  options.active = {30};
  EXPECT_TRUE(mentions(error_of([&] { static_cast<void>(potential->evaluator(c, options)); }), "below 30"));
  const auto evaluator = potential->evaluator(c);
  auto positions = c.positions;
  positions[7].y = std::nan("");
  EXPECT_TRUE(mentions(error_of([&] { evaluator->evaluate(c.box, positions); }), "atom 7"));
  positions.pop_back();
  EXPECT_TRUE(mentions(error_of([&] { evaluator->evaluate(c.box, positions); }), "29 positions for 30 atoms"));
  for (const auto& param : test::potential_cases()) {
    const auto eam = std::dynamic_pointer_cast<const EamForceField>(param.open());
    if (!eam) continue;
    Configuration cell = test::random_triclinic(param, 30, 1);
    const auto fast = eam->evaluator(cell, {});
    fast->evaluate(cell.box, cell.positions);
    cell.positions[7].y = std::nan("");
    EXPECT_TRUE(mentions(error_of([&] { fast->evaluate(cell.box, cell.positions); }), "atom 7"));
    options.active.clear();
    options.isa = "sse9";
    EXPECT_TRUE(mentions(error_of([&] { static_cast<void>(eam->evaluator(cell, options)); }), "avx512, avx2, plain"));
    break;
  }
}

}  // namespace
}  // namespace glasscape
