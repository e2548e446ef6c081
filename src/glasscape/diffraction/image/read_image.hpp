#pragma once

#include <functional>
#include <string>

#include "glasscape/diffraction/image/image.hpp"

namespace glasscape {

/// Calls body with each frame of a detector image file, in order, until it returns false.
///
/// What a file is, its first bytes say, not its name: TIFF (integers of 8 to 64 bits, floats, in strips or tiles,
/// compressed as libtiff can; a page is a frame), EDF (also gzip or Zstandard on top), CBF (all compressions of
/// cbflib), HDF5 and NeXus. `name` is a path, which may be followed by ::N for frame N, counted from 0, and in HDF5 by
/// ::/group/dataset before that; without a path inside the file the data set that NeXus attributes point to is taken,
/// or the only one of two or three dimensions.
///
/// The largest value of an unsigned or signed integer type of the file is `largest_count`; pixels that a Pilatus CBF
/// marks by negative values are in the mask. NaN stays.
///
/// Errors   Error(input): no such file, another format, cut or damaged, sizes of 0 or above 2²⁸ pixels or larger than
///          the file can hold, colour images, data that are no numbers, a frame or data set that is not there. Nothing
///          is allocated before sizes are checked, and nothing is printed.
void read_images(const std::string& name, const std::function<bool(DetectorImage&&)>& body);

/// The only frame of a file. Throws Error(input) for more than one.
DetectorImage read_image(const std::string& name);

}  // namespace glasscape
