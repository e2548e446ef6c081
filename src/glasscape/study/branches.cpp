#include "glasscape/study/branches.hpp"

#include <algorithm>
#include <map>
#include <set>

namespace glasscape {
namespace {

const Step* find(const std::vector<Step>& steps, const std::string& name) {
  const auto hit = std::find_if(steps.begin(), steps.end(), [&](const Step& s) { return s.name == name; });
  return hit == steps.end() ? nullptr : &*hit;
}

// Names of the steps that every branch does alike.
std::set<std::string> shared_steps(const std::vector<BranchSteps>& branches) {
  std::set<std::string> shared;
  for (const Step& step : branches.front().steps) {
    const bool same = std::all_of(branches.begin(), branches.end(), [&](const BranchSteps& b) {
      const Step* other = find(b.steps, step.name);
      return other != nullptr && other->options == step.options && other->inputs == step.inputs &&
             other->needs == step.needs;
    });
    const bool from_shared =
        std::all_of(step.needs.begin(), step.needs.end(), [&](const std::string& n) { return shared.contains(n); });
    if (same && from_shared) shared.insert(step.name);
  }
  return shared;
}

}  // namespace

std::vector<Step> join_branches(std::vector<BranchSteps> branches) {
  if (branches.empty()) return {};
  const auto shared = shared_steps(branches);
  std::vector<Step> all;
  for (BranchSteps& branch : branches) {
    std::map<std::string, std::string> names;
    for (const Step& step : branch.steps) {
      names[step.name] = shared.contains(step.name) ? step.name : step.name + "." + branch.branch;
    }
    for (Step& step : branch.steps) {
      if (shared.contains(step.name)) {
        if (find(all, step.name) == nullptr) all.push_back(std::move(step));
        continue;
      }
      step.branch = branch.branch;
      step.name = names.at(step.name);
      for (std::string& need : step.needs) need = names.at(need);
      // The step asks for folders by the names that it knows.
      step.run = [run = std::move(step.run), names](const std::filesystem::path& folder, const auto& of,
                                                    const RunContext& context) {
        run(
            folder, [&](const std::string& name) { return of(names.at(name)); }, context);
      };
      all.push_back(std::move(step));
    }
  }
  return all;
}

}  // namespace glasscape
