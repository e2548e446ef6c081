#include "glasscape/modes/kernel/products_impl.hpp"

namespace glasscape::modes_kernel {

const Products products_avx2{embed, multiply, gram, subtract, dots, combine};

}  // namespace glasscape::modes_kernel
