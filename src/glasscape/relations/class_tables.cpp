#include "glasscape/relations/classes.hpp"
#include "glasscape/relations/table_text.hpp"

namespace glasscape {
namespace {

using detail::number;
using detail::quoted;
using detail::value;
using detail::values;
using Json = nlohmann::json;

std::string cells(std::initializer_list<double> numbers) {
  std::string text;
  for (const double v : numbers) text += "," + number(v);
  return text;
}

std::string cells(const ShuffledEstimate& e) {
  return cells({e.value, e.interval.low, e.interval.high, e.plain, e.baseline, e.p_value});
}

std::string names(const char* name) { return fmt::format(",{0},{0}_low,{0}_high,{0}_plain,{0}_baseline,{0}_p", name); }

Json to_json(const ShuffledEstimate& e) {
  return {{"value", value(e.value)}, {"low", value(e.interval.low)},  {"high", value(e.interval.high)},
          {"plain", value(e.plain)}, {"baseline", value(e.baseline)}, {"p_value", value(e.p_value)}};
}

Json to_json(const SpectrumDistance& d) {
  return {{"atoms", {d.atoms_a, d.atoms_b}},
          {"events", {d.events_a, d.events_b}},
          {"ks", to_json(d.ks)},
          {"wasserstein", to_json(d.wasserstein)},
          {"shift", value(d.shift)}};
}

}  // namespace

std::string classes_csv(const ClassRelation& relation) {
  std::string csv = "property,species,class,atoms,share,atoms_with_property,events,mean,mean_low,mean_high,shift" +
                    names("ks") + names("wasserstein") + "\n";
  for (const SpeciesClasses& s : relation.of) {
    for (const ClassSummary& c : s.classes) {
      csv += fmt::format("{},{},{},{},{:.10g},{},{}", quoted(relation.property), quoted(s.species), quoted(c.name),
                         c.atoms, c.share, c.defined, c.others.events_a) +
             cells({c.mean.value, c.mean.interval.low, c.mean.interval.high, c.others.shift}) + cells(c.others.ks) +
             cells(c.others.wasserstein) + "\n";
    }
  }
  return csv;
}

std::string utility_csv(const ClassRelation& relation) {
  std::string csv = "property,species,atoms,atoms_with_property,classes,diversity,diversity_with_property" +
                    names("u_top") + names("u_bottom") + names("information") + names("r2_leave_one_out") + "\n";
  for (const SpeciesClasses& s : relation.of) {
    const ClassUtility& u = s.utility;
    csv += fmt::format("{},{},{},{},{}", quoted(relation.property), quoted(s.species), s.atoms, s.defined, u.classes) +
           cells({s.diversity, u.diversity}) + cells(u.top) + cells(u.bottom) + cells(u.information) +
           cells(u.explained) + "\n";
  }
  return csv;
}

std::string class_distances_csv(const ClassRelation& relation) {
  std::string csv =
      "property,species,class_a,class_b,events_a,events_b,shift" + names("ks") + names("wasserstein") + "\n";
  for (const SpeciesClasses& s : relation.of) {
    for (const ClassPair& p : s.pairs) {
      csv += fmt::format("{},{},{},{},{},{}", quoted(relation.property), quoted(s.species), quoted(s.classes[p.a].name),
                         quoted(s.classes[p.b].name), p.distance.events_a, p.distance.events_b) +
             cells({p.distance.shift}) + cells(p.distance.ks) + cells(p.distance.wasserstein) + "\n";
    }
  }
  return csv;
}

std::string class_spectra_csv(const ClassRelation& relation) {
  std::string csv = "property,species,class,from,to,density\n";
  for (const SpeciesClasses& s : relation.of) {
    const auto add = [&](const std::string& name, const std::vector<double>& density) {
      for (std::size_t k = 0; k < density.size(); ++k) {
        csv += fmt::format("{},{},{}", quoted(relation.property), quoted(s.species), quoted(name)) +
               cells({s.edges[k], s.edges[k + 1], density[k]}) + "\n";
      }
    };
    add("all", s.density);
    for (const ClassSummary& c : s.classes) add(c.name, c.density);
  }
  return csv;
}

nlohmann::json to_json(const ClassRelation& relation) {
  Json json = {{"classes", relation.classes},
               {"property", relation.property},
               {"unit", relation.unit},
               {"spectra_of", relation.events ? "events" : "atoms"},
               {"definition", "toolkit definition"},
               {"species", Json::array()}};
  for (const SpeciesClasses& s : relation.of) {
    Json entry = {{"species", s.species},
                  {"atoms", s.atoms},
                  {"defined", s.defined},
                  {"diversity", value(s.diversity)},
                  {"utility",
                   {{"classes", s.utility.classes},
                    {"diversity", value(s.utility.diversity)},
                    {"top", to_json(s.utility.top)},
                    {"bottom", to_json(s.utility.bottom)},
                    {"information", to_json(s.utility.information)},
                    {"explained", to_json(s.utility.explained)}}},
                  {"classes", Json::array()},
                  {"smaller_classes", s.smaller},
                  {"pairs", Json::array()},
                  {"edges", values(s.edges)},
                  {"density", values(s.density)},
                  {"notes", s.notes}};
    for (const ClassSummary& c : s.classes) {
      entry["classes"].push_back({{"class", c.name},
                                  {"atoms", c.atoms},
                                  {"share", value(c.share)},
                                  {"defined", c.defined},
                                  {"mean", value(c.mean.value)},
                                  {"mean_low", value(c.mean.interval.low)},
                                  {"mean_high", value(c.mean.interval.high)},
                                  {"others", to_json(c.others)},
                                  {"density", values(c.density)}});
    }
    for (const ClassPair& p : s.pairs) {
      entry["pairs"].push_back(
          {{"a", s.classes[p.a].name}, {"b", s.classes[p.b].name}, {"distance", to_json(p.distance)}});
    }
    json["species"].push_back(std::move(entry));
  }
  return json;
}

}  // namespace glasscape
