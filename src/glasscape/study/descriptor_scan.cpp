#include "glasscape/study/descriptor_scan.hpp"

#include <algorithm>
#include <cmath>
#include <fmt/format.h>

#include "glasscape/core/error.hpp"
#include "glasscape/descriptors/field_request.hpp"
#include "glasscape/descriptors/registry.hpp"

namespace glasscape {
namespace {

constexpr std::size_t most_values = 200;
constexpr auto form = "NAME:option=VALUE+VALUE..., or option=FROM:TO:STEP, for example s2:cutoff=3.9+6.4+8.8+11.2";

// The parts at a character; a plus sign in an exponent ("1e+5") does not part.
std::vector<std::string> parts(std::string_view text, char at) {
  std::vector<std::string> result(1);
  for (std::size_t k = 0; k < text.size(); ++k) {
    const bool exponent = at == '+' && k > 1 && (text[k - 1] == 'e' || text[k - 1] == 'E') &&
                          std::isdigit(static_cast<unsigned char>(text[k - 2])) != 0;
    if (text[k] == at && !exponent) {
      result.emplace_back();
    } else {
      result.back() += text[k];
    }
  }
  return result;
}

std::vector<double> values_of(const std::string& text, std::string_view where) {
  std::vector<double> values;
  const auto refuse = [&](const std::string& what) {
    throw usage_error(std::string(where), fmt::format("'{}' {}", text, what), form);
  };
  if (const auto range = parts(text, ':'); range.size() == 3) {
    const double from = parse_double(range[0], where), to = parse_double(range[1], where),
                 step = parse_double(range[2], where);
    if (!(step > 0) || !(from <= to)) refuse("is no rising range");
    if ((to - from) / step >= static_cast<double>(most_values))
      refuse(fmt::format("has more than {} values", most_values));
    for (double k = 0; from + k * step <= to + 1e-9 * step; ++k) values.push_back(from + k * step);
    return values;
  }
  for (const std::string& part : parts(text, '+')) values.push_back(parse_double(part, where));
  if (values.size() > most_values) refuse(fmt::format("has more than {} values", most_values));
  return values;
}

}  // namespace

ScanRequest parse_scan(std::string_view text, std::string_view where) {
  ScanRequest scan;
  const auto colon = text.find(':');
  scan.descriptor = text.substr(0, colon);
  const Descriptor& descriptor = find_descriptor(scan.descriptor);
  std::string rest, scanned;
  if (colon != std::string_view::npos) {
    for (const std::string& setting : parts(text.substr(colon + 1), ',')) {
      const auto equals = setting.find('=');
      const std::string key = setting.substr(0, equals);
      const std::string value = equals == std::string::npos ? "" : setting.substr(equals + 1);
      const auto row = std::find_if(descriptor.parameters.begin(), descriptor.parameters.end(),
                                    [&](const ParameterInfo& p) { return p.name == key; });
      const bool number = row != descriptor.parameters.end() && (row->type == "number" || row->type == "integer");
      if (!number || (parts(value, '+').size() == 1 && parts(value, ':').size() == 1)) {
        rest += "," + setting;
        continue;
      }
      if (!scan.option.empty()) {
        throw usage_error(std::string(where), fmt::format("'{}' and '{}' have several values", scan.option, key),
                          "one option", form);
      }
      scan.option = key;
      scan.unit = row->unit;
      scanned = value;
    }
  }
  if (scan.option.empty()) {
    std::vector<std::string> numbers;
    for (const ParameterInfo& p : descriptor.parameters) {
      if (p.type == "number" || p.type == "integer") numbers.push_back(p.name);
    }
    throw usage_error(std::string(where), fmt::format("no option of '{}' has several values", text), join(numbers),
                      form);
  }
  scan.values = values_of(scanned, where);
  for (const double v : scan.values) {
    scan.requests.push_back(fmt::format("{}:{}={:.12g}{}", scan.descriptor, scan.option, v, rest));
    const FieldRequest request = parse_field_request(scan.requests.back());
    descriptor.resolve(request.settings);  // refuses what the option does not take
  }
  return scan;
}

ScanFields compute_scan(const Configuration& configuration, const ScanRequest& request, const RunContext& context) {
  ScanFields result{.descriptor = request.descriptor,
                    .option = request.option,
                    .unit = request.unit,
                    .values = request.values,
                    .names = {},
                    .fields = {}};
  for (std::size_t k = 0; k < request.values.size(); ++k) {
    context.report("scan", static_cast<double>(k) / static_cast<double>(request.values.size()), request.requests[k]);
    Configuration own = configuration;
    const auto made = add_fields(own, {parse_field_request(request.requests[k])}, context);
    for (const std::string& name : made) {
      const Field& field = *own.find_field(name);
      if (field.components() != 1) continue;
      if (k == 0) result.names.push_back(name);
      result.fields.push_back(field.renamed(fmt::format("{} ({} {:.6g})", name, request.option, request.values[k])));
    }
  }
  if (result.names.empty() || result.fields.size() != result.names.size() * request.values.size()) {
    throw usage_error(
        "scan", fmt::format("'{}' does not make the same fields of one component throughout", request.descriptor));
  }
  return result;
}

}  // namespace glasscape
