#include "glasscape/study/page.hpp"

#include <algorithm>
#include <cmath>
#include <cstring>
#include <limits>

#include "glasscape/core/error.hpp"
#include "glasscape/study/page_template.hpp"

namespace glasscape::page {
namespace {

template <class T>
std::string encode(const std::vector<T>& values) {
  // The page reads little-endian arrays; every platform that LAMMPS packages exist for here is little-endian.
  static_assert(std::endian::native == std::endian::little);
  return base64({reinterpret_cast<const std::uint8_t*>(values.data()), values.size() * sizeof(T)});
}

Json axis(const Axis& a) {
  Json json = {{"label", a.label}};
  if (!a.unit.empty() && a.unit != "1") json["unit"] = a.unit;
  if (a.log) json["log"] = true;
  if (a.low) json["min"] = number(*a.low);
  if (a.high) json["max"] = number(*a.high);
  for (std::size_t i = 0; i < a.ticks.size(); ++i) json["ticks"].push_back({{"at", i}, {"label", a.ticks[i]}});
  return json;
}

// Metallic (12-coordinated) radii in Å of what is drawn most; other species get a middling size.
double drawn_radius(const std::string& element) {
  static const std::pair<const char*, double> radii[] = {
      {"Cu", 1.28}, {"Zr", 1.60}, {"Al", 1.43}, {"Ni", 1.25}, {"Ti", 1.46}, {"Fe", 1.26}, {"Pd", 1.37}, {"Ag", 1.44},
      {"Mg", 1.60}, {"Si", 1.17}, {"P", 1.10},  {"B", 0.90},  {"Co", 1.25}, {"Nb", 1.46}, {"Be", 1.12}};
  for (const auto& [name, radius] : radii) {
    if (element == name) return radius;
  }
  return 1.35;
}

}  // namespace

std::string spaced(std::string name) {
  std::replace(name.begin(), name.end(), '_', ' ');
  return name;
}

Json number(double value) { return std::isfinite(value) ? Json(value) : Json(nullptr); }

Json numbers(std::span<const double> values) {
  Json list = Json::array();
  for (const double value : values) list.push_back(number(value));
  return list;
}

std::vector<double> doubles(const Json& list) {
  std::vector<double> values;
  for (const auto& v : list) values.push_back(v.is_null() ? std::numeric_limits<double>::quiet_NaN() : v.get<double>());
  return values;
}

Json interval(double value, double low, double high) {
  return {{"value", number(value)}, {"lo", number(low)}, {"hi", number(high)}};
}

Json plot(const Plot& p) {
  Json json = {{"kind", "plot"},   {"id", p.id},     {"title", p.title},
               {"width", p.width}, {"x", axis(p.x)}, {"y", axis(p.y)}};
  if (!p.caption.empty()) json["caption"] = p.caption;
  if (p.equal) json["equal"] = true;
  json["series"] = Json::array();
  for (const Series& s : p.series) {
    Json series = {{"name", s.name}, {"style", s.style}, {"x", numbers(s.x)}, {"y", numbers(s.y)}};
    if (!s.low.empty()) series["lo"] = numbers(s.low);
    if (!s.high.empty()) series["hi"] = numbers(s.high);
    if (!s.x_low.empty()) series["xlo"] = numbers(s.x_low);
    if (!s.x_high.empty()) series["xhi"] = numbers(s.x_high);
    if (!s.labels.empty()) series["labels"] = s.labels;
    if (!s.edges.empty()) series["edges"] = numbers(s.edges);
    const bool of_palette = std::all_of(s.color.begin(), s.color.end(), [](char c) { return c >= '0' && c <= '9'; });
    if (!s.color.empty() && of_palette) series["color"] = std::stoi(s.color);
    if (!s.color.empty() && !of_palette) {
      series["color"] = s.color;
      std::transform(s.color.begin(), s.color.end(), series["color"].get_ref<std::string&>().begin(),
                     [](char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c; });
    }
    if (s.dash) series["dash"] = true;
    if (s.cell[0] > 0) series["cell"] = s.cell;
    if (s.radius > 0) series["radius"] = s.radius;
    json["series"].push_back(std::move(series));
  }
  for (const auto& [at, label] : p.marks) {
    if (std::isfinite(at)) json["marks"].push_back({{"kind", "vline"}, {"at", at}, {"label", label}});
  }
  return json;
}

Json plot_group(std::string id, std::string title, std::string select, const std::vector<Plot>& plots, int width) {
  Json json = {{"kind", "plot-group"},
               {"id", std::move(id)},
               {"title", std::move(title)},
               {"select", std::move(select)},
               {"width", width}};
  json["plots"] = Json::array();
  for (const Plot& p : plots) json["plots"].push_back(plot(p));
  return json;
}

Json film(std::string id, std::string title, std::string select, const std::vector<Plot>& plots, int width) {
  Json json = plot_group(std::move(id), std::move(title), std::move(select), plots, width);
  json["slider"] = true;
  return json;
}

Json table(std::string id, std::string title, const std::vector<Column>& columns, std::vector<Json> rows,
           std::string caption) {
  Json json = {{"kind", "table"}, {"id", std::move(id)}, {"title", std::move(title)}, {"width", 2}};
  if (!caption.empty()) json["caption"] = std::move(caption);
  json["columns"] = Json::array();
  for (const Column& c : columns) {
    Json column = {{"label", c.label}, {"align", c.text ? "left" : "right"}};
    if (!c.unit.empty() && c.unit != "1") column["unit"] = c.unit;
    if (c.digits) column["digits"] = *c.digits;
    if (c.shade > 0) column["shade"] = c.shade;
    json["columns"].push_back(std::move(column));
  }
  json["rows"] = Json(std::move(rows));
  return json;
}

Json facts(std::string id, std::string title, const std::vector<std::pair<std::string, std::string>>& rows) {
  Json json = {{"kind", "facts"}, {"id", std::move(id)}, {"title", std::move(title)}, {"rows", Json::array()}};
  for (const auto& [label, value] : rows) json["rows"].push_back({label, value});
  return json;
}

Json text(std::string id, std::string words, std::string tone) {
  Json json = {{"kind", "text"}, {"id", std::move(id)}, {"text", std::move(words)}};
  if (!tone.empty()) json["tone"] = std::move(tone);
  return json;
}

Json scene(std::string id, std::string title, const Configuration& c, const std::vector<Field>& fields,
           std::string caption, std::string color_by) {
  if (c.species.size() > 255) throw input_error("report", "more than 255 species cannot be drawn");
  std::vector<float> positions;
  std::vector<std::uint8_t> types;
  std::vector<std::int32_t> ids;
  for (std::size_t i = 0; i < c.size(); ++i) {
    const Vec3 p = c.box.wrap(c.positions[i]).position;
    for (std::size_t k = 0; k < 3; ++k) positions.push_back(static_cast<float>(p[k]));
    types.push_back(static_cast<std::uint8_t>(c.types[i]));
    ids.push_back(static_cast<std::int32_t>(c.ids[i]));
  }
  Json json = {{"kind", "scene"},           {"id", std::move(id)},
               {"title", std::move(title)}, {"positions", encode(positions)},
               {"types", encode(types)},    {"ids", encode(ids)}};
  if (!caption.empty()) json["caption"] = std::move(caption);
  if (!color_by.empty()) json["colorBy"] = spaced(std::move(color_by));
  for (std::size_t k = 0; k < 3; ++k) {
    for (std::size_t m = 0; m < 3; ++m) json["cell"].push_back(c.box.cell()[k][m]);
    json["origin"].push_back(c.box.origin()[k]);
  }
  for (std::size_t s = 0; s < c.species.size(); ++s) {
    const std::string name = c.species[s].name.empty() ? "type " + std::to_string(s + 1) : c.species[s].name;
    std::string color = name;
    std::transform(color.begin(), color.end(), color.begin(),
                   [](char ch) { return ch >= 'A' && ch <= 'Z' ? static_cast<char>(ch - 'A' + 'a') : ch; });
    json["species"].push_back({{"name", name}, {"radius", drawn_radius(name)}, {"color", color}});
  }
  json["fields"] = Json::array();
  for (const Field& field : fields) {
    if (field.components() != 1) continue;
    std::vector<float> values;
    std::vector<double> finite;
    for (const double v : field.values()) {
      values.push_back(static_cast<float>(v));
      if (std::isfinite(v)) finite.push_back(v);
    }
    Json entry = {{"name", spaced(field.name())}, {"values", encode(values)}, {"map", "sequential"}};
    if (field.unit().symbol() != "1") entry["unit"] = field.unit().symbol();
    if (!finite.empty()) {
      std::sort(finite.begin(), finite.end());
      const auto quantile = [&](double q) {
        return finite[static_cast<std::size_t>(q * static_cast<double>(finite.size() - 1))];
      };
      entry["lo"] = quantile(0.02);
      entry["hi"] = quantile(0.98);
    }
    json["fields"].push_back(std::move(entry));
  }
  return json;
}

Json section(std::string id, std::string title, std::string intro, std::vector<Json> items) {
  Json json = {{"id", std::move(id)}, {"title", std::move(title)}, {"items", Json(std::move(items))}};
  if (!intro.empty()) json["intro"] = std::move(intro);
  return json;
}

std::string render(const Json& report) {
  std::string data = report.dump(-1, ' ', false, Json::error_handler_t::replace);
  std::string escaped;
  escaped.reserve(data.size());
  for (const char c : data) {
    if (c == '<') {
      escaped += "\\u003c";
    } else {
      escaped += c;
    }
  }
  const std::string_view page = page_template();
  constexpr std::string_view token = "__GLASSCAPE_DATA__";
  const auto at = page.find(token);
  if (at == std::string_view::npos || page.find(token, at + 1) != std::string_view::npos) {
    throw std::logic_error("the report template does not hold its data token exactly once");
  }
  std::string html(page.substr(0, at));
  html += escaped;
  html += page.substr(at + token.size());
  return html;
}

std::string base64(std::span<const std::uint8_t> bytes) {
  static constexpr char digits[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
  std::string text;
  text.reserve((bytes.size() + 2) / 3 * 4);
  for (std::size_t i = 0; i < bytes.size(); i += 3) {
    const std::size_t left = std::min<std::size_t>(3, bytes.size() - i);
    std::uint32_t block = 0;
    for (std::size_t k = 0; k < 3; ++k) block = block << 8 | (k < left ? bytes[i + k] : 0U);
    for (std::size_t k = 0; k < 4; ++k) text += k <= left ? digits[block >> (18 - 6 * k) & 63] : '=';
  }
  return text;
}

}  // namespace glasscape::page
