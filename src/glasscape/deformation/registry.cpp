#include "glasscape/deformation/registry.hpp"

#include <algorithm>
#include <fmt/format.h>

#include "glasscape/deformation/bonds/bond_changes.hpp"
#include "glasscape/deformation/d2min/d2min_descriptor.hpp"
#include "glasscape/deformation/displacement/displacement.hpp"
#include "glasscape/deformation/gradient/ttg_descriptor.hpp"
#include "glasscape/deformation/strain/local_strain.hpp"

namespace glasscape {

const std::vector<PairDescriptor>& pair_descriptors() {
  static const std::vector<PairDescriptor> all{
      d2min_descriptor(), strain_descriptor(), ttg_descriptor(), bonds_descriptor(), displacement_descriptor(),
  };
  return all;
}

const PairDescriptor& find_pair_descriptor(std::string_view name) {
  return find_entry(pair_descriptors(), name, "field of two configurations", "see glasscape compare --list");
}

FieldRequest parse_pair_request(std::string_view text) {
  FieldRequest request = parse_field_request(text, pair_descriptors(), "d2min:cutoff=4.0,convention=sum");
  find_pair_descriptor(request.descriptor).resolve(request.settings);
  return request;
}

nlohmann::json resolved_requests(const std::vector<FieldRequest>& requests) {
  nlohmann::json list = nlohmann::json::array();
  for (const FieldRequest& r : requests) {
    nlohmann::json options = nlohmann::json::object();
    for (const auto& [key, value] : find_pair_descriptor(r.descriptor).resolve(r.settings)) options[key] = value;
    list.push_back({{"descriptor", r.descriptor}, {"as", r.as}, {"options", options}});
  }
  return list;
}

PairResult compute_pair_fields(const std::vector<FieldRequest>& requests, const Reference& reference,
                               const Configuration& current, const RunContext& context) {
  PairResult all;
  for (const FieldRequest& request : requests) {
    PairResult made = find_pair_descriptor(request.descriptor).compute(reference, current, request.settings, context);
    for (const Field& field : made.fields) {
      std::string name = requested_name(request.as, field.name(), made.fields.size());
      if (std::any_of(all.fields.begin(), all.fields.end(), [&](const Field& f) { return f.name() == name; })) {
        throw usage_error(fmt::format("field {}", request.descriptor), fmt::format("'{}' has been made already", name),
                          {}, "give one of the requests a label, for example " + request.descriptor + ":as=second");
      }
      all.fields.push_back(field.renamed(std::move(name)));
    }
    const std::string prefix = request.as.empty() ? request.descriptor : request.as;
    for (auto& [name, value] : made.numbers) all.numbers.emplace_back(prefix + "." + name, value);
  }
  return all;
}

}  // namespace glasscape
