#include <gtest/gtest.h>
#include <re2/re2.h>

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <string>
#include <vector>

#include "secrets/redaction_stream.hpp"
#include "secrets/redactor.hpp"
#include "secrets/shape_patterns.hpp"
#include "secrets/shapes.hpp"

namespace cfy::secrets {
namespace {

std::string in_pieces(const std::shared_ptr<Redactor>& redactor, std::string_view text, std::size_t size) {
  RedactionStream stream(redactor);
  std::string out;
  for (; !text.empty(); text.remove_prefix(std::min(size, text.size()))) stream.write(text.substr(0, size), out);
  stream.finish(out);
  return out;
}

struct Planted {
  std::string shape;
  std::string before;
  std::string secret;
  std::string behind;
};

// Put together here, so that no scanner takes this file for a leak.
std::vector<Planted> planted() {
  const std::string mixed = "aB3dE5fG7hJ9kL1mN3pQ5rS7tU9vW1xY3zA5bC7dE9fG1hJ3kL5mN7pQ9rS1tU3vW5xY7zA9bC1dE3fG5hJ7k";
  const auto some = [&mixed](std::size_t size) { return mixed.substr(0, size); };
  return {
      {"connectify-credential", "key ", "cfy_ak_test_EXAMPLEexampleEXAMPLEexample01234f1f5M", " end"},
      {"authorization-header", "Authorization: Bearer ", some(20), "\r\nX: y"},
      {"authorization-header", "{\"authorization\": \"Basic ", "dXNlcjpwYXNzd29yZA==", "\"}"},
      {"cookie-header", "Cookie: ", "sid=" + some(12) + "; theme=dark", "\n"},
      {"cookie-header", "set-cookie: ", "sid=" + some(12) + "; Path=/; HttpOnly", "\n"},
      {"api-key-header", "X-Api-Key: ", some(16), "\n"},
      {"jwt", "got ", "eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiIxIn0." + some(43), " ."},
      {"url-password", "redis://user:", some(9), "@host:6379/0"},
      {"url-password", "postgres://:", "p%40ss", "@db/x"},
      {"aws-access-key-id", "id ", "AKIA" + std::string("Q3EGRZ7LOP2XYW4T"), ","},
      {"aws-secret-access-key", "aws_secret_access_key = ", some(40), "\n"},
      {"gcp-api-key", "?key=", "AIza" + some(35), "&x"},
      {"gcp-oauth-token", " ", "ya29." + some(40), " "},
      {"gcp-oauth-client-secret", "=", "GOCSPX-" + some(28), ""},
      {"azure-storage-key", "AccountName=x;AccountKey=", some(86) + "==", ";EndpointSuffix=y"},
      {"azure-sas-signature", "https://x/y?sv=1&sig=", some(43) + "%3D", "&se=2"},
      {"github-token", "", "ghp_" + some(36), ""},
      {"github-fine-grained-token", "t=", "github_pat_" + some(60), "\n"},
      {"gitlab-token", "", "glpat-" + some(20), " "},
      {"slack-token", "", "xoxb-" + std::string("1234567890-") + some(24), " "},
      {"slack-webhook", "https://hooks.slack.com/services/", "T0000/B0000/" + some(24), "\""},
      {"stripe-key", "", "sk_live_" + some(24), ";"},
      {"npm-token", "_authToken=", "npm_" + some(36), "\n"},
      {"pypi-token", "", "pypi-AgEIcHlwaS5vcmc" + some(60), "\n"},
      {"openai-anthropic-key", "", "sk-ant-" + some(40), "\n"},
      {"vault-token", "", "hvs." + some(24), "\n"},
      {"query-credential", "/cb?access_token=", some(20), "&state=1"},
      {"private-key", "pem: ",
       "-----BEGIN RSA PRIVATE KEY-----\n" + some(64) + "\n" + some(20) + "=\n-----END RSA PRIVATE KEY-----", "\nnext"},
      {"private-key", "{\"key\":\"",
       "-----BEGIN PRIVATE KEY-----\\n" + some(64) + "\\n" + some(20) + "\\n-----END PRIVATE KEY-----", "\\n\"}"},
      {"private-key", "cut off: ", "-----BEGIN EC PRIVATE KEY-----\n" + some(64) + "\n", "<gone>"},
  };
}

TEST(RedactorShapes, EveryPlantedSecretIsMaskedWhereverTheTextIsCut) {
  for (const Planted& plant : planted()) {
    const auto redactor = std::make_shared<Redactor>();
    const std::string text = plant.before + plant.secret + plant.behind;
    const std::string out = redactor->redact(text).value_or(text);
    ASSERT_EQ(redactor->count(), 1U) << text << "\n" << out;
    EXPECT_EQ(redactor->report().front().what, plant.shape) << text;
    EXPECT_EQ(out, plant.before + "[REDACTED:" + redactor->report().front().fingerprint + "…]" + plant.behind);
    for (std::size_t size = 1; size <= text.size(); ++size) {
      EXPECT_EQ(in_pieces(redactor, text, size), out) << text << " in pieces of " << size;
    }
  }
}

TEST(RedactorShapes, EveryShapeIsPlanted) {
  std::vector<std::string> tried;
  for (const Planted& plant : planted()) tried.push_back(plant.shape);
  std::ifstream file(CONNECTIFY_SOURCE_DIR "/core/secrets/shapes/common.json");
  const std::string json((std::istreambuf_iterator<char>(file)), {});
  const auto shapes = parse_shapes(json);
  ASSERT_TRUE(shapes.ok()) << shapes.error().message;
  for (const Shape& shape : *shapes) {
    const bool planted_too = std::find(tried.begin(), tried.end(), shape.id) != tried.end();
    EXPECT_TRUE(planted_too || !shape.redact) << shape.id;
  }
}

TEST(RedactorShapes, AllAreWellFormed) {
  std::size_t files = 0;
  std::size_t count = 0;
  for (const auto& entry : std::filesystem::directory_iterator(CONNECTIFY_SOURCE_DIR "/core/secrets/shapes")) {
    if (entry.path().extension() != ".json") continue;
    std::ifstream file(entry.path());
    const auto shapes = parse_shapes(std::string((std::istreambuf_iterator<char>(file)), {}));
    ASSERT_TRUE(shapes.ok()) << entry.path() << shapes.error().message;
    ++files;
    count += shapes->size();
  }
  EXPECT_GE(files, 1U);
  EXPECT_EQ(all_shapes().size(), count);
  for (const Shape& shape : all_shapes()) {
    const RE2 regex(shape.regex, RE2::Latin1);
    EXPECT_TRUE(regex.ok()) << shape.id << ": " << regex.error();
    EXPECT_LE(shape.secret_group, regex.NumberOfCapturingGroups()) << shape.id;
    for (const std::string& allowed : shape.allow) EXPECT_TRUE(RE2(allowed, RE2::Latin1).ok()) << shape.id;
  }
}

TEST(RedactorShapes, AFileThatIsWrongIsRefused) {
  for (const std::string json :
       {R"({})", R"([{"id":"a"}])", R"([{"id":"a","description":"b","keywords":["abc"],"regex":"x"}])",
        R"([{"id":"a","description":"b","keywords":["ABCD"],"regex":"x"}])",
        R"([{"id":"a","description":"b","keywords":["abcd"],"regex":"x","colour":1}])",
        R"([{"id":"a","description":"b","keywords":["abcd"],"regex":1}])", R"([1])"}) {
    EXPECT_FALSE(parse_shapes(json).ok()) << json;
  }
}

TEST(RedactorShapes, LookAlikesAreLeftAlone) {
  for (const std::string text :
       {"cfy_ak_test_EXAMPLEexampleEXAMPLEexample01234f1f5N", "AKIAIOSFODNN7EXAMPLE", "the authorization failed",
        "https://example.com:443/a@b", "http://host/path:x@y", "postgres://user:$PASSWORD@db",
        "eyJhbGciOi is how it begins", "-----BEGIN PRIVATE KEY----- is the header of a key",
        "-----BEGIN PUBLIC KEY-----\nMIIBIjANBgkqhkiG9w0B\n", "a cookie: sweet", "password=null&x", "ghp_short",
        "sk_live_xxxxxxxxxxxxxxxxxxxxxxxx"}) {
    const auto redactor = std::make_shared<Redactor>();
    EXPECT_EQ(redactor->redact(text), std::nullopt) << text << "\n" << redactor->redact(text).value_or("");
    EXPECT_EQ(redactor->count(), 0U) << text;
  }
}

// Whatever a shape allows: a mask that it sees again is left as it is.
TEST(RedactorShapes, AMaskIsNoSecret) {
  const auto shapes = parse_shapes(
      R"json([{"id":"a","description":"b","keywords":["key="],"regex":"key=(\\S+)","secret_group":1}])json");
  ASSERT_TRUE(shapes.ok());
  const ShapePatterns patterns(*shapes);
  const auto hit = [&patterns](std::string_view text) { return patterns.search(0, text, 0, text.size()); };
  EXPECT_TRUE(hit("key=abc")->accepted);
  EXPECT_FALSE(hit("key=[REDACTED:sha256:1a2b…]")->accepted);
}

TEST(RedactorShapes, OneMaskForASecretOfAnyLength) {
  const auto redactor = std::make_shared<Redactor>();
  const std::string token = "eyJhbGciOiJIUzI1NiJ9.eyJ" + std::string(20000, 'x') + "." + std::string(9000, 'y');
  const std::string out = redactor->redact("a " + token + " b").value();
  EXPECT_EQ(out.size(), std::string("a [REDACTED:sha256:0000…] b").size()) << out.substr(0, 200);
  for (const std::size_t size : {1000U, 4096U, 5000U}) EXPECT_EQ(in_pieces(redactor, "a " + token + " b", size), out);

  std::string key = "-----BEGIN RSA PRIVATE KEY-----\n";
  for (int line = 0; line < 1000; ++line) key += std::string(64, static_cast<char>('A' + line % 26)) + "\n";
  key += "-----END RSA PRIVATE KEY-----";
  const std::string masked_key = redactor->redact("x" + key + "y").value();
  EXPECT_EQ(masked_key.size(), std::string("x[REDACTED:sha256:0000…]y").size());
  EXPECT_EQ(in_pieces(redactor, "x" + key + "y", 777), masked_key);
}

TEST(RedactorShapes, ARegisteredValueGivesItsOwnFingerprint) {
  const auto redactor = std::make_shared<Redactor>();
  const std::string value = "aB3dE5fG7hJ9kL1mN3pQ5rS7";
  ASSERT_TRUE(redactor->add(value).ok());
  const std::string alone = redactor->redact(value).value();
  EXPECT_EQ(redactor->redact("Authorization: Bearer " + value + "\n").value(), "Authorization: Bearer " + alone + "\n");
}

}  // namespace
}  // namespace cfy::secrets
