#include "client/json_slice.hpp"

#include <gtest/gtest.h>

namespace cfy::client {
namespace {

TEST(MemberText, FindsAMemberWhereverItStands) {
  EXPECT_EQ(member_text(R"({"status":"success","data":{"id":"x"}})", "data"), R"({"id":"x"})");
  EXPECT_EQ(member_text(R"({"data":[1,2],"status":"success"})", "data"), "[1,2]");
  EXPECT_EQ(member_text(R"({"a":1,"data":null,"b":2})", "data"), "null");
  EXPECT_EQ(member_text(R"({"data":-12.5e3})", "data"), "-12.5e3");
}

TEST(MemberText, PassesOverSpace) { EXPECT_EQ(member_text(" { \"a\" : [ ] ,\n \"data\" :\t{ } } ", "data"), "{ }"); }

TEST(MemberText, IsNotMisledByTextThatLooksLikeStructure) {
  EXPECT_EQ(member_text(R"({"a":"\",\"data\":1}","b":{"data":2},"data":"}{\\"})", "data"), R"("}{\\")");
}

TEST(MemberText, SaysWhenThereIsNoSuchMember) {
  EXPECT_EQ(member_text("{}", "data"), std::nullopt);
  EXPECT_EQ(member_text(R"({"a":{"data":1}})", "data"), std::nullopt);
}

}  // namespace
}  // namespace cfy::client
