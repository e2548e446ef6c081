#pragma once

#include <nlohmann/json.hpp>

#include "glasscape/learning/train_softness.hpp"

namespace glasscape {

/// The scores of a training as JSON: for each species the numbers of examples, C, accuracy, balanced accuracy and ROC
/// area (value and error, null where undefined), and the rank correlation of held-out softness with the field over all
/// atoms of the species.
nlohmann::json training_json(const Configuration& configuration, const Field& field, const TrainedSoftness& trained);

}  // namespace glasscape
