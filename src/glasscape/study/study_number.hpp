#pragma once

#include <nlohmann/json.hpp>
#include <string>
#include <string_view>

namespace glasscape {

/// A number out of a study's results, with its interval where there is one.
struct StudyNumber {
  double value, low, high;  ///< NaN: not there
  std::string trouble;      ///< why there is no value
};

/// Where a number is: "relate/verdict.json: of[species=Cu].descriptors[name=s2].pearson".
struct NumberPlace {
  std::string step, file, path;
};

/// Takes the three apart. Throws Error(usage) with `where` for text of another form.
NumberPlace number_place(std::string_view text, const std::string& where);

/// Follows a path into a document.
///
///   path   members separated by dots; after a list, [3] takes an entry by its number and [a=x, b.c=y] the first one
///   whose
///          members have these values; a number, or an estimate: an object with `value` or `mean` (or null). The
///          interval of NAME is taken from NAME_low and NAME_high beside it, or is one standard error wide to each
///          side: NAME_error (modulus_GPa: modulus_error_GPa), NAME_standard_error; that of value_UNIT or mean_UNIT
///          also from low_UNIT and high_UNIT, error_UNIT, standard_error_UNIT.
///   trouble   names the part of the path that leads nowhere
StudyNumber study_number(const nlohmann::json& document, std::string_view path);

/// a − b and a/b, their errors taken as independent: each side of the interval is the root of the sum of squares.
StudyNumber difference(const StudyNumber& a, const StudyNumber& b);
StudyNumber ratio(const StudyNumber& a, const StudyNumber& b);

}  // namespace glasscape
