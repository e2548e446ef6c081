#pragma once

#include <cstdio>
#include <filesystem>
#include <string>
#include <vector>

#include "common.hpp"
#include "glasscape/geometry/descriptor.hpp"

namespace glasscape::app {

/// What `--list` says of one descriptor, as text and as JSON.
struct DescriptorText {
  std::string name, summary, source;
  std::vector<std::string> needs;
  std::vector<ParameterInfo> parameters;
  std::vector<OutputInfo> outputs;
};

void print_descriptors(const std::vector<DescriptorText>& all, const Session& session);

/// The same for a registry of descriptors of any kind.
template <class Entry>
void print_descriptors(const std::vector<Entry>& registry, const Session& session) {
  std::vector<DescriptorText> all;
  for (const Entry& d : registry) {
    all.push_back({d.name, d.summary, d.source, {}, d.parameters, d.outputs});
    if constexpr (requires { d.needs; }) all.back().needs = d.needs;
  }
  print_descriptors(all, session);
}

/// Mean, spread and undefined atoms of each column of these fields, per species.
nlohmann::json field_summary(const Configuration& configuration, const std::vector<std::string>& names);
void print_field_summary(const nlohmann::json& summary);

/// Refuses names of files whose format holds no fields, before anything is computed.
void require_field_format(const std::filesystem::path& output);
/// Whether the name's ending is that of such a format.
bool is_field_format(const std::filesystem::path& output);

/// By the ending: CSV or a configuration with its fields.
void write_fields(const std::filesystem::path& output, const Configuration& configuration);

}  // namespace glasscape::app
