#pragma once

#include <chrono>
#include <filesystem>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include <curl/curl.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

#include "sandbox/sandbox.hpp"

namespace cfy::sandbox {

// A folder that goes with the test.
class TemporaryFolder {
 public:
  TemporaryFolder();
  ~TemporaryFolder();
  TemporaryFolder(const TemporaryFolder&) = delete;
  TemporaryFolder& operator=(const TemporaryFolder&) = delete;
  [[nodiscard]] std::string file(const std::string& name) const { return (path_ / name).string(); }

 private:
  std::filesystem::path path_;
};

// A clock that stands still until it is moved.
class ManualClock final : public Clock {
 public:
  [[nodiscard]] std::chrono::steady_clock::time_point steady_now() const noexcept override { return steady_ + passed_; }
  [[nodiscard]] std::chrono::system_clock::time_point wall_now() const noexcept override { return wall_ + passed_; }
  void pass(std::chrono::seconds time) { passed_ += time; }

 private:
  std::chrono::steady_clock::time_point steady_ = std::chrono::steady_clock::now();
  std::chrono::system_clock::time_point wall_ = std::chrono::system_clock::now();
  std::chrono::seconds passed_{0};
};

struct Answer {
  CURLcode code = CURLE_OK;
  long status = 0;
  std::string body;
  std::map<std::string, std::string> headers;  // names in lower case

  [[nodiscard]] nlohmann::json json() const { return nlohmann::json::parse(body); }
  [[nodiscard]] nlohmann::json data() const { return json().at("data"); }
  [[nodiscard]] std::string error_code() const { return json().at("error").at("code"); }
  [[nodiscard]] std::string error_details() const { return json().at("error").value("details", ""); }
  [[nodiscard]] std::string header(const std::string& name) const;
};

using Headers = std::vector<std::string>;  // `Name: value`

// Plain libcurl over one connection, which is kept alive.
class Client {
 public:
  // Trusts the CA file alone, and sends the key if there is one.
  Client(std::string base_url, std::string ca_file, std::optional<std::string> key);
  ~Client();
  Client(const Client&) = delete;
  Client& operator=(const Client&) = delete;

  Answer send(const std::string& method, const std::string& path, const Headers& headers = {},
              const std::optional<std::string>& body = std::nullopt);
  Answer get(const std::string& path, const Headers& headers = {}) { return send("GET", path, headers); }
  // With `Content-Type: application/json`.
  Answer send_json(const std::string& method, const std::string& path, const nlohmann::json& body,
                   Headers headers = {});

  CURL* handle() { return handle_; }  // for options of a test's own, which stay

 private:
  CURL* handle_;
  std::string base_url_;
  std::optional<std::string> key_;
};

// The header lines that a change of key material is signed with, as the specification says; `path` is as for Client.
Headers sign_request(const secrets::Secret& api_secret, const std::string& method, const std::string& path,
                     const std::string& body, const std::string& nonce, std::chrono::system_clock::time_point time);

// A sandbox that checks its own answers, in a folder of its own.
class SandboxTest : public ::testing::Test {
 protected:
  // Takes the place of the one that was started before.
  Sandbox& start(Options options = {});
  Client& client();                                    // with the key that has all scopes
  Client client_with(std::optional<std::string> key);  // on a connection of its own
  Client client_with(const secrets::Secret& key) { return client_with(std::string(key.reveal())); }

  TemporaryFolder folder_;
  ManualClock clock_;

 private:
  std::optional<Sandbox> sandbox_;
  std::optional<Client> client_;
};

}  // namespace cfy::sandbox
