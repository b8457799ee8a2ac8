#include "client/settings.hpp"

#include "client/settings_table.hpp"
#include "client/settings_values.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <nlohmann/json.hpp>
#include <string>
#include <utility>
#include <vector>

#include "secrets/credential.hpp"

namespace cfy::client {
namespace {

using nlohmann::json;
using secrets::CredentialKind;
using ::testing::AllOf;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::Not;

// A new folder that is the working directory and the home, and an environment without settings; all put back at the
// end.
class Place {
 public:
  Place() : before_(std::filesystem::current_path()) {
    std::string name = ::testing::TempDir() + "/cfy-settings-XXXXXX";
    EXPECT_NE(mkdtemp(name.data()), nullptr);
    folder_ = name;
    std::filesystem::current_path(folder_);
    std::vector<std::string> names = {"XDG_CONFIG_HOME", "XDG_STATE_HOME", "SSL_CERT_FILE", "HOME",
                                      "CREDENTIALS_DIRECTORY"};
    for (char** entry = environ; *entry != nullptr; ++entry) {
      const std::string variable(*entry);
      if (variable.starts_with("CONNECTIFY_")) names.push_back(variable.substr(0, variable.find('=')));
    }
    for (const std::string& variable : names) forget(variable);
    setenv("HOME", folder_.c_str(), 1);
  }
  Place(const Place&) = delete;
  Place& operator=(const Place&) = delete;
  ~Place() {
    for (const auto& [name, value] : old_) {
      if (value) {
        setenv(name.c_str(), value->c_str(), 1);
      } else {
        unsetenv(name.c_str());
      }
    }
    std::filesystem::current_path(before_);
    std::filesystem::remove_all(folder_);
  }

  void set(const std::string& variable, const std::string& value) {
    forget(variable);
    setenv(variable.c_str(), value.c_str(), 1);
  }

  static void write(const std::string& path, const std::string& text, mode_t mode = 0600) {
    const std::filesystem::path folder = std::filesystem::path(path).parent_path();
    if (!folder.empty()) std::filesystem::create_directories(folder);
    std::ofstream(path, std::ios::binary) << text;
    EXPECT_EQ(chmod(path.c_str(), mode), 0);
  }

  [[nodiscard]] std::string folder() const { return folder_; }

 private:
  void forget(const std::string& variable) {
    const char* value = std::getenv(variable.c_str());
    old_.emplace(variable, value == nullptr ? std::nullopt : std::optional<std::string>(value));
    unsetenv(variable.c_str());
  }

  std::filesystem::path before_;
  std::string folder_;
  std::map<std::string, std::optional<std::string>> old_;
};

std::string made(CredentialKind kind) { return std::string(secrets::make_credential(kind, true)->reveal()); }

Result<Settings> resolve(const std::map<std::string, std::string>& values = {}) {
  SettingArguments arguments;
  for (const auto& [name, value] : values) {
    if (auto set = arguments.set(name, value); !set) return std::move(set).error();
  }
  return resolve_settings(arguments);
}

Error error_of(const std::map<std::string, std::string>& values = {}) {
  auto settings = resolve(values);
  EXPECT_FALSE(settings.ok());
  return settings.ok() ? Error{} : std::move(settings).error();
}

const SettingOrigin& origin_of(const std::vector<SettingOrigin>& origins, std::string_view name) {
  const auto row = std::find_if(origins.begin(), origins.end(), [name](const auto& each) { return each.name == name; });
  EXPECT_NE(row, origins.end()) << name;
  return *row;
}

// --- The vectors that every language reads ---

class SettingsVector : public ::testing::TestWithParam<json> {};

TEST_P(SettingsVector, Resolves) {
  const json& vector = GetParam();
  Place place;
  for (const auto& [name, value] : vector.at("environment").items()) place.set(name, value.get<std::string>());
  for (const auto& [path, file] : vector.at("files").items()) {
    const auto mode = static_cast<mode_t>(std::stoul(file.at("mode").get<std::string>(), nullptr, 8));
    Place::write(path, file.at("text").get<std::string>(), mode);
  }
  const auto settings = resolve(vector.at("arguments").get<std::map<std::string, std::string>>());
  const json& expect = vector.at("expect");
  if (expect.contains("error")) {
    ASSERT_FALSE(settings.ok());
    EXPECT_EQ(error_name(settings.error().code), expect.at("error"));
    EXPECT_EQ(settings.error().field, expect.at("field")) << settings.error().message;
    return;
  }
  ASSERT_TRUE(settings.ok()) << settings.error().message;
  for (const auto& [name, origin] : expect.at("settings").items()) {
    const SettingOrigin& found = origin_of(settings->origins, name);
    EXPECT_EQ(source_name(found.source), origin.at("source")) << name;
    if (origin.contains("shown")) {
      EXPECT_EQ(found.shown, origin.at("shown")) << name;
    }
  }
}

std::vector<json> vectors() {
  std::ifstream file(CONNECTIFY_SOURCE_DIR "/tests/vectors/settings.json");
  return json::parse(file).at("cases").get<std::vector<json>>();
}

std::string test_name(const ::testing::TestParamInfo<json>& vector) {
  auto name = vector.param.at("name").get<std::string>();
  std::replace_if(
      name.begin(), name.end(), [](unsigned char c) { return std::isalnum(c) == 0; }, '_');
  return name + "_" + std::to_string(vector.index);
}

INSTANTIATE_TEST_SUITE_P(Vectors, SettingsVector, ::testing::ValuesIn(vectors()), test_name);

// --- What the values are ---

TEST(Settings, HoldWhatWasGiven) {
  const Place place;
  const std::string key = made(CredentialKind::api_key);
  const std::string secret = made(CredentialKind::api_secret);
  const auto settings = resolve({{"api_key", key},
                                 {"api_secret", secret},
                                 {"environment", "staging"},
                                 {"base_url", "https://host.example/v1/"},
                                 {"client_secret", "opaque"},
                                 {"timeout", "2.5"},
                                 {"connect_timeout", "0.0001"},
                                 {"debug", "1"},
                                 {"proxy", "http://user:word@proxy.example:1"}});
  ASSERT_TRUE(settings.ok()) << settings.error().message;
  EXPECT_EQ(settings->api_key.reveal(), key);
  EXPECT_EQ(settings->api_secret.reveal(), secret);
  EXPECT_EQ(settings->environment, Environment::staging);
  EXPECT_EQ(settings->base_url, "https://host.example/v1");
  EXPECT_EQ(settings->client_secret.reveal(), "opaque");
  EXPECT_EQ(settings->timeout, std::chrono::milliseconds(2500));
  EXPECT_EQ(settings->connect_timeout, std::chrono::milliseconds(1)) << "a short time must not become none";
  EXPECT_TRUE(settings->debug);
  EXPECT_EQ(settings->proxy, "http://user:word@proxy.example:1");
}

TEST(Settings, HaveTheDefaultsOfTheTable) {
  const Place place;
  const auto settings = resolve();
  ASSERT_TRUE(settings.ok());
  EXPECT_TRUE(settings->api_key.empty()) << "ping needs none";
  EXPECT_EQ(settings->environment, Environment::production);
  EXPECT_EQ(settings->timeout, std::chrono::seconds(30));
  EXPECT_EQ(settings->connect_timeout, std::chrono::seconds(5));
  EXPECT_EQ(settings->log_level, "WARNING");
}

TEST(Settings, AreReadFromTheXdgFolders) {
  Place place;
  place.set("XDG_CONFIG_HOME", place.folder() + "/conf");
  place.set("XDG_STATE_HOME", place.folder() + "/state");
  Place::write("conf/connectify/config.json", R"({"environment":"sandbox"})");
  Place::write("state/connectify/sandbox.json", R"({"base_url":"https://127.0.0.1:1/v1"})");
  const auto settings = resolve();
  ASSERT_TRUE(settings.ok()) << settings.error().message;
  EXPECT_EQ(settings->base_url, "https://127.0.0.1:1/v1");
  EXPECT_EQ(origin_of(settings->origins, "base_url").detail, place.folder() + "/state/connectify/sandbox.json");
}

TEST(Settings, IgnoreXdgFoldersThatAreNotAbsolute) {
  Place place;
  place.set("XDG_CONFIG_HOME", "conf");
  Place::write("conf/connectify/config.json", R"({"timeout":1})");
  const auto settings = resolve();
  ASSERT_TRUE(settings.ok());
  EXPECT_EQ(settings->timeout, std::chrono::seconds(30));
}

TEST(Settings, RefuseAConfigFileOverTheLimit) {
  const Place place;
  Place::write("connectify.json", R"({"scope":")" + std::string(std::size_t{1} << 20U, 'x') + "\"}");
  EXPECT_EQ(error_of().rule, "file_size");
}

// --- What the messages say ---

TEST(SettingsErrors, NameTheHiddenCharacterAndItsPlace) {
  const Place place;
  const std::string key = made(CredentialKind::api_key);
  EXPECT_THAT(error_of({{"api_key", "\u200B" + key}}).message,
              HasSubstr("api_key (given as an argument) begins with U+200B (zero width space)"));
  EXPECT_THAT(error_of({{"api_key", key + "\r\n"}}).message, HasSubstr("ends with U+000D (carriage return)"));
  EXPECT_THAT(error_of({{"api_key", "ab\u00E9cd"}}).message, HasSubstr("contains U+00E9 as character 3"));
}

TEST(SettingsErrors, NameTheSource) {
  Place place;
  Place::write("connectify.json", R"({"timeout":0})");
  EXPECT_THAT(error_of().message, HasSubstr("timeout (from connectify.json) must be a number of seconds"));
  Place::write(".env", "CONNECTIFY_TIMEOUT=x\n");
  EXPECT_THAT(error_of().message, HasSubstr("timeout (from .env) must"));
  place.set("CONNECTIFY_TIMEOUT", "x");
  EXPECT_THAT(error_of().message, HasSubstr("timeout (from the environment variable CONNECTIFY_TIMEOUT) must"));
}

TEST(SettingsErrors, TellOneCredentialFromAnother) {
  const Place place;
  const std::string key = made(CredentialKind::api_key);
  EXPECT_EQ(error_of({{"api_secret", key}}).rule, "wrong_credential");
  EXPECT_THAT(error_of({{"api_secret", key}}).message, AllOf(HasSubstr("API key"), HasSubstr("API secret")));
  EXPECT_EQ(error_of({{"api_key", key.substr(0, 20)}}).rule, "incomplete_credential");
  std::string changed = key;
  changed[15] = changed[15] == 'a' ? 'b' : 'a';
  EXPECT_EQ(error_of({{"api_key", changed}}).rule, "credential_checksum");
  EXPECT_EQ(error_of({{"api_key", "cfy_" + key.substr(8)}}).rule, "unknown_credential");
}

TEST(SettingsErrors, SuggestTheNearestName) {
  const Place place;
  EXPECT_THAT(error_of({{"api_kye", "x"}}).message, HasSubstr("Did you mean \"api_key\"?"));
  EXPECT_THAT(error_of({{"environment", "Sandbox"}}).message, HasSubstr("Did you mean \"sandbox\"?"));
  Place::write("connectify.json", R"({"baseURL":"x"})");
  EXPECT_THAT(error_of().message, HasSubstr("Did you mean \"baseUrl\"?"));
  Place::write(".env", "CONNECTIFY_TIMOUT=1\n");
  EXPECT_THAT(error_of().message, HasSubstr("Did you mean \"CONNECTIFY_TIMEOUT\"?"));
}

TEST(SettingsErrors, SayTheCure) {
  const Place place;
  EXPECT_THAT(error_of({{"environment", "sandbox"}}).message, HasSubstr("start one with `connectify sandbox`"));
  EXPECT_THAT(error_of({{"environment", "staging"}}).message, HasSubstr("set CONNECTIFY_BASE_URL"));
  EXPECT_THAT(error_of({{"base_url", "http://host.example"}}).message, HasSubstr("TLS is always on"));
  Place::write("connectify.json", R"({"timeout":1})", 0644);
  EXPECT_THAT(error_of().message, HasSubstr("chmod 600 connectify.json"));
}

TEST(SettingsErrors, SayInWhichLineTheJsonIsBad) {
  const Place place;
  Place::write("connectify.json", "{\n\"timeout\": 1,\n\"apiSecret\": hidden\n}");
  EXPECT_THAT(error_of().message,
              AllOf(HasSubstr("connectify.json is not valid JSON: look at line 3"), Not(HasSubstr("hidden"))));
}

TEST(SettingsErrors, NeverHoldAValue) {
  const Place place;
  for (const char* name : {"api_key", "api_secret", "client_secret", "client_id", "base_url", "proxy", "timeout"}) {
    for (const std::string value : {"cfy_sk_hidden", "hidden value", "http://hidden:hidden@host", "\u200Bhidden"}) {
      const auto settings = resolve({{name, value}});
      if (!settings.ok()) {
        EXPECT_THAT(settings.error().message, Not(HasSubstr("hidden"))) << name;
      }
    }
  }
}

// --- Arguments ---

TEST(SettingArguments, RefuseWhatNoSettingCanHold) {
  SettingArguments arguments;
  EXPECT_EQ(arguments.set("client_id", std::string_view("a\0b", 3)).error().field, "client_id");
  EXPECT_EQ(arguments.set("client_id", "\xC3").error().field, "client_id");
  EXPECT_EQ(arguments.set_secret("nothing", secrets::Secret()).error().field, "nothing");
  EXPECT_FALSE(arguments.find("client_id").has_value());
}

TEST(SettingArguments, TakeTheLastValueAndLetItBeTakenBack) {
  SettingArguments arguments;
  ASSERT_TRUE(arguments.set("scope", "first").ok());
  ASSERT_TRUE(arguments.set("scope", "second").ok());
  EXPECT_EQ(arguments.find("scope"), "second");
  ASSERT_TRUE(arguments.set("scope", "").ok());
  EXPECT_FALSE(arguments.find("scope").has_value());
}

// --- Diagnosis ---

TEST(Diagnosis, ShowsEverySettingAndNoSecret) {
  const Place place;
  SettingArguments arguments;
  const std::string key = made(CredentialKind::api_key);
  ASSERT_TRUE(arguments.set("api_key", key).ok());
  const Diagnosis diagnosis = diagnose_settings(arguments);
  EXPECT_THAT(diagnosis.problems, IsEmpty());
  EXPECT_EQ(diagnosis.origins.size(), setting_table().size());
  EXPECT_THAT(origin_of(diagnosis.origins, "api_key").shown,
              AllOf(HasSubstr("Secret(****, 50 bytes"), Not(HasSubstr(key))));
}

TEST(Diagnosis, GoesOnAfterAProblem) {
  Place place;
  Place::write("connectify.json", "{");
  place.set("CONNECTIFY_TIMEOUT", "never");
  SettingArguments arguments;
  ASSERT_TRUE(arguments.set("environment", "staging").ok());
  const Diagnosis diagnosis = diagnose_settings(arguments);
  std::vector<std::string> fields;
  for (const Error& problem : diagnosis.problems) fields.push_back(problem.field);
  EXPECT_THAT(fields, ::testing::ElementsAre("config_file", "base_url", "timeout"));
  const SettingOrigin& timeout = origin_of(diagnosis.origins, "timeout");
  EXPECT_EQ(timeout.source, Source::environment_variable);
  EXPECT_EQ(timeout.detail, "CONNECTIFY_TIMEOUT");
  EXPECT_EQ(timeout.shown, "");
}

const SettingOrigin& origin_of(const Diagnosis& diagnosis, std::string_view name) {
  return *std::find_if(diagnosis.origins.begin(), diagnosis.origins.end(),
                       [name](const SettingOrigin& origin) { return origin.name == name; });
}

TEST(SettingsReferences, LeadToTheSecretAndAreShown) {
  Place place;
  Place::write("secret", "opaque_test_value\n");
  place.set("CONNECTIFY_CLIENT_SECRET", "file:" + place.folder() + "/secret");
  const auto settings = resolve_settings({});
  ASSERT_TRUE(settings.ok()) << settings.error().message;
  EXPECT_EQ(settings->client_secret.reveal(), "opaque_test_value");

  const Diagnosis diagnosis = diagnose_settings({});
  const SettingOrigin& origin = origin_of(diagnosis, "client_secret");
  EXPECT_EQ(origin.source, Source::environment_variable);
  EXPECT_EQ(origin.detail, "CONNECTIFY_CLIENT_SECRET");
  EXPECT_EQ(origin.reference, "file:" + place.folder() + "/secret");
  EXPECT_EQ(origin.shown, settings->client_secret.describe());
  EXPECT_TRUE(origin.changed_at.has_value());
}

TEST(SettingsReferences, ToAFileThatOthersReadAreRefused) {
  Place place;
  Place::write("secret", "opaque_test_value\n", 0644);
  place.set("CONNECTIFY_CLIENT_SECRET", "file:" + place.folder() + "/secret");
  const auto settings = resolve_settings({});
  ASSERT_FALSE(settings.ok());
  EXPECT_EQ(settings.error().rule, "file_mode");
  EXPECT_EQ(settings.error().field, "client_secret");
  EXPECT_THAT(settings.error().message, AllOf(HasSubstr("CONNECTIFY_CLIENT_SECRET"), HasSubstr("chmod 600")));
}

TEST(SettingsReferences, ToACommandAreNotTakenFromAFileThatNobodyChose) {
  Place place;
  Place::write(".env", "CONNECTIFY_CLIENT_SECRET='command:/usr/bin/touch " + place.folder() + "/ran'\n");
  const auto settings = resolve_settings({});
  ASSERT_FALSE(settings.ok());
  EXPECT_EQ(settings.error().rule, "command_not_allowed");
  EXPECT_FALSE(std::filesystem::exists("ran"));
}

TEST(SettingsMounted, AreFoundByTheNameOfTheirVariable) {
  Place place;
  place.set("CREDENTIALS_DIRECTORY", place.folder());
  Place::write("connectify_client_secret", "opaque_test_value\n", 0400);
  const Diagnosis diagnosis = diagnose_settings({});
  EXPECT_THAT(diagnosis.problems, IsEmpty());
  const SettingOrigin& origin = origin_of(diagnosis, "client_secret");
  EXPECT_EQ(origin.source, Source::mounted_file);
  EXPECT_EQ(origin.detail, place.folder() + "/connectify_client_secret");
  EXPECT_EQ(origin.reference, "");
  EXPECT_EQ(resolve_settings({})->client_secret.reveal(), "opaque_test_value");

  Place::write("connectify.json", R"({"clientSecret": "another_test_value"})");
  EXPECT_EQ(resolve_settings({})->client_secret.reveal(), "another_test_value");
}

TEST(SettingsMounted, GrowOld) {
  Place place;
  place.set("CREDENTIALS_DIRECTORY", place.folder());
  Place::write("connectify_client_secret", "opaque_test_value\n", 0400);
  EXPECT_EQ(origin_of(diagnose_settings({}), "client_secret").health, rotation::Health::fresh);
  const auto old = std::filesystem::file_time_type::clock::now() - std::chrono::days(46);
  std::filesystem::last_write_time("connectify_client_secret", old);
  EXPECT_EQ(origin_of(diagnose_settings({}), "client_secret").health, rotation::Health::due);
  EXPECT_FALSE(origin_of(diagnose_settings({}), "api_key").health.has_value());
}

TEST(PlaceOf, IsWhatABaseUrlLeadsTo) {
  const auto place = [](const char* text) {
    std::string url;
    EXPECT_TRUE(read_base_url(text, url));
    const ServicePlace found = place_of(url);
    return found.host + " " + std::to_string(found.port);
  };
  EXPECT_EQ(place("https://api.connectify.io/v1"), "api.connectify.io 443");
  EXPECT_EQ(place("https://127.0.0.1:8443/v1/"), "127.0.0.1 8443");
  EXPECT_EQ(place("https://[::1]:8443"), "::1 8443");
}

TEST(SettingsMounted, AreForSecretsAlone) {
  Place place;
  place.set("CREDENTIALS_DIRECTORY", place.folder());
  Place::write("connectify_timeout", "3\n", 0400);
  EXPECT_EQ(origin_of(diagnose_settings({}), "timeout").source, Source::default_value);
}

}  // namespace
}  // namespace cfy::client
