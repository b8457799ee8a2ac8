#pragma once

#include <memory>
#include <string>

#include <gtest/gtest.h>

#include "client/client.hpp"
#include "sandbox/sandbox.hpp"
#include "support/certificates.hpp"
#include "support/temporary_folder.hpp"
#include "support/tls_server.hpp"

namespace cfy::client {

// A client of a sandbox of its own.
class ClientTest : public ::testing::Test {
 protected:
  ClientTest() {
    unsetenv("SSL_CERT_FILE");
    sandbox::Options options;
    options.state_file = folder.path() + "/sandbox.json";
    options.self_check = true;
    platform = std::make_unique<sandbox::Sandbox>(*sandbox::Sandbox::start(std::move(options)));
  }

  // Given explicitly, so that no variable of this process matters.
  SettingArguments arguments() const {
    SettingArguments given;
    EXPECT_TRUE(given.set("environment", "sandbox"));
    EXPECT_TRUE(given.set("base_url", platform->base_url()));
    EXPECT_TRUE(given.set("ca_file", platform->ca_file()));
    EXPECT_TRUE(given.set_secret("api_key", platform->api_key()));
    EXPECT_TRUE(given.set("state_folder", folder.path() + "/state"));
    return given;
  }
  std::shared_ptr<Client> make_client() const { return *Client::make(arguments()); }

  test::TemporaryFolder folder;
  std::unique_ptr<sandbox::Sandbox> platform;
};

}  // namespace cfy::client
