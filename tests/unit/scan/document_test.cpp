#include "scan/document.hpp"

#include <gtest/gtest.h>
#include <sys/stat.h>
#include <unistd.h>

#include <array>
#include <cstdlib>
#include <string>

#include "scan/scan.hpp"
#include "secrets/credential.hpp"
#include "support/temporary_folder.hpp"

namespace cfy::scan {
namespace {

std::string credential() {
  const auto made = secrets::make_credential(secrets::CredentialKind::api_secret, false);
  EXPECT_TRUE(made.ok());
  return std::string(made->reveal());
}

std::vector<Finding> findings(const std::string& text, const std::string& file = "notes.txt") {
  DocumentScanner scanner(RuleSet::standard(), false);
  scanner.begin(file);
  auto found = scanner.finish(text);
  EXPECT_TRUE(found.ok());
  return found->findings;
}

std::string base64(std::string_view text) {
  constexpr std::string_view kDigits = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
  std::string out;
  unsigned bits = 0;
  unsigned count = 0;
  for (const char c : text) {
    bits = bits << 8U | static_cast<unsigned char>(c);
    for (count += 8; count >= 6; count -= 6) out.push_back(kDigits[bits >> (count - 6) & 63U]);
  }
  if (count > 0) out.push_back(kDigits[bits << (6 - count) & 63U]);
  return out;
}

std::string escaped(std::string_view text, std::string_view before) {
  constexpr std::string_view kDigits = "0123456789abcdef";
  std::string out;
  for (const char c : text) {
    out += before;
    out.push_back(kDigits[static_cast<unsigned char>(c) >> 4U]);
    out.push_back(kDigits[static_cast<unsigned char>(c) & 15U]);
  }
  return out;
}

TEST(Document, TellsLineAndColumnInCharacters) {
  const auto found = findings("one\n\xC3\xA9\xC3\xA9: " + credential() + "\nthree\n");
  ASSERT_EQ(found.size(), 1U);
  EXPECT_EQ(found[0].line, 2U);
  EXPECT_EQ(found[0].column, 5U);
}

TEST(Document, ReadsEncodingsThreeDeepAndNoDeeper) {
  const std::string value = credential();
  EXPECT_EQ(findings("x = " + base64(value)).at(0).encodings, std::vector<std::string>{"base64"});
  EXPECT_EQ(findings("x = " + escaped(value, "")).at(0).encodings, std::vector<std::string>{"hex"});
  EXPECT_EQ(findings("x = " + escaped(value, "%")).at(0).encodings, std::vector<std::string>{"percent"});
  const std::string twice = escaped(base64(value), "%");
  EXPECT_EQ(findings(base64(twice)).size(), 1U);
  EXPECT_EQ(findings(base64(base64(twice))).size(), 0U);
}

TEST(Document, ReadsBase64BehindAPathOfAnyLength) {
  for (const std::string before : {"", "a/", "ab/", "abc/", "abcd/"}) {
    EXPECT_EQ(findings(before + base64("key " + credential())).size(), 1U) << before;
  }
}

TEST(Document, FindsAcrossPiecesWhereverTheyAreCut) {
  const std::string value = credential();
  const std::size_t piece = std::size_t{4} << 20U;
  for (const std::size_t before : {piece - 20, piece - 16384 - 20, piece - 1, piece + 100}) {
    std::string text(before, '\n');
    text += value + std::string(piece, '\n');
    DocumentScanner scanner(RuleSet::standard(), false);
    scanner.begin("large.txt");
    for (std::size_t at = 0; at < text.size(); at += 100003) {
      ASSERT_TRUE(scanner.feed(std::string_view(text).substr(at, 100003)).ok());
    }
    const auto found = scanner.finish();
    ASSERT_EQ(found->findings.size(), 1U) << before;
    EXPECT_EQ(found->findings[0].line, before + 1);
    EXPECT_EQ(found->findings[0].column, 1U);
  }
}

TEST(Document, ReadsUtf16OfBothOrders) {
  const std::string value = credential();
  std::string little = "\xFF\xFE";
  std::string big = "\xFE\xFF";
  for (const char c : "one\n" + value) {
    little += {c, '\0'};
    big += {'\0', c};
  }
  for (const std::string& text : {little, big, little.substr(2), big.substr(2)}) {
    ASSERT_EQ(findings(text).size(), 1U);
    EXPECT_EQ(findings(text)[0].line, 2U);
  }
}

TEST(Document, FindsInBinaryWhatIsKnownByItsForm) {
  EXPECT_EQ(findings(std::string("\x7F"
                                 "ELF\0\0",
                                 6) +
                     credential())
                .size(),
            1U);
}

TEST(Document, AllowsOnTheSameLineOnly) {
  const std::string value = credential();
  EXPECT_EQ(findings(value + " # connectify:allow\n").size(), 0U);
  EXPECT_EQ(findings("# connectify:allow\n" + value).size(), 1U);
}

TEST(Document, LiteralsForOurLibraryAreFindingsWithACure) {
  struct Case {
    const char* file;
    std::string text;
    const char* cure;
  };
  const std::string value =
      "hunter2"
      "hunter";
  const Case cases[] = {
      {"a.py", "from connectify import ConnectifySDK\nConnectifySDK(api_key=\"" + value + "\")",
       "api_key=os.getenv(\"CONNECTIFY_API_KEY\")"},
      {"A.java", "import com.connectify.sdk.*;\nb.setApiSecret(\"" + value + "\")",
       ".setApiSecret(System.getenv(\"CONNECTIFY_API_SECRET\"))"},
      {"A.cs", "new ConnectifyOptions { ApiKey = \"" + value + "\" }",
       "ApiKey = Environment.GetEnvironmentVariable(\"CONNECTIFY_API_KEY\")"},
      {"a.c", "cfy_config_set(c, \"api_key\", \"" + value + "\", 13)",
       "cfy_config_set(config, \"api_key\", getenv(\"CONNECTIFY_API_KEY\"), CFY_NUL_TERMINATED);"},
      {"a.cpp", "connectify::Config c; c.set(\"api_secret\", \"" + value + "\")",
       "config.set(\"api_secret\", std::getenv(\"CONNECTIFY_API_SECRET\"));"},
      {"a.js", "import c from 'connectify'\nc({apiSecret: '" + value + "'})",
       "apiSecret: process.env.CONNECTIFY_API_SECRET"},
  };
  for (const Case& each : cases) {
    const auto found = findings(each.text, each.file);
    ASSERT_EQ(found.size(), 1U) << each.file;
    EXPECT_EQ(found[0].rule, "connectify-literal");
    EXPECT_EQ(found[0].cure, each.cure);
  }
  EXPECT_TRUE(findings("connect(api_key=\"" + value + "\")", "a.py").empty());  // another library's
  EXPECT_TRUE(findings("ConnectifySDK(api_key=os.getenv(\"CONNECTIFY_API_KEY\"))", "a.py").empty());
}

TEST(Document, ReportHoldsNoPartOfTheValue) {
  const std::string value = credential();
  const auto report = scan_text("a.txt", value, {});
  ASSERT_TRUE(report.ok());
  ASSERT_EQ(report->findings.size(), 1U);
  const std::string json = report->json();
  for (std::size_t at = 7; at + 8 <= value.size(); ++at) {
    EXPECT_EQ(json.find(value.substr(at, 8)), std::string::npos);
  }
}

TEST(Files, LinksPipesAndGitFoldersArePassedOver) {
  const test::TemporaryFolder outside;
  const test::TemporaryFolder folder;
  const std::string secret = outside.write("secret.txt", credential());
  ASSERT_EQ(symlink(secret.c_str(), (folder.path() + "/link").c_str()), 0);
  ASSERT_EQ(symlink(outside.path().c_str(), (folder.path() + "/folder").c_str()), 0);
  ASSERT_EQ(mkfifo((folder.path() + "/pipe").c_str(), 0600), 0);
  ASSERT_EQ(mkdir((folder.path() + "/.git").c_str(), 0700), 0);
  folder.write(".git/config", credential());
  folder.write("plain.txt", "nothing\n");
  Progress progress;
  const auto report = scan_path(folder.path(), {}, progress);
  ASSERT_TRUE(report.ok());
  EXPECT_EQ(report->files, 1U);
  EXPECT_TRUE(report->findings.empty());
  EXPECT_TRUE(report->unread.empty());
}

TEST(Files, FingerprintsInTheIgnoreFileLetPassAndOthersAreRefused) {
  const test::TemporaryFolder folder;
  folder.write("a.txt", credential());
  Progress progress;
  const auto before = scan_path(folder.path(), {}, progress);
  ASSERT_EQ(before->findings.size(), 1U);
  folder.write(".connectify-scan-ignore", "# remark\n" + before->findings[0].fingerprint + " known\n");
  const auto after = scan_path(folder.path(), {}, progress);
  EXPECT_EQ(after->findings.size(), 0U);
  EXPECT_EQ(after->ignored, 1U);
  folder.write(".connectify-scan-ignore", "a.txt\n");
  const auto refused = scan_path(folder.path(), {}, progress);
  ASSERT_FALSE(refused.ok());
  EXPECT_EQ(refused.error().rule, "fingerprint");
}

// One rule in one place: what else is there, and the same elsewhere, is told.
TEST(Files, PlacesInTheIgnoreFileLetOneRulePass) {
  const test::TemporaryFolder folder;
  mkdir((folder.path() + "/vectors").c_str(), 0700);
  folder.write("vectors/a.txt", credential());
  folder.write("b.txt", credential());
  Progress progress;
  const auto before = scan_path(folder.path(), {}, progress);
  ASSERT_EQ(before->findings.size(), 2U);
  const std::string rule = before->findings[0].rule;
  for (const std::string& place : {std::string("vectors/a.txt"), std::string("vectors/")}) {
    folder.write(".connectify-scan-ignore", "path:" + place + " " + rule + "  # looked at\n");
    const auto after = scan_path(folder.path(), {}, progress);
    ASSERT_EQ(after->findings.size(), 1U) << place;
    EXPECT_TRUE(after->findings[0].file.ends_with("b.txt"));
    EXPECT_EQ(after->ignored, 1U);
  }
  for (const std::string& line :
       {std::string("path:vectors/a.txt other-rule"), "path:a.txt " + rule, "path:vectors " + rule}) {
    folder.write(".connectify-scan-ignore", line + "\n");
    EXPECT_EQ(scan_path(folder.path(), {}, progress)->findings.size(), 2U) << line;
  }
  for (const char* const line : {"path:vectors/", "path: ", "path:/etc/ x"}) {
    folder.write(".connectify-scan-ignore", std::string(line) + "\n");
    EXPECT_EQ(scan_path(folder.path(), {}, progress).error().rule, "fingerprint") << line;
  }
}

TEST(Files, TellsThatAFileHasMoreFindingsThanItTells) {
  const test::TemporaryFolder folder;
  std::string text;
  for (std::size_t i = 0; i <= DocumentScanner::kMostFindings; ++i) text += credential() + "\n";
  folder.write("a.txt", text);
  Progress progress;
  const auto report = scan_path(folder.path(), {}, progress);
  EXPECT_EQ(report->findings.size(), DocumentScanner::kMostFindings);
  ASSERT_EQ(report->unread.size(), 1U);
  EXPECT_TRUE(report->unread[0].file.ends_with("a.txt"));
}

TEST(Files, StopEndsAScan) {
  const test::TemporaryFolder folder;
  folder.write("a.txt", "text");
  Progress progress;
  progress.stop = true;
  const auto report = scan_path(folder.path(), {}, progress);
  ASSERT_FALSE(report.ok());
  EXPECT_EQ(report.error().code, ErrorCode::cancelled);
}

}  // namespace
}  // namespace cfy::scan
