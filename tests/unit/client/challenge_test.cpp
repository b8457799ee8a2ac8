#include "client/challenge.hpp"

#include <gtest/gtest.h>

namespace cfy::client {
namespace {

void expect(std::string_view field, std::string_view error, std::string_view scope) {
  const BearerChallenge challenge = read_bearer_challenge(field);
  EXPECT_EQ(challenge.error, error) << field;
  EXPECT_EQ(challenge.scope, scope) << field;
}

TEST(Challenge, OfRfc6750IsRead) {
  expect(R"(Bearer realm="connectify", error="insufficient_scope", scope="devices:write")", "insufficient_scope",
         "devices:write");
  expect(R"(bearer error=invalid_token)", "invalid_token", "");
  expect(R"(Bearer scope = "b:read  a:read" ,error="insufficient_scope")", "insufficient_scope", "a:read b:read");
  expect(R"(Bearer error="a\"b")", "a\"b", "");
}

TEST(Challenge, IsFoundAmongOthers) {
  expect(R"(Basic realm="x", error="no", Bearer error="yes", Digest error="never")", "yes", "");
  expect(R"(Negotiate, Bearer error="yes")", "yes", "");
  expect(R"(Basic realm="Bearer error=\"fake\"")", "", "");
}

TEST(Challenge, ThatIsBrokenSaysWhatStoodBefore) {
  for (const char* field :
       {"", ",,,", "Bearer", "Bearer error=", R"(Bearer error="open)", "=x", R"(Bearer error="a\)"}) {
    expect(field, "", "");
  }
  expect(R"(Bearer error="x", scope=")", "x", "");
  expect(
      "Bearer scope=\"a\x01"
      "b\"",
      "", "");
}

}  // namespace
}  // namespace cfy::client
