#include "glasscape/forces/kim_model.hpp"

#include <algorithm>
#include <cctype>
#include <cstring>
#include <elf.h>
#include <fmt/format.h>

#include "glasscape/core/atomic_file.hpp"
#include "glasscape/core/error.hpp"
#include "glasscape/core/suggest.hpp"

namespace glasscape {
namespace {

namespace fs = std::filesystem;

constexpr const char* library_name = "libkim-api-portable-model.so";
constexpr const char* install_remedy = "install KIM's models: apt install openkim-models libkim-api-dev";

// A shared library as bytes; every access is checked, since the file may be anything.
class ElfImage {
 public:
  ElfImage(std::string where, std::string bytes) : where_(std::move(where)), bytes_(std::move(bytes)) {
    header_ = at<Elf64_Ehdr>(0);
    if (std::memcmp(header_.e_ident, ELFMAG, SELFMAG) != 0 || header_.e_ident[EI_CLASS] != ELFCLASS64 ||
        header_.e_ident[EI_DATA] != ELFDATA2LSB) {
      fail("it is no 64-bit little-endian ELF library");
    }
  }

  // Name, content of each exported object.
  [[nodiscard]] std::vector<std::pair<std::string, std::string>> objects() const {
    std::vector<std::pair<std::string, std::string>> result;
    for (unsigned s = 0; s < header_.e_shnum; ++s) {
      const auto section = at<Elf64_Shdr>(header_.e_shoff + std::uint64_t{s} * sizeof(Elf64_Shdr));
      if (section.sh_type != SHT_DYNSYM) continue;
      const auto names = at<Elf64_Shdr>(header_.e_shoff + std::uint64_t{section.sh_link} * sizeof(Elf64_Shdr));
      for (std::uint64_t k = 0; k < section.sh_size / sizeof(Elf64_Sym); ++k) {
        const auto symbol = at<Elf64_Sym>(section.sh_offset + k * sizeof(Elf64_Sym));
        if (ELF64_ST_TYPE(symbol.st_info) != STT_OBJECT || symbol.st_shndx == SHN_UNDEF || symbol.st_size == 0)
          continue;
        const auto offset = file_offset(symbol.st_value, symbol.st_size);
        if (offset != 0) result.emplace_back(text(names.sh_offset + symbol.st_name), slice(offset, symbol.st_size));
      }
    }
    return result;
  }

 private:
  [[noreturn]] void fail(std::string_view what) const {
    throw input_error(where_, std::string(what), "a KIM portable model library",
                      "reinstall the package openkim-models");
  }
  [[nodiscard]] std::string slice(std::uint64_t offset, std::uint64_t size) const {
    if (offset > bytes_.size() || size > bytes_.size() - offset) fail("the library is cut off");
    return bytes_.substr(offset, size);
  }
  template <class T>
  [[nodiscard]] T at(std::uint64_t offset) const {
    if (offset > bytes_.size() || sizeof(T) > bytes_.size() - offset) fail("the library is cut off");
    T value;
    std::memcpy(&value, bytes_.data() + offset, sizeof(T));
    return value;
  }
  [[nodiscard]] std::string text(std::uint64_t offset) const {
    const auto end = offset < bytes_.size() ? bytes_.find('\0', offset) : std::string::npos;
    if (end == std::string::npos) fail("the library is cut off");
    return bytes_.substr(offset, end - offset);
  }
  // 0 for objects that are not in the file (zero-initialised data).
  [[nodiscard]] std::uint64_t file_offset(std::uint64_t address, std::uint64_t size) const {
    for (unsigned p = 0; p < header_.e_phnum; ++p) {
      const auto segment = at<Elf64_Phdr>(header_.e_phoff + std::uint64_t{p} * sizeof(Elf64_Phdr));
      if (segment.p_type == PT_LOAD && address >= segment.p_vaddr && address - segment.p_vaddr < segment.p_filesz &&
          size <= segment.p_filesz - (address - segment.p_vaddr)) {
        return segment.p_offset + (address - segment.p_vaddr);
      }
    }
    return 0;
  }

  std::string where_, bytes_;
  Elf64_Ehdr header_{};
};

bool is_metadata(std::string_view name) {
  return name.starts_with("kimspec_") || name.starts_with("kimprovenance_") || name.starts_with("kimcite_") ||
         name.starts_with("item_compiled_with_version") || name.starts_with("kim_shared_library_schema");
}

// The value of "model-driver" in kimspec.edn.
std::string driver_of(const std::string& spec) {
  const std::string key = "\"model-driver\"";
  auto at = spec.find(key);
  if (at == std::string::npos) return {};
  at = spec.find('"', at + key.size());
  const auto end = at == std::string::npos ? at : spec.find('"', at + 1);
  return end == std::string::npos ? std::string{} : spec.substr(at + 1, end - at - 1);
}

std::string suggestions(const std::string& id, const std::vector<std::string>& models) {
  // An id is long and its tail a number: someone who knows the short name or the number finds it by part.
  std::vector<std::string> matches;
  const auto lower = [](std::string s) {
    std::transform(s.begin(), s.end(), s.begin(), [](unsigned char c) { return static_cast<char>(std::tolower(c)); });
    return s;
  };
  const std::string wanted = lower(id);
  for (const auto& model : models) {
    if (model.starts_with("EAM_Dynamo_") && !wanted.empty() && lower(model).find(wanted) != std::string::npos &&
        matches.size() < 5)
      matches.push_back(model);
  }
  if (const auto near = nearest(id, models); !near.empty() && matches.empty()) matches.push_back(near);
  return matches.empty() ? "list what is installed: glasscape potential --list"
                         : "did you mean kim:" + join(matches, ", kim:") + "?";
}

}  // namespace

fs::path kim_models_folder() { return GLASSCAPE_KIM_MODELS; }

std::vector<std::string> installed_kim_models() {
  std::vector<std::string> result;
  std::error_code error;
  for (const auto& entry : fs::directory_iterator(kim_models_folder(), error)) {
    if (fs::is_regular_file(entry.path() / library_name, error)) result.push_back(entry.path().filename().string());
  }
  std::sort(result.begin(), result.end());
  return result;
}

KimModel read_kim_model(const std::string& id) {
  const std::string where = "kim:" + id;
  const bool plain = !id.empty() && std::all_of(id.begin(), id.end(), [](unsigned char c) {
    return std::isalnum(c) != 0 || c == '_' || c == '-';
  });
  if (!plain) {
    throw input_error(where, "this is no KIM model id",
                      "letters, digits, '_' and '-', as in EAM_Dynamo_..._CuZr__MO_600021860456_005",
                      "list what is installed: glasscape potential --list");
  }
  const auto models = installed_kim_models();
  if (models.empty()) {
    throw input_error(where, fmt::format("no KIM models are installed (looked in {})", kim_models_folder().string()),
                      {}, install_remedy);
  }
  if (!std::binary_search(models.begin(), models.end(), id)) {
    throw input_error(where, fmt::format("no model of this id is installed in {}", kim_models_folder().string()),
                      fmt::format("one of the {} that are", models.size()), suggestions(id, models));
  }
  KimModel model{.id = id, .library = kim_models_folder() / id / library_name};
  // A link that leads out of the folder is not KIM's own.
  const fs::path real = fs::canonical(model.library), folder = fs::canonical(kim_models_folder());
  if (std::mismatch(folder.begin(), folder.end(), real.begin(), real.end()).first != folder.end()) {
    throw input_error(where, fmt::format("the model's library is a link that leaves {}", folder.string()));
  }
  const auto objects = ElfImage(model.library.string(), read_file(real)).objects();
  for (const auto& object : objects) {
    const std::string &name = object.first, &content = object.second;
    if (name == "kimspec_edn") model.driver = driver_of(content);
    const auto has_length =
        std::any_of(objects.begin(), objects.end(), [&](const auto& o) { return o.first == name + "_len"; });
    if (has_length && !is_metadata(name)) model.files.emplace_back(name, content);
  }
  std::sort(model.files.begin(), model.files.end());
  return model;
}

}  // namespace glasscape
