#pragma once

#include <nlohmann/json.hpp>
#include <string>
#include <vector>

#include "glasscape/landscape/event_summary.hpp"
#include "glasscape/statistics/histogram.hpp"
#include "glasscape/statistics/spectrum.hpp"

namespace glasscape::app {

/// The spectrum of one group of events.
struct GroupSpectrum {
  std::string name;
  Spectrum spectrum;
};

/// What the verb `events` has to tell about a catalogue.
struct EventReport {
  std::string catalogue;
  Campaign campaign;
  EventSummary summary;
  std::vector<EventGroup> groups;      ///< "all" first, then those asked for
  std::vector<double> edges;           ///< eV
  std::vector<Histogram> histograms;   ///< of the groups' barriers
  std::vector<GroupSpectrum> spectra;  ///< empty unless asked for
};

nlohmann::json to_json(const EventReport& report);
std::string to_text(const EventReport& report);
/// One line per attempt of the selection: the numbers of the event and of the minima beside it.
std::string events_csv(const SelectedEvents& selected, bool successes_only);

}  // namespace glasscape::app
