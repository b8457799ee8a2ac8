#include "rotation/credential_file.hpp"

#include <gtest/gtest.h>
#include <sys/stat.h>

#include <filesystem>
#include <fstream>

#include "rotation/credential_command.hpp"
#include "support/temporary_folder.hpp"

namespace cfy::rotation {
namespace {

using Form = CredentialFile::Form;

Pending pending(const std::string& value = "new") {
  return {"request", "key_1", secrets::Secret::copy_of(value).value()};
}

class CredentialFileTest : public ::testing::Test {
 protected:
  void write(const std::string& text) const {
    std::ofstream(path_, std::ios::binary) << text;
    ASSERT_EQ(chmod(path_.c_str(), 0600), 0);
  }
  [[nodiscard]] std::string text() const {
    std::ifstream file(path_, std::ios::binary);
    return std::string(std::istreambuf_iterator<char>(file), {});
  }
  [[nodiscard]] std::string current(Form form, const std::string& name) const {
    const auto value = CredentialFile(path_, form, name).current();
    return value ? std::string(value->reveal()) : value.error().rule;
  }

  test::TemporaryFolder folder_;
  const std::string path_ = folder_.path() + "/credential";
};

TEST_F(CredentialFileTest, GoesThroughItsStages) {
  write("old\n");
  CredentialFile file(path_, Form::value, "");
  EXPECT_EQ(file.current()->reveal(), "old");
  EXPECT_FALSE(file.pending()->has_value());
  ASSERT_TRUE(file.put_pending(pending()).ok());
  EXPECT_EQ(file.current()->reveal(), "old");
  EXPECT_EQ((*file.pending())->request, "request");
  EXPECT_EQ((*file.pending())->id, "key_1");
  struct stat status {};
  ASSERT_EQ(stat((path_ + ".pending").c_str(), &status), 0);
  EXPECT_EQ(status.st_mode & 0777U, 0600U);
  ASSERT_TRUE(file.promote(pending()).ok());
  EXPECT_EQ(text(), "new\n");
  EXPECT_FALSE(file.pending()->has_value());
  ASSERT_TRUE(file.put_pending(pending()).ok());
  ASSERT_TRUE(file.drop_pending().ok());
  ASSERT_TRUE(file.drop_pending().ok());
  EXPECT_FALSE(std::filesystem::exists(path_ + ".pending"));
}

TEST_F(CredentialFileTest, LeavesTheRestOfAnEnvFileAlone) {
  write("# ours\nA=1\nexport KEY = 'old' # why\nB=\"two\nlines\"\n");
  CredentialFile file(path_, Form::env, "KEY");
  EXPECT_EQ(file.current()->reveal(), "old");
  ASSERT_TRUE(file.promote(pending("a$b\"c #d")).ok());
  EXPECT_EQ(text(), "# ours\nA=1\nexport KEY ='a$b\"c #d'\nB=\"two\nlines\"\n");
  EXPECT_EQ(current(Form::env, "KEY"), "a$b\"c #d");
}

TEST_F(CredentialFileTest, DoesNotReplaceWhatItCantReplaceSafely) {
  // The first line that looks like the assignment lies inside of another value.
  const std::string hidden = "A='x\nKEY=inside\n'\nKEY=old\n";
  write(hidden);
  EXPECT_EQ(CredentialFile(path_, Form::env, "KEY").promote(pending()).error().rule, "credential_file");
  EXPECT_EQ(text(), hidden);
  const std::string lines = "KEY='o\nld'\n";
  write(lines);
  EXPECT_EQ(CredentialFile(path_, Form::env, "KEY").promote(pending()).error().rule, "credential_file");
  EXPECT_EQ(text(), lines);
  // A value that would end its own quotation.
  write("KEY=old\n");
  EXPECT_EQ(CredentialFile(path_, Form::env, "KEY").promote(pending("a'\nB='c")).error().rule, "credential_file");
  EXPECT_EQ(text(), "KEY=old\n");
}

TEST_F(CredentialFileTest, LeavesTheOtherMembersOfAJsonFileAlone) {
  write(R"({"z": 1, "apiKey": "old", "a": [true]})");
  ASSERT_TRUE(CredentialFile(path_, Form::json, "apiKey").promote(pending()).ok());
  EXPECT_EQ(text(), "{\n  \"z\": 1,\n  \"apiKey\": \"new\",\n  \"a\": [\n    true\n  ]\n}\n");
}

TEST_F(CredentialFileTest, WhatIsNotThereIsTold) {
  EXPECT_EQ(current(Form::value, ""), "missing_file");
  write("{}");
  EXPECT_EQ(current(Form::json, "apiKey"), "credential_file");
  write("");
  EXPECT_EQ(current(Form::value, ""), "credential_file");
  EXPECT_EQ(current(Form::env, "KEY"), "credential_file");
  ASSERT_EQ(chmod(path_.c_str(), 0644), 0);
  EXPECT_EQ(current(Form::value, ""), "file_mode");
}

TEST_F(CredentialFileTest, ALinkStaysOne) {
  write("old\n");
  const std::string link = folder_.path() + "/link";
  std::filesystem::create_symlink(path_, link);
  ASSERT_TRUE(CredentialFile(link, Form::value, "").promote(pending()).ok());
  EXPECT_TRUE(std::filesystem::is_symlink(link));
  EXPECT_EQ(text(), "new\n");
}

// A program that keeps a credential in a folder.
class CredentialCommandTest : public ::testing::Test {
 protected:
  void SetUp() override {
    std::ofstream(script_) << "cd '" << folder_.path()
                           << "'\ncase $1 in\n"
                              "current) cat current ;;\n"
                              "pending) cat pending 2>/dev/null || true ;;\n"
                              "put-pending) cat >pending ;;\n"
                              "promote) sed 's/.*\"value\":\"\\([^\"]*\\)\".*/\\1/' >current; rm -f pending ;;\n"
                              "drop-pending) rm -f pending ;;\n"
                              "list) printf '[{\"id\":\"k\",\"made\":\"2026-11-24T12:00:00Z\"}]' ;;\n"
                              "create) printf '{\"id\":\"%s-%s\",\"value\":\"%s\"}' \"$2\" \"$3\" \"$(cat)2\" ;;\n"
                              "verify) [ \"$(cat)\" = good ] && echo works || echo refused ;;\n"
                              "*) exit 3 ;;\n"
                              "esac\n";
    std::ofstream(folder_.path() + "/current") << "old\n";
  }

  test::TemporaryFolder folder_;
  const std::string script_ = folder_.path() + "/keep.sh";
  const std::vector<std::string> words_ = {"/bin/sh", script_};
};

TEST_F(CredentialCommandTest, KeepsACredential) {
  CommandStore store(words_);
  EXPECT_EQ(store.current()->reveal(), "old");
  EXPECT_FALSE(store.pending()->has_value());
  ASSERT_TRUE(store.put_pending(pending()).ok());
  EXPECT_EQ((*store.pending())->value.reveal(), "new");
  ASSERT_TRUE(store.promote(pending()).ok());
  EXPECT_EQ(store.current()->reveal(), "new");
  EXPECT_FALSE(store.pending()->has_value());
}

TEST_F(CredentialCommandTest, MakesCredentials) {
  CommandIssuer issuer(words_);
  const auto with = secrets::Secret::copy_of("old").value();
  EXPECT_EQ(issuer.list(with)->at(0).id, "k");
  EXPECT_EQ(issuer.list(with)->at(0).made,
            std::chrono::sys_days(std::chrono::year(2026) / 11 / 24) + std::chrono::hours(12));
  const auto made = issuer.create("r", "k", with);
  EXPECT_EQ(made->id, "r-k");
  EXPECT_EQ(made->value.reveal(), "old2");
  EXPECT_TRUE(issuer.verify({"k", secrets::Secret::copy_of("good").value(), {}}).ok());
  EXPECT_EQ(issuer.verify({"k", with, {}}).error().code, ErrorCode::authentication);
  EXPECT_EQ(issuer.revoke("k", with).error().rule, "command_failed");
}

}  // namespace
}  // namespace cfy::rotation
