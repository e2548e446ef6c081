#include <cbf.h>
#include <cstdio>
#include <cstring>
#include <fstream>
#include <gtest/gtest.h>
#include <hdf5.h>
#include <tiffio.h>
#include <unistd.h>

#include "glasscape/core/atomic_file.hpp"
#include "glasscape/core/error.hpp"
#include "glasscape/core/rng.hpp"
#include "glasscape/diffraction/image/read_image.hpp"
#include "glasscape/diffraction/image/write_image.hpp"
#include "glasscape/diffraction/reference/pilatus_cbf.hpp"

namespace glasscape {
namespace {

class Images : public testing::Test {
 protected:
  void SetUp() override {
    const auto* info = testing::UnitTest::GetInstance()->current_test_info();
    folder_ = std::filesystem::temp_directory_path() /
              ("glasscape-" + std::string(info->test_suite_name()) + info->name() + std::to_string(::getpid()));
    std::filesystem::remove_all(folder_);
    std::filesystem::create_directories(folder_);
  }
  void TearDown() override { std::filesystem::remove_all(folder_); }
  [[nodiscard]] std::string path(const std::string& name) const { return (folder_ / name).string(); }
  std::string file(const std::string& name, std::string_view bytes) const {
    std::filesystem::remove(path(name));
    std::ofstream(path(name), std::ios::binary) << bytes;
    return path(name);
  }
  [[nodiscard]] std::string cbf() const {
    return file("p.cbf", {reinterpret_cast<const char*>(reference::pilatus_cbf), sizeof reference::pilatus_cbf});
  }
  std::string refusal(const std::string& name) const {
    try {
      read_image(name);
    } catch (const Error& e) {
      EXPECT_EQ(e.kind(), ErrorKind::input);
      EXPECT_LT(std::string(e.what()).size(), 2000u);
      return e.what();
    }
    ADD_FAILURE() << "accepted " << name;
    return {};
  }

 private:
  std::filesystem::path folder_;
};

DetectorImage sample() {
  DetectorImage image;
  image.width = 7;
  image.height = 5;
  for (int k = 0; k < 35; ++k) image.data.push_back(k * k * 37 % 101);
  return image;
}

template <class T>
void write_tiff(const std::string& path, std::uint16_t format, bool tiled, std::uint16_t compression, int pages = 1) {
  TIFF* const t = TIFFOpen(path.c_str(), "w");
  for (int page = 0; page < pages; ++page) {
    TIFFSetField(t, TIFFTAG_IMAGEWIDTH, 7);
    TIFFSetField(t, TIFFTAG_IMAGELENGTH, 5);
    TIFFSetField(t, TIFFTAG_BITSPERSAMPLE, 8 * sizeof(T));
    TIFFSetField(t, TIFFTAG_SAMPLESPERPIXEL, 1);
    TIFFSetField(t, TIFFTAG_SAMPLEFORMAT, format);
    TIFFSetField(t, TIFFTAG_COMPRESSION, compression);
    TIFFSetField(t, TIFFTAG_PHOTOMETRIC, PHOTOMETRIC_MINISBLACK);
    const DetectorImage image = sample();
    if (tiled) {
      TIFFSetField(t, TIFFTAG_TILEWIDTH, 16);
      TIFFSetField(t, TIFFTAG_TILELENGTH, 16);
      std::vector<T> tile(256, T{});
      for (std::size_t k = 0; k < 35; ++k) tile[k / 7 * 16 + k % 7] = static_cast<T>(image.data[k] + page);
      TIFFWriteTile(t, tile.data(), 0, 0, 0, 0);
    } else {
      TIFFSetField(t, TIFFTAG_ROWSPERSTRIP, 2);
      std::vector<T> row(7);
      for (std::uint32_t y = 0; y < 5; ++y) {
        for (std::size_t x = 0; x < 7; ++x) row[x] = static_cast<T>(image.data[y * 7 + x] + page);
        TIFFWriteScanline(t, row.data(), y);
      }
    }
    TIFFWriteDirectory(t);
  }
  TIFFClose(t);
}

TEST_F(Images, TiffOfAllPixelTypes) {
  const auto check = [&]<class T>(T, std::uint16_t format) {
    for (const bool tiled : {false, true}) {
      for (const std::uint16_t compression : {COMPRESSION_NONE, COMPRESSION_LZW, COMPRESSION_ADOBE_DEFLATE}) {
        write_tiff<T>(path("a.tif"), format, tiled, compression);
        EXPECT_EQ(read_image(path("a.tif")).data, sample().data) << sizeof(T) << " " << format << " " << compression;
      }
    }
  };
  check(std::uint8_t{}, SAMPLEFORMAT_UINT);
  check(std::uint16_t{}, SAMPLEFORMAT_UINT);
  check(std::uint32_t{}, SAMPLEFORMAT_UINT);
  check(std::int16_t{}, SAMPLEFORMAT_INT);
  check(std::int32_t{}, SAMPLEFORMAT_INT);
  check(float{}, SAMPLEFORMAT_IEEEFP);
  check(double{}, SAMPLEFORMAT_IEEEFP);
  write_tiff<std::uint16_t>(path("a.tif"), SAMPLEFORMAT_UINT, false, COMPRESSION_NONE);
  EXPECT_EQ(read_image(path("a.tif")).largest_count, 65535);
}

TEST_F(Images, PagesOfATiffAreFrames) {
  write_tiff<std::int32_t>(path("a.tif"), SAMPLEFORMAT_INT, false, COMPRESSION_NONE, 3);
  std::vector<double> first;
  read_images(path("a.tif"), [&](DetectorImage&& image) {
    first.push_back(image.data[0]);
    return true;
  });
  EXPECT_EQ(first, (std::vector<double>{0, 1, 2}));
  EXPECT_EQ(read_image(path("a.tif") + "::2").data[0], 2);
  EXPECT_NE(refusal(path("a.tif")).find("more than one frame"), std::string::npos);
  EXPECT_NE(refusal(path("a.tif") + "::3").find("no frame 3"), std::string::npos);
}

TEST_F(Images, WhatIsWrittenComesBack) {
  DetectorImage image = sample();
  image.data[3] = 4.5;
  image.exposure = 2.5;
  image.distance = 0.25;
  for (const char* name : {"a.tif", "a.edf"}) {
    write_image(path(name), image);
    EXPECT_EQ(read_image(path(name)).data, image.data) << name;
    const std::string bytes = read_file(path(name));
    write_image(path(name), image);
    EXPECT_EQ(read_file(path(name)), bytes) << name;
    image.data[3] = 4;
    write_image(path(name), image, PixelType::uint32);
    EXPECT_EQ(read_image(path(name)).data, image.data) << name;
    image.data[3] = 4.5;
  }
  EXPECT_EQ(read_image(path("a.edf")).exposure, 2.5);
  EXPECT_EQ(read_image(path("a.edf")).distance, 0.25);
  EXPECT_THROW(write_image(path("a.png"), image), Error);
  image.data.pop_back();
  EXPECT_THROW(write_image(path("a.tif"), image), Error);
}

TEST_F(Images, EdfWithByteOrderFramesAndHeader) {
  const std::string head =
      "{\nHeaderID = EH:1 ;\nByteOrder = HighByteFirst ;\nDataType = SignedShort ;\nDim_1 = 2 ;\n"
      "Dim_2 = 1 ;\nWaveLength = 1e-10 ;\nSize = 4 ;\n}\n";
  const std::string frames = head + std::string("\x01\x02\xff\xfe", 4) + head + std::string("\0\x05\0\x06", 4);
  const DetectorImage first = read_image(file("a.edf", frames) + "::0"), second = read_image(path("a.edf") + "::1");
  EXPECT_EQ(first.data, (std::vector<double>{258, -2}));
  EXPECT_EQ(second.data, (std::vector<double>{5, 6}));
  EXPECT_NEAR(first.wavelength, 1, 1e-12);
}

TEST_F(Images, CbfOfAPilatus) {
  const DetectorImage image = read_image(cbf());
  EXPECT_EQ(image.width, 4u);
  EXPECT_EQ(image.height, 3u);
  EXPECT_EQ(image.data, (std::vector<double>{0, 1, -1, 100, 70000, -2, 5, 6, 1073741824, 3, 1048574, 9}));
  EXPECT_EQ(image.mask, (std::vector<std::uint8_t>{0, 0, 1, 0, 0, 1, 0, 0, 0, 0, 0, 0}));
  EXPECT_EQ(image.largest_count, 1048574);
  EXPECT_EQ(image.exposure, 0.997);
  EXPECT_EQ(image.wavelength, 0.9918);
  EXPECT_EQ(image.distance, 0.2);
}

TEST_F(Images, CbfOfAllCompressions) {
  std::vector<int> counts{0, 1, -1, 100, 70000, -2, 5, 6, 1073741824, 3, 1048574, 9};
  for (const int compression : {CBF_NONE, CBF_BYTE_OFFSET, CBF_PACKED, CBF_CANONICAL, CBF_NIBBLE_OFFSET}) {
    cbf_handle handle = nullptr;
    ASSERT_EQ(cbf_make_handle(&handle), 0);
    cbf_new_datablock(handle, "image");
    cbf_new_category(handle, "array_data");
    cbf_new_column(handle, "data");
    cbf_new_row(handle);
    cbf_set_integerarray_wdims(handle, static_cast<unsigned>(compression), 1, counts.data(), sizeof(int), 1,
                               counts.size(), "little_endian", 4, 3, 0, 0);
    // The handle closes the file.
    ASSERT_EQ(
        cbf_write_file(handle, std::fopen(path("a.cbf").c_str(), "w+b"), 1, CBF, MSG_DIGEST | MIME_HEADERS, ENC_NONE),
        0);
    cbf_free_handle(handle);
    EXPECT_EQ(read_image(path("a.cbf")).data, std::vector<double>(counts.begin(), counts.end())) << compression;
    if (compression == CBF_NONE || compression == CBF_BYTE_OFFSET) continue;
    // A changed byte of the pixels fails the checksum before anything is decompressed.
    std::string bytes = read_file(path("a.cbf"));
    bytes[bytes.find("\x0c\x1a\x04\xd5") + 30] ^= 1;
    EXPECT_NE(refusal(file("b.cbf", bytes)).find("checksum"), std::string::npos) << compression;
  }
}

void write_set(hid_t file, const char* name, int frames) {
  const DetectorImage image = sample();
  std::vector<std::uint32_t> values;
  for (int f = 0; f < frames; ++f) {
    for (const double v : image.data) values.push_back(static_cast<std::uint32_t>(v) + static_cast<std::uint32_t>(f));
  }
  const hsize_t size[] = {static_cast<hsize_t>(frames), 5, 7};
  const hid_t space = H5Screate_simple(3, size, nullptr), list = H5Pcreate(H5P_DATASET_CREATE);
  const hsize_t chunk[] = {1, 5, 7};
  H5Pset_chunk(list, 3, chunk);
  H5Pset_shuffle(list);
  H5Pset_deflate(list, 4);
  const hid_t links = H5Pcreate(H5P_LINK_CREATE);
  H5Pset_create_intermediate_group(links, 1);
  const hid_t set = H5Dcreate2(file, name, H5T_STD_U32BE, space, links, list, H5P_DEFAULT);
  H5Dwrite(set, H5T_NATIVE_UINT32, H5S_ALL, H5S_ALL, H5P_DEFAULT, values.data());
  H5Dclose(set);
  H5Pclose(links);
  H5Pclose(list);
  H5Sclose(space);
}

TEST_F(Images, Hdf5ByPathOrAlone) {
  const hid_t made = H5Fcreate(path("a.h5").c_str(), H5F_ACC_TRUNC, H5P_DEFAULT, H5P_DEFAULT);
  write_set(made, "/scan/detector/image", 3);
  H5Fflush(made, H5F_SCOPE_GLOBAL);
  EXPECT_EQ(read_image(path("a.h5") + "::0").data, sample().data);
  EXPECT_EQ(read_image(path("a.h5") + "::/scan/detector/image::2").data[0], 2);
  EXPECT_EQ(read_image(path("a.h5") + "::0").largest_count, 4294967295.0);
  write_set(made, "/scan/other", 1);
  H5Fflush(made, H5F_SCOPE_GLOBAL);
  EXPECT_NE(refusal(path("a.h5")).find("/scan/other"), std::string::npos);
  EXPECT_NE(refusal(path("a.h5") + "::/scan/none").find("no data set"), std::string::npos);
  EXPECT_NE(refusal(path("a.h5") + "::/scan").find("no data set"), std::string::npos);
  write_set(made, "/entry/data/data_000001", 1);
  write_set(made, "/entry/data/data_000002", 2);
  H5Fclose(made);
  int frames = 0;
  read_images(path("a.h5"), [&](DetectorImage&&) { return ++frames > 0; });
  EXPECT_EQ(frames, 3);
  EXPECT_EQ(read_image(path("a.h5") + "::2").data[0], 1);
}

TEST_F(Images, RefusesWhatIsNoImage) {
  EXPECT_NE(refusal(file("a", "")).find("is empty"), std::string::npos);
  EXPECT_NE(refusal(file("a", "hello, this is text")).find("no detector image"), std::string::npos);
  refusal(path("missing.tif"));
  const std::string edf =
      "{\nByteOrder = LowByteFirst ;\nDataType = FloatValue ;\nDim_1 = 100000 ;\nDim_2 = 100000 ;\n}\n";
  EXPECT_NE(refusal(file("a.edf", edf)).find("100000 rows"), std::string::npos);
  const std::string cut =
      "{\nByteOrder = LowByteFirst ;\nDataType = FloatValue ;\nDim_1 = 16000 ;\nDim_2 = 16000 ;\n}\nabcd";
  EXPECT_NE(refusal(file("a.edf", cut)).find("ends after"), std::string::npos);
}

// A TIFF directory by hand: sizes that no file holds.
TEST_F(Images, AbsurdTiffSizesAllocateNothing) {
  const auto tiff = [](std::uint32_t width, std::uint32_t height) {
    std::string bytes("II*\0\x08\0\0\0", 8);
    const auto put = [&bytes](std::uint32_t value, int size) {
      for (int k = 0; k < size; ++k) bytes.push_back(static_cast<char>(value >> (8 * k) & 255));
    };
    const std::uint32_t entries[][3] = {{256, 4, width}, {257, 4, height}, {258, 3, 32},     {259, 3, 1},  {262, 3, 1},
                                        {273, 4, 8},     {277, 3, 1},      {278, 4, height}, {279, 4, 100}};
    put(9, 2);
    for (const auto& [tag, type, value] : entries) {
      put(tag, 2);
      put(type, 2);
      put(1, 4);
      put(value, 4);
    }
    put(0, 4);
    return bytes;
  };
  EXPECT_NE(refusal(file("a.tif", tiff(4000000000u, 4000000000u))).find("a.tif"), std::string::npos);
  refusal(file("a.tif", tiff(16000, 16000)));
  refusal(file("a.tif", tiff(0, 10)));
}

TEST_F(Images, CutOrChangedFilesGiveAMessageOrAnImage) {
  write_tiff<std::uint16_t>(path("a.tif"), SAMPLEFORMAT_UINT, false, COMPRESSION_LZW, 2);
  write_tiff<float>(path("t.tif"), SAMPLEFORMAT_IEEEFP, true, COMPRESSION_ADOBE_DEFLATE);
  write_image(path("a.edf"), sample());
  static_cast<void>(cbf());
  const hid_t made = H5Fcreate(path("a.h5").c_str(), H5F_ACC_TRUNC, H5P_DEFAULT, H5P_DEFAULT);
  write_set(made, "/entry/data/data", 2);
  H5Fclose(made);
  for (const std::string name : {"a.tif", "t.tif", "a.edf", "p.cbf", "a.h5"}) {
    const std::string whole = read_file(path(name));
    const auto attempt = [&](const std::string& bytes) {
      const std::string changed = file("x-" + name, bytes);
      try {
        read_images(changed, [](DetectorImage&& image) {
          EXPECT_EQ(image.data.size(), image.size());
          return true;
        });
        return true;
      } catch (const Error& e) {
        EXPECT_EQ(e.kind(), ErrorKind::input) << e.what();
        return false;
      }
    };
    ASSERT_TRUE(attempt(whole)) << name;
    for (std::size_t size = 0; size < whole.size(); size += 1 + whole.size() / 150) {
      // Files end in padding, or in directories that earlier pages do not need.
      if (size < whole.size() / 4) {
        EXPECT_FALSE(attempt(whole.substr(0, size))) << name << " cut at " << size;
      } else {
        attempt(whole.substr(0, size));
      }
    }
    for (std::uint64_t seed = 0; seed < 150; ++seed) {
      CounterRng rng(seed, 7);
      std::string bytes = whole;
      for (int k = 0; k < 3; ++k) {
        const auto at = static_cast<std::size_t>(rng.uniform() * static_cast<double>(bytes.size()));
        bytes[at] = static_cast<char>(rng.uniform() * 256);
      }
      attempt(bytes);
    }
  }
}

}  // namespace
}  // namespace glasscape
