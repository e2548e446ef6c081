// Made by make_reference.py with numpy 2.4.6 and scipy 1.17.1; do not edit.
#pragma once

#include <vector>

namespace glasscape::reference {

inline const std::vector<double> x{1.363, 5.523, 1.404, 1.146, 2.937, 0.501, 1.191, 6.872, 5.428, 1.262,
                                   2.216, 0.627, 0.095, 6.32,  1.344, 1.114, 8.709, 0.931, 6.193, 2.863,
                                   2.808, 1.308, 2.872, 8.684, 0.733, 5.221, 0.408, 4.312, 4.67,  2.179,
                                   1.45,  3.059, 2.055, 2.42,  1.996, 1.634, 0.766, 6.33,  2.083, 5.934};
inline const std::vector<double> y{0.572, 5.641,  0.628, 0.61,   -0.87,  0.531,  0.029, 4.956, 2.266,  -0.156,
                                   1.89,  1.536,  2.246, 3.232,  0.926,  -2.669, 5.85,  1.41,  -0.783, 3.723,
                                   3.097, -0.884, 1.549, 5.961,  -3.296, 2.189,  0.632, 2.352, -0.292, -0.782,
                                   0.073, 2.038,  0.667, -1.731, -0.013, 0.918,  0.591, 5.999, 3.793,  4.461};
inline const std::vector<double> coordination{14.0, 10.0, 10.0, 14.0, 14.0, 11.0, 15.0, 10.0, 14.0, 15.0,
                                              15.0, 11.0, 15.0, 14.0, 13.0, 12.0, 14.0, 10.0, 15.0, 14.0,
                                              15.0, 14.0, 10.0, 13.0, 14.0, 14.0, 11.0, 15.0, 13.0, 14.0,
                                              15.0, 12.0, 14.0, 15.0, 15.0, 11.0, 12.0, 10.0, 12.0, 12.0};
inline const std::vector<double> grades{4.0, 5.0, 3.0, 8.0, 4.0, 5.0, 9.0, 1.0, 7.0, 7.0, 6.0, 4.0, 6.0, 8.0,
                                        5.0, 5.0, 3.0, 5.0, 4.0, 5.0, 6.0, 5.0, 1.0, 9.0, 5.0, 1.0, 7.0, 7.0,
                                        6.0, 5.0, 4.0, 2.0, 3.0, 8.0, 9.0, 3.0, 5.0, 3.0, 1.0, 2.0};
inline const std::vector<double> energies{
    0.1442, 1.0708, 0.032,  0.056,  0.6425, 0.3878, 0.5065, 0.1163, 0.3141, 0.1568, 0.4007, 0.0652, 0.1277, 0.3232,
    0.2863, 0.0602, 1.4315, 0.8114, 0.1176, 0.1173, 0.1401, 0.0182, 0.1608, 0.2164, 0.5374, 0.0891, 0.0088, 0.0325,
    0.0217, 0.0555, 2.5976, 1.024,  1.1151, 2.2206, 1.6722, 3.551,  1.3065, 1.8312, 0.5981, 3.3431, 2.6487, 2.753,
    0.7378, 1.1558, 1.9553, 0.9045, 0.583,  1.9961, 2.8745, 2.2344, 1.1962, 1.6212, 2.9271, 2.194,  3.0112, 0.5585,
    2.4447, 1.7697, 2.6176, 1.3137, 1.3039, 2.3513, 2.5625, 1.3075, 1.3184, 1.5911, 2.2859, 0.9049, 2.0725, 3.2122,
    2.1303, 1.228,  0.2976, 0.9143, 2.0574, 1.0153, 1.7331, 2.2621, 2.2721, 0.7885, 2.3567, 2.0076, 2.0981, 1.5848,
    1.0945, 1.4104, 3.4508, 3.0891, 1.6361, 3.094,  0.4512, 1.0817, 1.4769, 1.1421, 2.8947, 1.0039, 1.0669, 0.691,
    0.8834, 1.1003, 1.5932, 0.8301, 2.3554, 2.0731, 0.8636, 2.2815, 3.4926, 2.1038, 0.4041, 2.4084, 0.6303, 1.6976,
    0.7842, 2.5233, 3.3157, 0.2133, 2.2635, 1.0621, 3.6466, 0.2988};
inline constexpr double mean = 2.974025;
inline constexpr double variance = 5.558041871153846;
inline constexpr double skewness = 0.9303201370134355;
inline constexpr double excess_kurtosis = -0.22922949027059802;
inline const std::vector<double> probabilities{0.0, 0.025, 0.25, 0.5, 0.77, 0.975, 1.0};
inline const std::vector<double> quantiles{0.095,   0.400175,          1.24425, 2.1310000000000002,
                                           5.22721, 8.684624999999999, 8.709};
inline constexpr double pearson = 0.6722709407140166;
inline constexpr double fisher_low = 0.4563244589965548;
inline constexpr double fisher_high = 0.8134323567642867;
inline constexpr double spearman = 0.5416510318949344;
inline constexpr double spearman_ties = 0.4986341679189241;
inline const std::vector<double> ranks{24.5, 3.5,  3.5,  24.5, 24.5, 8.5,  35.5, 3.5,  24.5, 35.5,
                                       35.5, 8.5,  35.5, 24.5, 17.0, 13.0, 24.5, 3.5,  35.5, 24.5,
                                       35.5, 24.5, 3.5,  17.0, 24.5, 24.5, 8.5,  35.5, 17.0, 24.5,
                                       35.5, 13.0, 24.5, 35.5, 35.5, 8.5,  13.0, 3.5,  13.0, 13.0};
inline constexpr double slope = 0.656509137611717;
inline constexpr double intercept = -0.4802245879856868;
inline constexpr double slope_error = 0.11727769861378928;
inline constexpr double intercept_error = 0.4429297121262947;
inline constexpr double r_squared = 0.45194821772850885;
inline const std::vector<double> bin_x{
    0.5216666666666666, 1.185142857142857, 1.712142857142857, 2.5596666666666663, 4.45, 7.006};
inline const std::vector<double> bin_y{0.37333333333333335, -0.10485714285714287, 0.9482857142857143,
                                       1.2909999999999997,  1.9034285714285715,   4.239428571428571};
inline const std::vector<double> bin_y_error{0.7844706778742241, 0.5134130625423506, 0.49054894975816987,
                                             0.8761932435256506, 0.8004996611385874, 0.9187998086827044};
inline constexpr double bin_pearson = 0.9668107993508244;
inline const std::vector<double> normal_quantiles{-7.034483825301131, -3.090232306167813, -1.9599639845400545, 0.0,
                                                  0.2533471031357997, 1.959963984540054,  4.753424308817087};
inline const std::vector<double> student_975{12.706204736174694, 4.302652729749462,  3.1824463052837078,
                                             2.364624251592784,  2.0555294386428735, 1.998340542520741,
                                             1.9669246454804357};
inline const std::vector<double> student_005{-63.65674116287158,  -9.924843200918293,  -5.840909309733357,
                                             -3.4994832973504932, -2.7787145333296834, -2.6561450250998617,
                                             -2.5902810122260402};
inline const std::vector<double> fd_edges{0.095, 1.8177999999999999, 3.5406, 5.2634, 6.986199999999999, 8.709};
inline const std::vector<double> fd_counts{17.0, 11.0, 3.0, 7.0, 2.0};
inline constexpr double rayleigh_origin = -0.401600255896032;
inline constexpr double rayleigh_sigma = 1.4561175435631781;
inline constexpr double rayleigh_log_likelihood = -162.8836406853573;
inline constexpr double rayleigh_ks = 0.09181600703750074;
inline constexpr double gauss_log_likelihood = -171.26614449013488;
inline constexpr double gauss_ks = 0.0850075863599617;
inline const std::vector<double> mixture{0.21589287780213132, 0.19186319439129823, 1.3700519432711575};
inline constexpr double mixture_log_likelihood = -146.5031972181868;
inline constexpr double bca_low = 0.38072597462292057;
inline constexpr double bca_high = 0.8166652646650693;
inline constexpr double bootstrap_error = 0.10618857202396133;
inline constexpr double spearman_percentile_low = 0.21207019390244583;
inline constexpr double spearman_percentile_high = 0.7770675922113722;

}  // namespace glasscape::reference
