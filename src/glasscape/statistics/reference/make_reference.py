"""Writes scipy_reference.hpp: small samples and what numpy and scipy say of them.

Run as: python3 make_reference.py > scipy_reference.hpp   (numpy 2.4.6, scipy 1.17.1)
"""
import numpy as np
import scipy
from scipy import stats

rng = np.random.default_rng(20240811)
n = 40
x = np.round(rng.gamma(2.0, 1.5, n), 3)
y = np.round(0.6 * x + rng.normal(0, 1.5, n), 3)
coordination = rng.integers(10, 16, n).astype(float)  # many ties
grades = np.round(0.4 * coordination + rng.normal(0, 2, n))  # ties in both columns


def cpp(value):
    if np.ndim(value) == 0:
        return repr(float(value))
    return "{" + ", ".join(repr(float(v)) for v in value) + "}"


def line(kind, name, value):
    print(f"inline {kind} {name}{cpp(value) if kind == vector else " = " + cpp(value)};")


pearson = stats.pearsonr(x, y)
fisher = pearson.confidence_interval(0.95)
fit = stats.linregress(x, y)
order = np.argsort(x, kind="stable")
mean_x = [x[order][k * n // 6:(k + 1) * n // 6].mean() for k in range(6)]
mean_y = [y[order][k * n // 6:(k + 1) * n // 6].mean() for k in range(6)]
error_y = [stats.sem(y[order][k * n // 6:(k + 1) * n // 6]) for k in range(6)]
energies = np.round(np.concatenate([rng.exponential(0.3, 30), rng.rayleigh(1.4, 90)]), 4)
rayleigh_origin, rayleigh_sigma = stats.rayleigh.fit(energies)
gauss_mean, gauss_sigma = stats.norm.fit(energies)

print(f"// Made by make_reference.py with numpy {np.__version__} and scipy {scipy.__version__}; do not edit.")
print("#pragma once\n\n#include <vector>\n\nnamespace glasscape::reference {\n")
vector = "const std::vector<double>"
for name in ("x", "y", "coordination", "grades", "energies"):
    line(vector, name, globals()[name])
number = "constexpr double"
line(number, "mean", x.mean())
line(number, "variance", x.var(ddof=1))
line(number, "skewness", stats.skew(x))
line(number, "excess_kurtosis", stats.kurtosis(x))
line(vector, "probabilities", [0.0, 0.025, 0.25, 0.5, 0.77, 0.975, 1.0])
line(vector, "quantiles", np.quantile(x, [0.0, 0.025, 0.25, 0.5, 0.77, 0.975, 1.0]))
line(number, "pearson", pearson.statistic)
line(number, "fisher_low", fisher.low)
line(number, "fisher_high", fisher.high)
line(number, "spearman", stats.spearmanr(x, y).statistic)
line(number, "spearman_ties", stats.spearmanr(coordination, grades).statistic)
line(vector, "ranks", stats.rankdata(coordination))
line(number, "slope", fit.slope)
line(number, "intercept", fit.intercept)
line(number, "slope_error", fit.stderr)
line(number, "intercept_error", fit.intercept_stderr)
line(number, "r_squared", fit.rvalue**2)
line(vector, "bin_x", mean_x)
line(vector, "bin_y", mean_y)
line(vector, "bin_y_error", error_y)
line(number, "bin_pearson", stats.pearsonr(mean_x, mean_y).statistic)
line(vector, "normal_quantiles", stats.norm.ppf([1e-12, 0.001, 0.025, 0.5, 0.6, 0.975, 0.999999]))
line(vector, "student_975", stats.t.ppf(0.975, [1, 2, 3, 7, 26, 63, 342]))
line(vector, "student_005", stats.t.ppf(0.005, [1, 2, 3, 7, 26, 63, 342]))
line(vector, "fd_edges", np.histogram_bin_edges(x, bins="fd"))
line(vector, "fd_counts", np.histogram(x, bins="fd")[0])
line(number, "rayleigh_origin", rayleigh_origin)
line(number, "rayleigh_sigma", rayleigh_sigma)
line(number, "rayleigh_log_likelihood", stats.rayleigh.logpdf(energies, rayleigh_origin, rayleigh_sigma).sum())
line(number, "rayleigh_ks", stats.kstest(energies, stats.rayleigh(rayleigh_origin, rayleigh_sigma).cdf).statistic)
line(number, "gauss_log_likelihood", stats.norm.logpdf(energies, gauss_mean, gauss_sigma).sum())
line(number, "gauss_ks", stats.kstest(energies, stats.norm(gauss_mean, gauss_sigma).cdf).statistic)


def mixture(p):
    w, lam, sigma = p
    if not (0 < w < 1 and lam > 0 and sigma > 0):
        return 1e9
    e = energies
    return -np.log(w / lam * np.exp(-e / lam) + (1 - w) * e / sigma**2 * np.exp(-e**2 / 2 / sigma**2)).sum()


from scipy.optimize import minimize  # noqa: E402

best = min((minimize(mixture, start, method="Nelder-Mead", options=dict(xatol=1e-10, fatol=1e-12, maxiter=10000))
            for start in ([0.2, 0.3, 1.3], [0.5, 0.8, 1.3], [0.1, 0.1, 1.0])), key=lambda r: r.fun)
line(vector, "mixture", best.x)
line(number, "mixture_log_likelihood", -best.fun)
bca = stats.bootstrap((x, y), lambda a, b, axis=-1: stats.pearsonr(a, b, axis=axis).statistic, paired=True,
                      n_resamples=200000, vectorized=True, confidence_level=0.95, method="BCa", batch=5000,
                      rng=np.random.default_rng(5))
line(number, "bca_low", bca.confidence_interval.low)
line(number, "bca_high", bca.confidence_interval.high)
line(number, "bootstrap_error", bca.standard_error)
percentile = stats.bootstrap((x, y), lambda a, b: stats.spearmanr(a, b).statistic, paired=True, n_resamples=20000,
                             vectorized=False, confidence_level=0.95, method="percentile",
                             rng=np.random.default_rng(6))
line(number, "spearman_percentile_low", percentile.confidence_interval.low)
line(number, "spearman_percentile_high", percentile.confidence_interval.high)
print("\n}  // namespace glasscape::reference")
