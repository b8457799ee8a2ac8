#include <gtest/gtest.h>
#include <stdlib.h>  // NOLINT(modernize-deprecated-headers): clearenv and mkdtemp are POSIX
#include <sys/stat.h>

#include <filesystem>
#include <fstream>

#include "vectors.hpp"

namespace cfy::conformance {
namespace {

// A new folder that is the working directory and the home, and an environment of nothing but the case's own.
class Place {
 public:
  explicit Place(const Json& vector) : before_(std::filesystem::current_path()) {
    std::string name = ::testing::TempDir() + "/cfy-conformance-XXXXXX";
    EXPECT_NE(::mkdtemp(name.data()), nullptr);
    folder_ = name;
    std::filesystem::current_path(folder_);
    ::clearenv();
    ::setenv("HOME", folder_.c_str(), 1);
    for (const auto& [variable, value] : vector.at("environment").items()) {
      ::setenv(variable.c_str(), value.get<std::string>().c_str(), 1);
    }
    for (const auto& [path, file] : vector.at("files").items()) write(path, file);
  }
  Place(const Place&) = delete;
  Place& operator=(const Place&) = delete;
  ~Place() {
    std::filesystem::current_path(before_);
    std::filesystem::remove_all(folder_);
  }

 private:
  static void write(const std::filesystem::path& path, const Json& file) {
    if (path.has_parent_path()) std::filesystem::create_directories(path.parent_path());
    std::ofstream(path, std::ios::binary) << file.at("text").get<std::string>();
    const auto mode = static_cast<mode_t>(std::stoul(file.at("mode").get<std::string>(), nullptr, 8));
    EXPECT_EQ(::chmod(path.c_str(), mode), 0);
  }

  std::filesystem::path before_;
  std::filesystem::path folder_;
};

Json diagnosis_of(const cfy_config* config) {
  cfy_buffer* json = nullptr;
  const ErrorHandle error(cfy_config_diagnose(config, &json));
  const BufferHandle owned(json);
  EXPECT_EQ(error, nullptr) << described(error.get());
  return Json::parse(cfy_buffer_data(json));
}

const Json* row_of(const Json& diagnosis, const std::string& setting) {
  for (const Json& row : diagnosis.at("settings")) {
    if (row.at("name") == setting) return &row;
  }
  return nullptr;
}

void expect_settings(const Json& diagnosis, const Json& expected) {
  EXPECT_EQ(diagnosis.at("problems"), Json::array());
  for (const auto& [name, origin] : expected.items()) {
    const Json* row = row_of(diagnosis, name);
    ASSERT_NE(row, nullptr) << name;
    EXPECT_EQ(row->at("source"), origin.at("source")) << name;
    if (origin.contains("shown")) {
      EXPECT_EQ(row->at("shown"), origin.at("shown")) << name;
    }
  }
}

// Told when the setting is given, or else when the client is made; then the diagnosis lists it too.
void expect_refused(const cfy_config* config, ErrorHandle error, const Json& expected) {
  if (!error) {
    bool listed = false;
    const Json diagnosis = diagnosis_of(config);
    for (const Json& problem : diagnosis.at("problems")) {
      listed = listed || (problem.at("field") == expected.at("field") && problem.at("code") == expected.at("error"));
    }
    EXPECT_TRUE(listed);
    cfy_client* client = nullptr;
    error.reset(cfy_client_new(config, &client));
    EXPECT_EQ(client, nullptr);
  }
  EXPECT_EQ(cfy_error_name(error.get()), expected.at("error")) << described(error.get());
  EXPECT_EQ(cfy_error_field(error.get()), expected.at("field")) << described(error.get());
}

TEST(SettingsVectors, DiagnoseAndRefuseThroughC) {
  const Json cases = load_cases("settings.json");
  ASSERT_FALSE(cases.empty());
  for (const Json& vector : cases) {
    SCOPED_TRACE(vector.at("name"));
    const Place place(vector);
    ErrorHandle error;
    const ConfigHandle config = make_config(vector.at("arguments"), error);
    const Json& expect = vector.at("expect");
    if (expect.contains("error")) {
      expect_refused(config.get(), std::move(error), expect);
    } else {
      ASSERT_EQ(error, nullptr) << described(error.get());
      expect_settings(diagnosis_of(config.get()), expect.at("settings"));
    }
  }
}

}  // namespace
}  // namespace cfy::conformance
