#include "manager_server.hpp"

// Plain http is for metadata services alone: docs/decisions/0030-plain-http-metadata.md.
namespace cfy::managers {
namespace {

class MetadataAddressTest : public ManagerTest {};

Result<secrets::Secret> ask(const Channel& channel, std::string url) {
  Call call;
  call.url = std::move(url);
  return channel.with_times({std::chrono::seconds(2), std::chrono::seconds(1), 0}).send_for_text(std::move(call));
}

TEST_F(MetadataAddressTest, TakesPlainHttpFromThisMachine) {
  PlainServer agent([](const HttpRequest&) -> HttpReply { return {200, "text"}; });
  const Result<secrets::Secret> text = ask(channel(), agent.url() + "/");
  ASSERT_TRUE(text) << text.error().message;
  EXPECT_EQ(text->reveal(), "text");
}

// None of these addresses is reached: the connection is refused before it is made.
TEST_F(MetadataAddressTest, RefusesPlainHttpToAnyOtherAddress) {
  for (const char* const url : {"http://192.0.2.1/", "http://10.0.0.1/", "http://8.8.8.8/", "http://169.254.1.1/",
                                "http://[2001:db8::1]/", "http://0x08080808/"}) {
    const Result<secrets::Secret> text = ask(channel(), url);
    ASSERT_FALSE(text) << url;
    EXPECT_EQ(text.error().rule, "not_https") << url << " " << text.error().message;
  }
}

TEST_F(MetadataAddressTest, LeavesOutTheProxy) {
  PlainServer agent([](const HttpRequest&) -> HttpReply { return {200, "text"}; });
  PlainServer proxy([](const HttpRequest&) -> HttpReply { return {200, "of the proxy"}; });
  transport::ExchangeSettings settings;
  settings.tls.trust = *tls::TrustStore::load(folder.write("ca.pem", authority.pem()));
  settings.proxy = proxy.url();
  const Channel by_proxy(*transport::Engine::make(settings), {}, clock);
  EXPECT_EQ(ask(by_proxy, agent.url() + "/")->reveal(), "text");
  EXPECT_EQ(proxy.requests(), 0);
}

}  // namespace
}  // namespace cfy::managers
