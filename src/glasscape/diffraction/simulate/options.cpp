#include "glasscape/diffraction/simulate/options.hpp"

namespace glasscape {

const ParameterTable<SimulateOptions>& simulate_parameters() {
  using O = SimulateOptions;
  static const ParameterTable<O> table{
      {"composition", &O::composition, Unit("1"),
       "chemical elements with relative amounts, such as Cu50Zr50; needed "
       "with a table, that of the configuration otherwise"},
      {"density", &O::density, Unit("1/Å^3"), "number density; 0: as the table or configuration says", at_least(0)},
      {"thickness", &O::thickness, Unit("mm"), "of the plate, across the beam; 0: nothing is absorbed",
       between(0, 1000)},
      {"strain", &O::strain, Unit("1"), "strain planted along the loading axis, positive in tension; 0: none",
       between(-0.3, 0.3)},
      {"poisson_ratio", &O::poisson_ratio, Unit("1"), "strain across the loading axis over that along it, times -1",
       between(-1, 0.5)},
      {"critical_radius", &O::critical_radius, Unit("Å"),
       "distance below which pairs keep to the planted strain only in part; 0: affine at all distances", at_least(0)},
      {"inner_share", &O::inner_share, Unit("1"), "share of the planted strain inside the critical radius",
       between(-2, 2)},
      {"transition", &O::transition, Unit("Å"), "width over which the strain changes there (tanh)", positive()},
      {"isotropic", &O::isotropic, Unit("1"), "leave out the coefficients of l > 0: an annealed sample"},
      {"taper", &O::taper, Unit("Å"), "end of g(r) over which it is led to 1, so that S(Q) has no ripples",
       at_least(0)},
      {"loading_axis", &O::loading_axis, Unit("deg"),
       "azimuth of the loading axis on the detector, from the horizontal; one orientation each"},
      {"photons",
       &O::photons,
       Unit("1"),
       "mean counts of a pixel from the sample",
       {.low = 0, .high = 1e9, .low_open = true}},
      {"repeats", &O::repeats, Unit("1"), "images of each orientation", between(1, 10000)},
      {"seed", &O::seed, Unit("1"), "of the random numbers", at_least(0)},
      {"no_noise", &O::no_noise, Unit("1"), "write expected counts instead of random ones"},
      {"polarisation", &O::polarisation, Unit("1"), "of the beam: 1 in the horizontal plane, 0 none, -1 vertical",
       between(-1, 1)},
      {"compton",
       &O::compton,
       Unit("1"),
       "recoil factor of the Compton scattering, (E'/E) squared where photons are "
       "counted",
       {},
       {"none", "square", "cube", "klein-nishina"}},
      {"fluorescence", &O::fluorescence, Unit("1"), "in electrons squared per atom, the same in all directions",
       at_least(0)},
      {"background", &O::background, Unit("1"), "mean counts of a pixel from air and windows", between(0, 1e9)},
      {"background_fall", &O::background_fall, Unit("1/Å"), "Q over which that falls to 1/e", at_least(0.1)},
      {"poni", &O::poni, Unit("1"),
       "geometry file that the analysis will be given, PONI; replaces pixel, distance and wavelength, and pixels "
       "unless it gives none"},
      {"pixels", &O::pixels, Unit("1"), "rows and columns of the detector, beam in the middle", between(2, 8192)},
      {"pixel", &O::pixel, Unit("mm"), "size of a pixel", positive()},
      {"distance", &O::distance, Unit("mm"), "from the sample to the detector", positive(), {}, "paper 000 gives none"},
      {"wavelength", &O::wavelength, Unit("Å"), "of the beam", positive(), {}, "paper 000: 100 keV"},
      {"dark", &O::dark, Unit("1"), "mean counts of a pixel without a beam", between(0, 1e9)},
      {"flat_variation", &O::flat_variation, Unit("1"), "standard deviation of the sensitivity of the pixels",
       between(0, 0.3)},
      {"sensor", &O::sensor, Unit("1"), "attenuation times thickness of the sensor; 0: it stops all photons",
       at_least(0)},
      {"saturation", &O::saturation, Unit("1"), "largest count of a pixel; 0: none", at_least(0)},
      {"beam_stop", &O::beam_stop, Unit("mm"), "radius of the shadow of the beam stop on the detector", at_least(0)},
      {"dead_pixels", &O::dead_pixels, Unit("1"), "share of pixels that count nothing", between(0, 0.9)},
      {"centre_error", &O::centre_error, Unit("1"),
       "how far the beam is from where the written geometry has it, in pixels: rows,columns"},
      {"tilt_error", &O::tilt_error, Unit("deg"), "true rot1,rot2 minus those of the written geometry"},
      {"distance_error", &O::distance_error, Unit("1"), "true distance over the written one, minus 1",
       between(-0.5, 0.5)},
      {"wavelength_error", &O::wavelength_error, Unit("1"), "true wavelength over the written one, minus 1",
       between(-0.5, 0.5)},
      {"format", &O::format, Unit("1"), "of the images", {}, {"tif", "edf"}},
  };
  return table;
}

}  // namespace glasscape
