#include "oauth/metadata.hpp"
#include "oauth/pkce.hpp"
#include "oauth/proofs.hpp"
#include "oauth_harness.hpp"
#include "sandbox/oauth/id_token.hpp"

namespace cfy::sandbox {
namespace {

using nlohmann::json;
using ::testing::HasSubstr;

oauth::Signer make_signer() { return *oauth::Signer::from_pem(make_private_key(), oauth::Algorithm::es256); }

class OAuthDpop : public OAuthTest {
 protected:
  struct Making {
    std::string method = "POST";
    std::string url{};  // empty: the token endpoint
    std::string nonce{};
    std::string token{};
  };
  std::string proof(const oauth::Signer& signer, const Making& making) {
    const std::string target = making.url.empty() ? url("/token") : making.url;
    const auto token = secrets::Secret::copy_of(making.token);
    const oauth::DpopWish wish{making.method, target, making.token.empty() ? nullptr : &*token, making.nonce};
    return "DPoP: " + *oauth::make_dpop_proof(signer, wish, clock_);
  }
  // A nonce of the server's, from its refusal of a proof without one.
  std::string nonce() {
    return post_as("basic", "/oauth/token", credentials(), {proof(signer_, {})}).header("dpop-nonce");
  }
  static Fields credentials() { return {{"grant_type", "client_credentials"}, {"scope", "devices:read"}}; }
  static std::string error_of(const Answer& answer) { return answer.json().value("error", "none"); }
  // A token that is bound to signer_.
  json bound() { return token_as("basic", credentials(), {proof(signer_, {.nonce = nonce()})}).json(); }
  Answer call(const json& tokens, const oauth::Signer& signer, Making making, const std::string& scheme = "DPoP ") {
    const std::string token = tokens.at("access_token");
    making.method = "GET";
    making.token = token;
    if (making.url.empty()) making.url = api() + "/devices";
    Client nobody = client_with(std::nullopt);
    return nobody.get("/devices", {"Authorization: " + scheme + token, proof(signer, making)});
  }

  oauth::Signer signer_ = make_signer();
  oauth::Signer other_ = make_signer();
};

TEST_F(OAuthDpop, AsksForItsNonceAndThenBindsTheToken) {
  const Answer first = token_as("basic", credentials(), {proof(signer_, {})});
  EXPECT_EQ(first.status, 400);
  EXPECT_EQ(error_of(first), "use_dpop_nonce");
  const Answer second = token_as("basic", credentials(), {proof(signer_, {.nonce = first.header("dpop-nonce")})});
  ASSERT_EQ(second.status, 200) << second.body;
  EXPECT_EQ(second.json().at("token_type"), "DPoP");
  const json told = post_as("basic", "/oauth/introspect", {{"token", second.json().at("access_token")}}).json();
  EXPECT_EQ(told.at("cnf").at("jkt"), signer_.thumbprint());
}

TEST_F(OAuthDpop, ABoundTokenOpensTheApiWithItsKeyAlone) {
  const json tokens = bound();
  const std::string now = nonce();
  EXPECT_EQ(call(tokens, signer_, {.nonce = now}).status, 200);
  EXPECT_EQ(call(tokens, other_, {.nonce = now}).error_code(), "INVALID_TOKEN");
  EXPECT_EQ(status_of(tokens), 401) << "as a bearer token";
  EXPECT_EQ(call(tokens, signer_, {.nonce = now}, "Bearer ").status, 401);
  EXPECT_EQ(call(tokens, signer_, {.url = api() + "/events", .nonce = now}).status, 401) << "made for another address";
}

TEST_F(OAuthDpop, TheApiAsksForANonceToo) {
  const Answer answer = call(bound(), signer_, {});
  EXPECT_EQ(answer.status, 401);
  EXPECT_THAT(answer.header("www-authenticate"), HasSubstr(R"(DPoP realm="connectify", error="use_dpop_nonce")"));
  EXPECT_NE(answer.header("dpop-nonce"), "");
}

TEST_F(OAuthDpop, ATokenWithoutAKeyIsNotForTheScheme) {
  const json tokens = token_as("basic", credentials()).json();
  EXPECT_EQ(call(tokens, signer_, {.nonce = nonce()}).status, 401);
}

TEST_F(OAuthDpop, AProofIsGoodOnce) {
  const std::string once = proof(signer_, {.nonce = nonce()});
  EXPECT_EQ(token_as("basic", credentials(), {once}).status, 200);
  EXPECT_EQ(error_of(token_as("basic", credentials(), {once})), "invalid_dpop_proof");
}

TEST_F(OAuthDpop, ProofsAreHeldToTheRequest) {
  const std::string now = nonce();
  EXPECT_EQ(error_of(token_as("basic", credentials(), {proof(signer_, {.method = "GET", .nonce = now})})),
            "invalid_dpop_proof");
  EXPECT_EQ(error_of(token_as("basic", credentials(), {proof(signer_, {.url = url("/par"), .nonce = now})})),
            "invalid_dpop_proof");
  EXPECT_EQ(error_of(token_as("basic", credentials(), {"DPoP: a.b.c"})), "invalid_dpop_proof");
  const Headers two = {proof(signer_, {.nonce = now}), proof(signer_, {.nonce = now})};
  EXPECT_EQ(error_of(token_as("basic", credentials(), two)), "invalid_dpop_proof");
  const std::string old = proof(signer_, {.nonce = now});
  clock_.pass(std::chrono::seconds{301});
  EXPECT_EQ(error_of(token_as("basic", credentials(), {old})), "invalid_dpop_proof");
}

TEST_F(OAuthDpop, NoncesChangeAndTheLastOneIsTakenForAWhile) {
  const std::string first = nonce();
  clock_.pass(std::chrono::minutes{5});
  const Answer answer = token_as("basic", credentials(), {proof(signer_, {.nonce = first})});
  EXPECT_EQ(answer.status, 200);
  EXPECT_NE(answer.header("dpop-nonce"), first) << "the next one comes along";
  clock_.pass(std::chrono::minutes{5});
  EXPECT_EQ(error_of(token_as("basic", credentials(), {proof(signer_, {.nonce = first})})), "use_dpop_nonce");
}

TEST_F(OAuthDpop, AClientMayBeHeldToIt) {
  const std::string code = code_for(request_of("dpop"));
  EXPECT_EQ(error_of(token_as("dpop", exchange_of(code))), "invalid_dpop_proof");
  const Answer answer = token_as("dpop", exchange_of(code), {proof(signer_, {.nonce = nonce()})});
  ASSERT_EQ(answer.status, 200) << answer.body;
  EXPECT_EQ(answer.json().at("token_type"), "DPoP");
}

TEST_F(OAuthDpop, APublicClientsRefreshTokenIsBoundToo) {
  const Answer answer =
      token_as("dpop", exchange_of(code_for(request_of("dpop"))), {proof(signer_, {.nonce = nonce()})});
  const Fields again = {{"grant_type", "refresh_token"}, {"refresh_token", answer.json().at(kRefreshed)}};
  EXPECT_EQ(error_of(token_as("dpop", again, {proof(other_, {.nonce = nonce()})})), "invalid_dpop_proof");
  EXPECT_EQ(token_as("dpop", again, {proof(signer_, {.nonce = nonce()})}).status, 200);
}

TEST_F(OAuthDpop, ACodeMayBeBoundBeforehand) {
  const Fields request = with(request_of("dpop"), {{"dpop_jkt", signer_.thumbprint()}});
  EXPECT_EQ(error_of(token_as("dpop", exchange_of(code_for(request)), {proof(other_, {.nonce = nonce()})})),
            "invalid_grant");
  EXPECT_EQ(token_as("dpop", exchange_of(code_for(request)), {proof(signer_, {.nonce = nonce()})}).status, 200);
}

TEST_F(OAuthDpop, APushedRequestBindsItsCode) {
  const Fields request = with(request_of("par"), {{"client_id", ""}});
  const auto push = [&](const Fields& fields) {
    return post_as("par", "/oauth/par", fields, {proof(signer_, {.url = url("/par"), .nonce = nonce()})});
  };
  const std::string id = seeded("par").at("client_id");
  const std::string uri = push(request).json().at("request_uri");
  const Answer sent = log_in(get("/oauth/authorize?" + form_of({{"client_id", id}, {"request_uri", uri}})));
  const Fields exchange = exchange_of(query_of(sent.header("location"))["code"]);
  EXPECT_EQ(error_of(token_as("par", exchange, {proof(other_, {.nonce = nonce()})})), "invalid_grant");
  EXPECT_EQ(error_of(push(with(request, {{"dpop_jkt", other_.thumbprint()}}))), "invalid_dpop_proof");
}

TEST_F(OAuthDpop, ExchangingABoundTokenNeedsItsKey) {
  const json subject = bound();
  const Fields exchange = {{"grant_type", "urn:ietf:params:oauth:grant-type:token-exchange"},
                           {"subject_token", subject.at("access_token")},
                           {"subject_token_type", "urn:ietf:params:oauth:token-type:access_token"}};
  EXPECT_EQ(error_of(token_as("basic", exchange)), "invalid_dpop_proof");
  EXPECT_EQ(token_as("basic", exchange, {proof(signer_, {.nonce = nonce()})}).json().at("token_type"), "DPoP");
}

}  // namespace
}  // namespace cfy::sandbox
