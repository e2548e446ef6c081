#include "glasscape/study/page_template.hpp"

// The assembler includes the file's bytes; a string literal of that size is beyond what compilers must accept.
asm(R"(
  .pushsection .rodata
  glasscape_page_begin:
  .incbin ")" GLASSCAPE_PAGE R"("
  glasscape_page_end:
  .byte 0
  .popsection
)");

extern "C" {
extern const char glasscape_page_begin[];
extern const char glasscape_page_end[];
}

namespace glasscape {

std::string_view page_template() {
  return {glasscape_page_begin, static_cast<std::size_t>(glasscape_page_end - glasscape_page_begin)};
}

}  // namespace glasscape
