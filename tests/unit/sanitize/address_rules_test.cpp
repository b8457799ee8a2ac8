#include "sanitize/address_rules.hpp"

#include <arpa/inet.h>

#include <string>
#include <utility>

#include <gtest/gtest.h>

namespace cfy::sanitize {
namespace {

std::string_view rule(const std::string& text) {
  Ipv4 v4{};
  if (::inet_pton(AF_INET, text.c_str(), v4.data()) == 1) return address_rule(v4);
  Ipv6 v6{};
  EXPECT_EQ(::inet_pton(AF_INET6, text.c_str(), v6.data()), 1) << text;
  return address_rule(v6);
}

TEST(AddressRules, PublicAddressesPass) {
  for (const char* text : {"1.1.1.1", "8.8.8.8", "9.255.255.255", "11.0.0.0", "100.63.255.255", "100.128.0.0",
                           "126.255.255.255", "128.0.0.0", "172.15.255.255", "172.32.0.0", "192.167.255.255",
                           "192.169.0.0", "223.255.255.255", "2606:4700::1111", "2a00:1450::1"}) {
    EXPECT_EQ(rule(text), "") << text;
  }
}

TEST(AddressRules, OthersAreNamedByWhereTheyLead) {
  for (const auto& [text, expected] : {std::pair("0.0.0.0", "loopback_address"),
                                       {"127.255.255.255", "loopback_address"},
                                       {"10.0.0.0", "private_address"},
                                       {"172.16.0.0", "private_address"},
                                       {"172.31.255.255", "private_address"},
                                       {"192.168.255.255", "private_address"},
                                       {"100.64.0.0", "private_address"},
                                       {"169.254.0.1", "link_local_address"},
                                       {"169.254.169.254", "metadata_address"},
                                       {"169.254.170.2", "metadata_address"},
                                       {"100.100.100.200", "metadata_address"},
                                       {"168.63.129.16", "metadata_address"},
                                       {"192.0.0.192", "metadata_address"},
                                       {"192.0.2.1", "reserved_address"},
                                       {"198.19.255.255", "reserved_address"},
                                       {"224.0.0.1", "reserved_address"},
                                       {"255.255.255.255", "reserved_address"},
                                       {"::", "loopback_address"},
                                       {"::1", "loopback_address"},
                                       {"::ffff:8.8.8.8", "embedded_address"},
                                       {"::8.8.8.8", "embedded_address"},
                                       {"64:ff9b::7f00:1", "embedded_address"},
                                       {"64:ff9b:1::1", "embedded_address"},
                                       {"2002:7f00:1::", "embedded_address"},
                                       {"2001::1", "embedded_address"},
                                       {"fc00::1", "private_address"},
                                       {"fd00:ec2::254", "metadata_address"},
                                       {"fe80::1", "link_local_address"},
                                       {"febf::1", "link_local_address"},
                                       {"fec0::1", "private_address"},
                                       {"ff02::1", "reserved_address"},
                                       {"2001:db8::1", "reserved_address"},
                                       {"4000::1", "reserved_address"}}) {
    EXPECT_EQ(rule(text), expected) << text;
  }
}

}  // namespace
}  // namespace cfy::sanitize
