#include "secrets/env_file.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <map>
#include <string>

namespace cfy::secrets {
namespace {

using ::testing::HasSubstr;
using ::testing::Not;
using Values = std::map<std::string, std::string>;

Values parse(std::string_view text) {
  const auto parsed = parse_env_file(text, ".env");
  EXPECT_TRUE(parsed.ok()) << (parsed.ok() ? "" : parsed.error().message);
  Values values;
  if (parsed.ok()) {
    for (const auto& [name, value] : *parsed) values.emplace(name, value.view());
  }
  return values;
}

Error error_of(std::string_view text) {
  const auto parsed = parse_env_file(text, ".env");
  EXPECT_FALSE(parsed.ok()) << text;
  return parsed.ok() ? Error{} : parsed.error();
}

TEST(EnvFile, ReadsAssignmentsCommentsAndBlankLines) {
  EXPECT_EQ(parse("# first\n\nA=1\n  B=two\n\texport C=3\nlast_one=4"),
            (Values{{"A", "1"}, {"B", "two"}, {"C", "3"}, {"last_one", "4"}}));
}

TEST(EnvFile, TrimsUnquotedValues) { EXPECT_EQ(parse("A =  one two \t\nB=\n"), (Values{{"A", "one two"}, {"B", ""}})); }

TEST(EnvFile, EndsUnquotedValuesBeforeAComment) {
  EXPECT_EQ(parse("A=one # two\nB=one#two\nC= # nothing\nD=#x # y"),
            (Values{{"A", "one"}, {"B", "one#two"}, {"C", ""}, {"D", "#x"}}));
}

TEST(EnvFile, TakesSingleQuotesLiterally) {
  EXPECT_EQ(parse(R"(A=' $x \n "b" # c ' # d)"), (Values{{"A", R"( $x \n "b" # c )"}}));
}

TEST(EnvFile, ReadsEscapesInDoubleQuotes) {
  EXPECT_EQ(parse(R"(A="a\n\r\t\\\"\$\d '#")"), (Values{{"A", "a\n\r\t\\\"$\\d '#"}}));
}

TEST(EnvFile, NeverExpandsOrRuns) {
  EXPECT_EQ(parse("A=$HOME\nB=\"${HOME}\"\nC=`id`\nD=$(id)"),
            (Values{{"A", "$HOME"}, {"B", "${HOME}"}, {"C", "`id`"}, {"D", "$(id)"}}));
}

TEST(EnvFile, ReadsQuotedValuesOverSeveralLines) {
  EXPECT_EQ(parse("A=\"one\ntwo\" # end\nB='x\n\ny'\nC=3"), (Values{{"A", "one\ntwo"}, {"B", "x\n\ny"}, {"C", "3"}}));
}

TEST(EnvFile, ReadsFilesOfOtherSystems) {
  EXPECT_EQ(parse("\xEF\xBB\xBF"
                  "A=1\r\nB=\"2\"\r\n"),
            (Values{{"A", "1"}, {"B", "2"}}));
}

TEST(EnvFile, SaysInWhichLineTheMistakeIs) {
  EXPECT_THAT(error_of("A=1\nno assignment\n").message, HasSubstr(".env line 2 is not of the form NAME=value"));
  EXPECT_THAT(error_of("1A=1").message, HasSubstr("line 1 is not of the form"));
  EXPECT_THAT(error_of("=1").message, HasSubstr("line 1 is not of the form"));
  EXPECT_THAT(error_of("A='x\ny'\nB=\"open\nC=1").message, HasSubstr("line 3 opens a quotation"));
  EXPECT_THAT(error_of("A=1\nB=\"x\ny\" z").message, HasSubstr("line 2 has text after the closing"));
  EXPECT_THAT(error_of(std::string_view("A=1\nB=x\0y", 9)).message, HasSubstr("line 2 holds a NUL"));
}

TEST(EnvFile, RefusesTheSecondOfTwoAssignments) {
  const Error error = error_of("A=first\nB=2\nA=second");
  EXPECT_EQ(error.code, ErrorCode::configuration);
  EXPECT_EQ(error.field, ".env");
  EXPECT_THAT(error.message, HasSubstr("line 3 assigns A a second time"));
}

TEST(EnvFile, NeverShowsWhatTheFileHolds) {
  for (const char* text :
       {"hidden-value", "A=\"hidden-value", "A='hidden-value' b", "A=hidden-value\nA=hidden-value"}) {
    EXPECT_THAT(error_of(text).message, Not(HasSubstr("hidden-value")));
  }
}

}  // namespace
}  // namespace cfy::secrets
