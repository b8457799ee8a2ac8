#include "transport/address_rule.hpp"

#include <arpa/inet.h>
#include <netinet/in.h>

#include <array>

#include "engine_fixture.hpp"

namespace cfy::transport {
namespace {

std::string class_of(const std::string& text) {
  std::array<std::uint8_t, 16> bytes{};
  const bool is_ipv6 = text.find(':') != std::string::npos;
  EXPECT_EQ(inet_pton(is_ipv6 ? AF_INET6 : AF_INET, text.c_str(), bytes.data()), 1) << text;
  const std::span<const std::uint8_t> all(bytes);
  return std::string(sanitize::address_class_name(sanitize::classify_address(all.first(is_ipv6 ? 16 : 4))));
}

TEST(AddressRuleTest, NamesTheClassOfAnAddress) {
  const std::vector<std::pair<const char*, std::vector<const char*>>> expected = {
      {"global",
       {"8.8.8.8", "1.1.1.1", "172.15.255.255", "172.32.0.0", "100.63.255.255", "100.128.0.0", "128.0.0.1",
        "223.255.255.255", "2606:4700::1111", "2a00:1450::1", "::ffff:8.8.8.8", "64:ff9b::808:808"}},
      {"loopback",
       {"127.0.0.1", "127.255.255.255", "::1", "::ffff:127.0.0.1", "64:ff9b::7f00:1", "::127.0.0.1",
        "2002:7f00:1::", "::ffff:0:127.0.0.1"}},
      {"private_use",
       {"10.0.0.0", "10.255.255.255", "172.16.0.1", "172.31.255.255", "192.168.0.1", "100.64.0.1", "100.127.255.255",
        "fc00::1", "fdff::1", "fec0::1", "::ffff:10.0.0.1", "64:ff9b::c0a8:1", "64:ff9b:1::1", "2002:c0a8:1::"}},
      {"link_local", {"169.254.0.1", "169.254.255.255", "fe80::1", "febf::1", "::ffff:169.254.1.1"}},
      {"metadata",
       {"169.254.169.254", "169.254.170.2", "100.100.100.200", "192.0.0.192", "168.63.129.16", "fd00:ec2::254",
        "fd20:ce::254", "::ffff:169.254.169.254", "64:ff9b::a9fe:a9fe"}},
      {"multicast", {"224.0.0.1", "239.255.255.255", "255.255.255.255", "ff02::1"}},
      {"unspecified", {"0.0.0.0", "0.1.2.3", "::"}},
      {"reserved",
       {"192.0.2.1", "198.18.0.1", "198.51.100.7", "203.0.113.9", "240.0.0.1", "2001:db8::1", "2001::1", "3fff::1",
        "4000::1", "5f00::1"}},
  };
  for (const auto& [name, addresses] : expected) {
    for (const char* const address : addresses) EXPECT_EQ(class_of(address), name) << address;
  }
  const std::array<std::uint8_t, 5> odd{};
  EXPECT_EQ(sanitize::classify_address(odd), AddressClass::reserved);
}

class AddressRuleOfAnEngine : public EngineTest {
 protected:
  std::shared_ptr<Engine> make_engine_that_allows(std::vector<std::string> hosts) {
    ExchangeSettings settings;
    settings.tls.trust = *tls::TrustStore::load(folder.write("ca.pem", authority.pem()));
    settings.private_hosts = std::move(hosts);
    return *Engine::make(settings);
  }
  static Request from_outside(std::string url) {
    Request request = get(std::move(url));
    request.addresses = AddressRule::public_only;
    return request;
  }
};

TEST_F(AddressRuleOfAnEngine, RefusesWhatLeadsBackIntoTheMachine) {
  test::TlsServer server(identity, test::always(test::http_answer(200, "{}")));
  const auto engine = make_engine_that_allows({});
  const std::string port = std::to_string(server.port());
  EXPECT_TRUE(engine->perform(get(server.url("/")), nullptr)) << "what the caller named may be anywhere";
  for (const char* const spelling :
       {"127.0.0.1", "127.1", "0x7f000001", "2130706433", "localhost", "[::ffff:127.0.0.1]"}) {
    for (auto outcome : {engine->perform(from_outside("https://" + std::string(spelling) + ":" + port + "/"), nullptr),
                         submit(*engine, from_outside("https://" + std::string(spelling) + ":" + port + "/")).get()}) {
      ASSERT_FALSE(outcome) << spelling;
      EXPECT_EQ(outcome.error().rule, "address_not_public") << spelling << ": " << outcome.error().message;
      EXPECT_FALSE(outcome.error().retriable);
    }
  }
  EXPECT_EQ(server.handshakes(), 1) << "also not over the connection that is open";
}

TEST_F(AddressRuleOfAnEngine, AllowsAHostByItsName) {
  test::TlsServer server(identity, test::always(test::http_answer(200, "{}")));
  const auto outcome = make_engine_that_allows({"127.0.0.1"})->perform(from_outside(server.url("/")), nullptr);
  EXPECT_TRUE(outcome) << outcome.error().message;
}

}  // namespace
}  // namespace cfy::transport
