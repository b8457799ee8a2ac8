#include "sandbox/signatures.hpp"

#include "harness.hpp"

namespace cfy::sandbox {
namespace {

constexpr const char* kNonce = "AAAAAAAAAAAAAAAAAAAAAA";

// A request as the specification says that it is signed, with each part open to change.
class Signatures : public SandboxTest {
 protected:
  Signatures() : sandbox_(start()) {}

  Headers sign(const std::string& method, const std::string& path, const std::string& body,
               const std::string& nonce = kNonce, std::chrono::seconds shift = {}) {
    return sign_request(sandbox_.api_secret(), method, path, body, nonce, clock_.wall_now() + shift);
  }
  std::string refused(const std::string& path, const Headers& headers) {
    const Answer answer = client().send("DELETE", path, headers);
    EXPECT_EQ(answer.status, 401) << answer.body;
    return answer.error_code();
  }

  static constexpr const char* kPath = "/grants/grt_0001";
  Sandbox& sandbox_;
};

TEST_F(Signatures, LetASignedChangeThrough) {
  EXPECT_EQ(client().send("DELETE", kPath, sign("DELETE", kPath, "")).status, 200);
}

TEST_F(Signatures, AreNeededForEachChangeOfKeyMaterialAndNotForReading) {
  EXPECT_EQ(refused(kPath, {}), "SIGNATURE_REQUIRED");
  EXPECT_EQ(refused("/keys/key_1", {}), "SIGNATURE_REQUIRED");
  EXPECT_EQ(refused("/webhooks/wh_0001", {}), "SIGNATURE_REQUIRED");
  for (const char* const path : {"/keys", "/webhooks", "/grants"}) EXPECT_EQ(client().get(path).status, 200) << path;
}

TEST_F(Signatures, OfAnotherRequestAreRefused) {
  EXPECT_EQ(refused(kPath, sign("POST", kPath, "")), "INVALID_SIGNATURE");
  EXPECT_EQ(refused(kPath, sign("DELETE", "/grants/grt_0002", "")), "INVALID_SIGNATURE");
  EXPECT_EQ(refused(kPath, sign("DELETE", kPath, "{}")), "INVALID_SIGNATURE");
  Headers headers = sign("DELETE", kPath, "");
  headers[1] = "X-Connectify-Nonce: BBBBBBBBBBBBBBBBBBBBBB";
  EXPECT_EQ(refused(kPath, headers), "INVALID_SIGNATURE");
}

TEST_F(Signatures, OlderOrNewerThanTheToleranceAreRefused) {
  using std::chrono::seconds;
  EXPECT_EQ(refused(kPath, sign("DELETE", kPath, "", kNonce, seconds(-301))), "STALE_SIGNATURE");
  EXPECT_EQ(refused(kPath, sign("DELETE", kPath, "", kNonce, seconds(302))), "STALE_SIGNATURE");
  EXPECT_EQ(client().send("DELETE", kPath, sign("DELETE", kPath, "", kNonce, seconds(-299))).status, 200);
}

TEST_F(Signatures, CountOnce) {
  const Headers headers = sign("DELETE", kPath, "");
  EXPECT_EQ(client().send("DELETE", kPath, headers).status, 200);
  EXPECT_EQ(refused(kPath, headers), "NONCE_REUSED");
}

TEST_F(Signatures, HaveANonceOfSixteenBytes) {
  EXPECT_EQ(refused(kPath, sign("DELETE", kPath, "", "short")), "INVALID_SIGNATURE");
}

TEST_F(Signatures, StandOnceInTheRequest) {
  Headers headers = sign("DELETE", kPath, "");
  headers.push_back(headers.back());
  EXPECT_EQ(refused(kPath, headers), "SIGNATURE_REQUIRED");
}

}  // namespace
}  // namespace cfy::sandbox
