#include "managers/aws_signature.hpp"

#include <gtest/gtest.h>

namespace cfy::managers {
namespace {

// The credentials and the time of AWS's published signature tests.
AwsCredentials published() {
  AwsCredentials credentials;
  credentials.access_key_id = "AKIDEXAMPLE";
  credentials.secret_access_key = *secrets::Secret::copy_of("wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY");
  return credentials;
}

std::string signature(const AwsRequest& request, const char* service = "service") {
  const Result<std::string> header = sign_aws_request(published(), request, {"20150830T123600Z", "us-east-1", service});
  return header ? header->substr(header->rfind('=') + 1) : header.error().message;
}

AwsRequest request(std::string_view method, std::string_view query = {}) {
  AwsRequest made{.method = method, .query = query, .headers = {}};
  made.headers = {{"host", "example.amazonaws.com"}, {"x-amz-date", "20150830T123600Z"}};
  return made;
}

TEST(AwsSignatureTest, MakesThePublishedSignatures) {
  EXPECT_EQ(signature(request("GET")), "5fa00fa31553b73ebf1942676e86291e8372ff2a2260956d9b8aae1d763fbf31");
  EXPECT_EQ(signature(request("POST")), "5da7c1a2acd57cee7505fc6676e4e544621c30862966e37dddb68e92efbe5d6b");
  EXPECT_EQ(signature(request("GET", "Param1=value1&Param2=value2")),
            "b97d918cfa904a5beff61c982a1b6f458b799221646efd99d3219ec94cdf2500");
}

TEST(AwsSignatureTest, SignsHeadersAndPayload) {
  AwsRequest form = request("POST");
  form.headers.insert(form.headers.begin(), {"content-type", "application/x-www-form-urlencoded"});
  form.payload = "Param1=value1";
  EXPECT_EQ(signature(form), "ff11897932ad3f4e8b18135d722051e5ac45fc38421b1da7b9d196a0fe09473a");

  AwsRequest list = request("GET", "Action=ListUsers&Version=2010-05-08");
  list.headers = {{"content-type", "application/x-www-form-urlencoded; charset=utf-8"},
                  {"host", "iam.amazonaws.com"},
                  {"x-amz-date", "20150830T123600Z"}};
  EXPECT_EQ(signature(list, "iam"), "5d672d79c15b13162d9279b0855cfba6789a8edb4c82c400e06b5924a6f2b5d7");
}

TEST(AwsSignatureTest, SaysWhatWasSigned) {
  EXPECT_EQ(*sign_aws_request(published(), request("GET"), {"20150830T123600Z", "us-east-1", "service"}),
            "AWS4-HMAC-SHA256 Credential=AKIDEXAMPLE/20150830/us-east-1/service/aws4_request, "
            "SignedHeaders=host;x-amz-date, "
            "Signature=5fa00fa31553b73ebf1942676e86291e8372ff2a2260956d9b8aae1d763fbf31");
  EXPECT_EQ(aws_time(Time(std::chrono::seconds(1440938160))), "20150830T123600Z");
}

}  // namespace
}  // namespace cfy::managers
