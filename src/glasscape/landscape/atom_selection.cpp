#include "glasscape/landscape/atom_selection.hpp"

#include <algorithm>
#include <charconv>
#include <fmt/format.h>
#include <numeric>
#include <optional>

#include "glasscape/core/error.hpp"
#include "glasscape/core/rng.hpp"
#include "glasscape/core/suggest.hpp"

namespace glasscape {
namespace {

std::optional<std::int64_t> whole_number(std::string_view text) {
  std::int64_t value = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
  if (text.empty() || error != std::errc() || end != text.data() + text.size()) return {};
  return value;
}

[[noreturn]] void refuse(std::string_view part, const std::string& why) {
  throw usage_error("atoms", fmt::format("'{}' {}", part, why),
                    "all, an id, a range of ids such as 1-200, an element, every:N; separated by commas", {});
}

class Selection {
 public:
  explicit Selection(const Configuration& configuration)
      : configuration_(configuration), by_id_(configuration.size()), chosen_(configuration.size(), false) {
    std::iota(by_id_.begin(), by_id_.end(), std::size_t{0});
    std::sort(by_id_.begin(), by_id_.end(), [&](std::size_t a, std::size_t b) { return id(a) < id(b); });
  }

  void add(std::string_view part) {
    if (part == "all") return add_every(1);
    if (part.starts_with("every:")) {
      const auto n = whole_number(part.substr(6));
      if (!n || *n < 1) refuse(part, "needs a whole number of at least 1 after the colon");
      return add_every(static_cast<std::size_t>(*n));
    }
    if (const auto one = whole_number(part)) return add_range(part, *one, *one);
    const std::size_t dash = part.find('-', 1);
    if (dash != std::string_view::npos) {
      const auto first = whole_number(part.substr(0, dash)), last = whole_number(part.substr(dash + 1));
      if (first && last) return add_range(part, *first, *last);
    }
    add_element(part);
  }

  [[nodiscard]] std::vector<std::size_t> indices() const {
    std::vector<std::size_t> result;
    for (std::size_t i = 0; i < chosen_.size(); ++i) {
      if (chosen_[i]) result.push_back(i);
    }
    return result;
  }

 private:
  [[nodiscard]] std::int64_t id(std::size_t index) const { return configuration_.ids[index]; }

  void add_every(std::size_t n) {
    for (std::size_t k = 0; k < by_id_.size(); k += n) chosen_[by_id_[k]] = true;
  }

  void add_range(std::string_view part, std::int64_t first, std::int64_t last) {
    if (last < first) refuse(part, "ends before it begins");
    const auto from =
        std::lower_bound(by_id_.begin(), by_id_.end(), first, [&](std::size_t i, std::int64_t v) { return id(i) < v; });
    std::size_t found = 0;
    for (auto it = from; it != by_id_.end() && id(*it) <= last; ++it, ++found) chosen_[*it] = true;
    if (found == 0) {
      refuse(part, fmt::format("names no atom: ids run from {} to {}", id(by_id_.front()), id(by_id_.back())));
    }
  }

  void add_element(std::string_view part) {
    std::vector<std::string> names;
    bool known = false;
    for (const Species& s : configuration_.species) names.push_back(s.name);
    for (std::size_t i = 0; i < chosen_.size(); ++i) {
      if (names[static_cast<std::size_t>(configuration_.types[i])] != part) continue;
      chosen_[i] = known = true;
    }
    if (!known)
      refuse(part, fmt::format("is neither a list of ids nor an element of this configuration ({})", join(names)));
  }

  const Configuration& configuration_;
  std::vector<std::size_t> by_id_;
  std::vector<bool> chosen_;
};

}  // namespace

std::vector<std::size_t> select_atoms(const Configuration& configuration, std::string_view list) {
  Selection selection(configuration);
  for (;;) {
    const std::size_t comma = list.find(',');
    selection.add(list.substr(0, comma));
    if (comma == std::string_view::npos) return selection.indices();
    list.remove_prefix(comma + 1);
  }
}

std::vector<std::size_t> sample_atoms(const Configuration& configuration, std::vector<std::size_t> atoms,
                                      std::size_t size, std::uint64_t seed) {
  if (size == 0 || size >= atoms.size()) return atoms;
  std::vector<std::pair<double, std::size_t>> keyed;
  constexpr std::uint32_t sampling = 0xffffffff;  // a substream that no attempt uses
  for (const std::size_t i : atoms) {
    keyed.emplace_back(CounterRng(seed, static_cast<std::uint64_t>(configuration.ids[i]), sampling).uniform(), i);
  }
  std::sort(keyed.begin(), keyed.end());
  atoms.clear();
  for (std::size_t k = 0; k < size; ++k) atoms.push_back(keyed[k].second);
  std::sort(atoms.begin(), atoms.end());
  return atoms;
}

}  // namespace glasscape
