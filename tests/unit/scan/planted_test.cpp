#include <gtest/gtest.h>

#include <nlohmann/json.hpp>
#include <random>
#include <set>
#include <string>

#include "scan/document.hpp"
#include "secrets/credential.hpp"
#include "secrets/shapes.hpp"

namespace cfy::scan {
namespace {

constexpr std::string_view kLower = "0123456789abcdefghijklmnopqrstuvwxyz";
constexpr std::string_view kHex = "0123456789abcdef";
constexpr std::string_view kUpper = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567";
constexpr std::string_view kMixed = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz";
constexpr std::string_view kLetters = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz";

// Values are drawn when the test runs, so that no scanner finds any in this file.
std::string draw(std::string_view alphabet, std::size_t length) {
  static std::mt19937 generator(20261124);
  std::uniform_int_distribution<std::size_t> place(0, alphabet.size() - 1);
  std::string text;
  while (text.size() < length) {
    const char c = alphabet[place(generator)];
    if (text.empty() || c != text.back()) text.push_back(c);
  }
  return text;
}

std::string uuid() {
  return draw(kHex, 8) + "-" + draw(kHex, 4) + "-" + draw(kHex, 4) + "-" + draw(kHex, 4) + "-" + draw(kHex, 12);
}

std::set<std::string> rules_in(const std::string& text, const std::string& file = "notes.txt") {
  DocumentScanner scanner(RuleSet::standard(), false);
  scanner.begin(file);
  const auto found = scanner.finish(text);
  EXPECT_TRUE(found.ok());
  std::set<std::string> rules;
  for (const Finding& finding : found->findings) rules.insert(finding.rule);
  return rules;
}

struct Planted {
  const char* rule;
  std::string line;
};

std::vector<Planted> planted() {
  const auto quoted = [](const std::string& value) { return "value = \"" + value + "\""; };
  return {
      {"aws-access-key-id", quoted("AK"
                                   "IA" +
                                   draw(kUpper, 16))},
      {"aws-secret-access-key", "aws_secret_access_key = " + draw(kMixed, 40)},
      {"gcp-api-key", quoted("AI"
                             "za" +
                             draw(kMixed, 35))},
      {"gcp-oauth-client-secret", quoted("GOC"
                                         "SPX-" +
                                         draw(kMixed, 28))},
      {"github-token", quoted("gh"
                              "p_" +
                              draw(kMixed, 36))},
      {"github-fine-grained-token", quoted("github"
                                           "_pat_" +
                                           draw(kMixed, 22) + "_" + draw(kMixed, 59))},
      {"gitlab-token", quoted("gl"
                              "pat-" +
                              draw(kMixed, 20))},
      {"slack-token", quoted("xo"
                             "xb-" +
                             draw(kHex, 12) + "-" + draw(kMixed, 24))},
      {"stripe-key", quoted("sk"
                            "_live_" +
                            draw(kMixed, 24))},
      {"npm-token", quoted("np"
                           "m_" +
                           draw(kMixed, 36))},
      {"vault-token", quoted("hv"
                             "s." +
                             draw(kMixed, 90))},
      {"digitalocean-token", quoted("dop"
                                    "_v1_" +
                                    draw(kHex, 64))},
      {"databricks-token", quoted("da"
                                  "pi" +
                                  draw(kHex, 32))},
      {"pulumi-token", quoted("pu"
                              "l-" +
                              draw(kHex, 40))},
      {"rubygems-key", quoted("ruby"
                              "gems_" +
                              draw(kHex, 48))},
      {"docker-token", quoted("dckr"
                              "_pat_" +
                              draw(kMixed, 27))},
      {"shopify-token", quoted("shp"
                               "at_" +
                               draw(kHex, 32))},
      {"square-token", quoted("sq0"
                              "atp-" +
                              draw(kMixed, 22))},
      {"plaid-token", quoted("access"
                             "-production-" +
                             uuid())},
      {"sendgrid-key", quoted("S"
                              "G." +
                              draw(kMixed, 22) + "." + draw(kMixed, 43))},
      {"mailgun-key", quoted("ke"
                             "y-" +
                             draw(kHex, 32))},
      {"brevo-key", quoted("xkey"
                           "sib-" +
                           draw(kHex, 64) + "-" + draw(kMixed, 16))},
      {"twilio-auth-token", "TWILIO_AUTH_TOKEN=" + draw(kHex, 32)},
      {"telegram-bot-token", quoted("734512908"
                                    ":AA" +
                                    draw(kMixed, 33))},
      {"discord-webhook",
       "https://discord.com/api/"
       "webhooks/834512908345129083/" +
           draw(kMixed, 68)},
      {"openai-key", quoted("s"
                            "k-" +
                            draw(kMixed, 20) +
                            "T3Blb"
                            "kFJ" +
                            draw(kMixed, 20))},
      {"huggingface-token", quoted("h"
                                   "f_" +
                                   draw(kLetters, 34))},
      {"groq-key", quoted("gs"
                          "k_" +
                          draw(kMixed, 52))},
      {"planetscale-token", quoted("pscale"
                                   "_tkn_" +
                                   draw(kMixed, 43))},
      {"newrelic-key", quoted("NR"
                              "AK-" +
                              draw(kUpper, 27))},
      {"grafana-service-token", quoted("gl"
                                       "sa_" +
                                       draw(kMixed, 32) + "_" + draw(kHex, 8))},
      {"datadog-key", "datadog_api_key: " + draw(kHex, 32)},
      {"hubspot-token", quoted("pat"
                               "-na1-" +
                               uuid())},
      {"linear-token", quoted("lin"
                              "_api_" +
                              draw(kMixed, 40))},
      {"postmark-token", "postmark_server_token = '" + uuid() + "'"},
      {"private-key",
       "-----BEGIN RSA PRIVATE"
       " KEY-----\n" +
           draw(kMixed, 64) + "\n" + draw(kMixed, 64) + "\n"},
      {"generic-url-password", "postgres://admin:" + draw(kMixed, 16) + "@db.internal/main"},
      {"generic-credential", "db_password = \"" + draw(kMixed, 24) + "\""},
  };
}

TEST(Planted, EveryKindIsFound) {
  const auto all = planted();
  ASSERT_GE(all.size(), 30U);
  for (const Planted& each : all)
    EXPECT_TRUE(rules_in(each.line).contains(each.rule)) << each.rule << ": " << each.line;
}

TEST(Planted, EveryKindIsFoundBetweenOtherLines) {
  std::string text;
  std::set<std::string> wanted;
  for (const Planted& each : planted()) {
    text += "An ordinary line, with words.\n" + each.line + "\n";
    wanted.insert(each.rule);
  }
  const auto found = rules_in(text);
  for (const std::string& rule : wanted) EXPECT_TRUE(found.contains(rule)) << rule;
}

TEST(Planted, TokensAreFoundAtEitherEndOfALine) {
  const std::string token =
      "gh"
      "p_" +
      draw(kMixed, 36);
  for (const std::string& text : {token, "\n" + token + "\n", "a\n" + token + "\r\nb", "a " + token + "\n"}) {
    EXPECT_TRUE(rules_in(text).contains("github-token")) << text;
  }
}

TEST(Planted, WrongChecksumIsNoFinding) {
  const auto secret = secrets::make_credential(secrets::CredentialKind::api_secret, false);
  ASSERT_TRUE(secret.ok());
  std::string value(secret->reveal());
  EXPECT_EQ(rules_in(value), std::set<std::string>{"connectify-api-secret"});
  value.back() = value.back() == 'a' ? 'b' : 'a';
  EXPECT_TRUE(rules_in(value).empty());
}

TEST(Planted, SandboxCredentialsAreFindingsOnlyWhenAskedFor) {
  const auto secret = secrets::make_credential(secrets::CredentialKind::api_key, true);
  ASSERT_TRUE(secret.ok());
  EXPECT_TRUE(rules_in(std::string(secret->reveal())).empty());
  DocumentScanner scanner(RuleSet::standard(), true);
  scanner.begin("notes.txt");
  EXPECT_EQ(scanner.finish(secret->reveal())->findings.size(), 1U);
}

TEST(Shapes, AllCompileAndHaveNamesOfTheirOwn) {
  std::set<std::string> ids;
  for (const secrets::Shape& shape : secrets::all_shapes()) {
    EXPECT_TRUE(ids.insert(shape.id).second) << shape.id;
    const Rule rule(shape);
    std::size_t from = 0;
    EXPECT_NO_THROW(EXPECT_EQ(rule.next("word", from, 4).data(), nullptr)) << shape.id;
  }
  EXPECT_GE(ids.size(), 200U);
}

}  // namespace
}  // namespace cfy::scan
