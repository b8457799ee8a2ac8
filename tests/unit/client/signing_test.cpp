#include "client/signing.hpp"

#include <gtest/gtest.h>

#include "client_fixture.hpp"
#include "secrets/hmac.hpp"

namespace cfy::client {
namespace {

TEST(Signing, CoversEveryPartOfTheRequest) {
  const auto text = text_to_sign({"POST", "https://127.0.0.1:1/v1/keys?a=b", "{}"}, "2025-06-01T12:00:00Z", "nonce");
  ASSERT_TRUE(text);
  EXPECT_EQ(*text,
            "v1\nPOST\n/v1/keys?a=b\n2025-06-01T12:00:00Z\nnonce\n"
            "44136fa355b3678a1146ad16f7e8649e94fb4fc21fe77e8310c060f61caaff8a");
}

// RFC 4231, test case 2.
TEST(Signing, StandsOnTheHmacOfTheStandard) {
  const auto key = secrets::Secret::copy_of("Jefe");
  const auto digest = secrets::hmac_sha256(*key, {"what do ya want ", "for nothing?"});
  EXPECT_EQ(secrets::hex_of(*digest), "5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843");
}

TEST(Signing, EachRequestHasANonceOfItsOwn) {
  const auto secret = secrets::Secret::copy_of("some_test_secret");
  const auto first = sign_request(*secret, {"DELETE", "https://h/v1/keys/a", ""}, 1748779200);
  const auto second = sign_request(*secret, {"DELETE", "https://h/v1/keys/a", ""}, 1748779200);
  ASSERT_TRUE(first && second);
  EXPECT_EQ(first->at(0), "X-Connectify-Date: 2025-06-01T12:00:00Z");
  EXPECT_EQ(first->at(1).size(), std::string("X-Connectify-Nonce: ").size() + 22);
  EXPECT_NE(first->at(1), second->at(1));
  EXPECT_NE(first->at(2), second->at(2));
}

TEST(Signing, NeedsASecret) {
  const auto refused = sign_request(secrets::Secret(), {"POST", "https://h/v1/keys", ""}, 0);
  ASSERT_FALSE(refused);
  EXPECT_EQ(refused.error().code, ErrorCode::configuration);
  EXPECT_EQ(refused.error().field, "api_secret");
}

using SignedCalls = ClientTest;

TEST_F(SignedCalls, GoThroughWithTheSecretAndNotWithoutIt) {
  const auto refused = make_client()->call("grants.revoke", R"({"id":"grt_0001"})", {});
  ASSERT_FALSE(refused);
  EXPECT_EQ(refused.error().field, "api_secret");
  SettingArguments given = arguments();
  ASSERT_TRUE(given.set_secret("api_secret", platform->api_secret()));
  const auto client = *Client::make(given);
  EXPECT_TRUE(client->call("grants.revoke", R"({"id":"grt_0001"})", {}));
  const auto key = client->call("keys.create", R"({"name":"next","scopes":["devices:read"]})", {});
  ASSERT_TRUE(key) << key.error().message;
  EXPECT_NE(key->json().find("cfy_ak_test_"), std::string_view::npos);
}

}  // namespace
}  // namespace cfy::client
