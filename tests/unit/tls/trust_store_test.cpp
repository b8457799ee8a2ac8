#include "tls/trust_store.hpp"

#include <gtest/gtest.h>

#include "support/certificates.hpp"
#include "support/temporary_folder.hpp"

namespace cfy::tls {
namespace {

TEST(TrustStore, NamesTheSettingAndTheCureForAFileThatIsNotThere) {
  const auto store = TrustStore::load("/nowhere/ca.pem");
  ASSERT_FALSE(store);
  EXPECT_EQ(store.error().code, ErrorCode::tls);
  EXPECT_EQ(store.error().field, "ca_file");
  EXPECT_NE(store.error().message.find("/nowhere/ca.pem"), std::string::npos);
}

TEST(TrustStore, RefusesAFileWithoutACertificate) {
  const test::TemporaryFolder folder;
  const auto store = TrustStore::load(folder.write("ca.pem", "no certificate at all"));
  ASSERT_FALSE(store);
  EXPECT_EQ(store.error().field, "ca_file");
}

TEST(TrustStore, IsParsedOnceForAllWhoUseTheSameFile) {
  const test::TemporaryFolder folder;
  const std::string file = folder.write("ca.pem", test::make_authority().pem());
  const auto first = TrustStore::load(file);
  const auto second = TrustStore::load(file);
  ASSERT_TRUE(first);
  ASSERT_TRUE(second);
  EXPECT_EQ(first->get(), second->get());
}

TEST(TrustStore, IsParsedAgainWhenTheFileChanges) {
  const test::TemporaryFolder folder;
  const auto first = TrustStore::load(folder.write("ca.pem", test::make_authority().pem()));
  const auto second =
      TrustStore::load(folder.write("ca.pem", test::make_authority().pem() + test::make_authority().pem()));
  ASSERT_TRUE(first);
  ASSERT_TRUE(second);
  EXPECT_NE(first->get(), second->get());
}

}  // namespace
}  // namespace cfy::tls
