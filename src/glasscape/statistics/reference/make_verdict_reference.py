"""Writes verdict_reference.hpp: small samples and what numpy, scipy and scikit-learn say of them.

Run as: python3 make_verdict_reference.py > verdict_reference.hpp   (numpy 2.4.6, scipy 1.17.1, scikit-learn 1.9.1)
"""
import numpy as np
import scipy
import sklearn
from scipy import stats
from sklearn.linear_model import LinearRegression
from sklearn.metrics import mutual_info_score, roc_auc_score
from sklearn.model_selection import LeaveOneOut, cross_val_predict

rng = np.random.default_rng(20261121)
vector = "const std::vector<double>"
number = "constexpr double"


def cpp(value):
    if np.ndim(value) == 0:
        return repr(float(value))
    return "{" + ", ".join(repr(float(v)) for v in value) + "}"


def line(kind, name, value):
    print(f"inline {kind} {name}{cpp(value) if kind == vector else ' = ' + cpp(value)};")


print(f"// Made by make_verdict_reference.py with numpy {np.__version__}, scipy {scipy.__version__} and scikit-learn "
      f"{sklearn.__version__};\n// do not edit.")
print("#pragma once\n\n#include <vector>\n\nnamespace glasscape::verdict_reference {\n")

# Areas and information: a descriptor with ties, a property, its upper tenth.
n = 60
descriptor = rng.integers(8, 18, n).astype(float)
prop = np.round(0.3 * descriptor + rng.normal(0, 1.2, n), 3)
marked = (prop > np.sort(prop)[n - 7]).astype(int)
line(vector, "descriptor", descriptor)
line(vector, "property", prop)
line(vector, "marked", marked)
line(number, "area", roc_auc_score(marked, descriptor))
classes = 4


def quantile_classes(v):
    return np.minimum((stats.rankdata(v) - 0.5) * classes / n, classes - 1).astype(int)


line(vector, "descriptor_classes", quantile_classes(descriptor))
line(number, "information", mutual_info_score(quantile_classes(descriptor), quantile_classes(prop)))

# What 10 quantile classes of each of two normal variables share, by the bivariate normal distribution.
edges = np.concatenate([[-9], stats.norm.ppf(np.linspace(0.1, 0.9, 9)), [9]])
correlations = [0.1, 0.3, 0.5, 0.8]
line(vector, "correlations", correlations)
binned = []
for r in correlations:
    x, w = np.polynomial.legendre.leggauss(400)  # on each class of the first variable
    joint = np.zeros((10, 10))
    for i in range(10):
        at = 0.5 * (edges[i + 1] + edges[i]) + 0.5 * (edges[i + 1] - edges[i]) * x
        upper = stats.norm.cdf((edges[:, None] - r * at) / np.sqrt(1 - r * r))
        joint[i] = 0.5 * (edges[i + 1] - edges[i]) * np.sum(w * stats.norm.pdf(at) * np.diff(upper, axis=0), axis=1)
    binned.append(np.sum(joint * np.log(joint / 0.01)))
line(vector, "binned_gaussian_information", binned)

# Reliability: one-way analysis of variance of events within atoms, with unequal numbers.
sizes = rng.integers(1, 6, 12)
atoms = [np.round(rng.normal(0, 1) + rng.normal(0, 0.8, k) + 2, 3) for k in sizes]
line(vector, "event_counts", sizes)
line(vector, "events", np.concatenate(atoms))
between = stats.f_oneway(*atoms).statistic
total = sizes.sum()
n0 = (total - (sizes**2).sum() / total) / (len(sizes) - 1)
icc = (between - 1) / (between + n0 - 1)
line(number, "intraclass", icc)
line(number, "reliability", icc / (icc + (1 - icc) * np.mean(1 / sizes)))

# Classes: diversity, leave-one-out prediction by the mean of the class, distances of distributions.
group = np.concatenate([np.repeat([0, 1, 2], [15, 9, 6]), [3]])
value = np.round(0.5 * group + rng.normal(0, 1, len(group)), 3)
line(vector, "group", group)
line(vector, "value", value)
line(number, "diversity", np.exp(stats.entropy(np.bincount(group))))
dummies = np.eye(4)[group]
predicted = cross_val_predict(LinearRegression(fit_intercept=False), dummies, value, cv=LeaveOneOut())
alone = np.bincount(group)[group] == 1
others = (value.sum() - value) / (len(value) - 1)
predicted[alone] = others[alone]
line(number, "explained", 1 - np.sum((value - predicted)**2) / np.sum((value - others)**2))
a, b = np.sort(value[group == 0]), np.sort(np.round(value[group != 0], 1))
line(vector, "sample_a", a)
line(vector, "sample_b", b)
line(number, "ks", stats.ks_2samp(a, b).statistic)
line(number, "wasserstein", stats.wasserstein_distance(a, b))
print("\n}  // namespace glasscape::verdict_reference")
