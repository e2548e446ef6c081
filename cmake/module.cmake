# One CMake target per folder of src/glasscape. Sources are all *.cpp of the folder (and of its
# sub-folders), except *_test.cpp and *_bench.cpp, which the tests and bench trees pick up.
#
#   glasscape_module(NAME DEPENDS other-modules... LINKS external-targets... TEST_DEPENDS modules-of-its-tests...)
add_library(glasscape_options INTERFACE)
target_compile_features(glasscape_options INTERFACE cxx_std_20)
target_include_directories(glasscape_options INTERFACE ${PROJECT_SOURCE_DIR}/src)
target_compile_options(glasscape_options INTERFACE
  -Wall -Wextra -Wpedantic -Wshadow -Wfloat-conversion -fno-math-errno
  # Designated initialisers that leave the defaults of later members are the house style for options.
  -Wno-missing-field-initializers)
if(CMAKE_CXX_COMPILER_ID STREQUAL "GNU")
  # GCC 12 reports overlapping copies inside std::string's operator+ (gcc.gnu.org/PR105651).
  target_compile_options(glasscape_options INTERFACE -Wno-restrict)
endif()
if(GLASSCAPE_WERROR)
  target_compile_options(glasscape_options INTERFACE -Werror)
endif()
if(GLASSCAPE_SANITIZE)
  target_compile_options(glasscape_options INTERFACE -fsanitize=${GLASSCAPE_SANITIZE} -fno-omit-frame-pointer)
  target_link_options(glasscape_options INTERFACE -fsanitize=${GLASSCAPE_SANITIZE})
endif()

function(glasscape_module name)
  cmake_parse_arguments(ARG "" "" "DEPENDS;LINKS;TEST_DEPENDS" ${ARGN})
  file(GLOB_RECURSE sources CONFIGURE_DEPENDS ${CMAKE_CURRENT_SOURCE_DIR}/*.cpp)
  list(FILTER sources EXCLUDE REGEX "_(test|bench)\\.cpp$")
  add_library(glasscape_${name} STATIC ${sources})
  add_library(glasscape::${name} ALIAS glasscape_${name})
  list(TRANSFORM ARG_DEPENDS PREPEND glasscape::)
  target_link_libraries(glasscape_${name} PUBLIC glasscape_options ${ARG_DEPENDS} ${ARG_LINKS})
  list(TRANSFORM ARG_TEST_DEPENDS PREPEND glasscape::)
  set_property(GLOBAL PROPERTY GLASSCAPE_TEST_DEPENDS_${name} ${ARG_TEST_DEPENDS})
  set_property(GLOBAL APPEND PROPERTY GLASSCAPE_MODULES ${name})
endfunction()
