#include "sandbox/oauth/dpop.hpp"

#include <utility>

#include "oauth/proofs.hpp"
#include "sandbox/oauth/answer.hpp"
#include "sandbox/random.hpp"

namespace cfy::sandbox {
namespace {

constexpr const char* kHeader = "DPoP";
constexpr std::chrono::minutes kNonceLifetime{5};
constexpr std::size_t kNonceCharacters = 26;

Error bad_proof(std::string description) { return oauth_refusal("invalid_dpop_proof", std::move(description)); }

}  // namespace

DpopChecker::DpopChecker(TicketStore& tickets, const Clock& clock)
    : tickets_(tickets),
      clock_(clock),
      nonces_{random_base32(kNonceCharacters), random_base32(kNonceCharacters)},
      made_(clock.steady_now()) {}

DpopChecker::Nonces DpopChecker::nonces() {
  const std::lock_guard lock(mutex_);
  const auto age = clock_.steady_now() - made_;
  if (age >= kNonceLifetime) {
    nonces_.previous = age < 2 * kNonceLifetime ? std::move(nonces_.current) : random_base32(kNonceCharacters);
    nonces_.current = random_base32(kNonceCharacters);
    made_ = clock_.steady_now();
  }
  return nonces_;
}

std::string DpopChecker::nonce() { return nonces().current; }

Result<std::string> DpopChecker::check(const Request& request, std::string_view url,
                                       const secrets::Secret* access_token) {
  const std::size_t count = request.headers.count(kHeader);
  if (count == 0) return std::string();
  if (count > 1) return bad_proof("The request bears two proofs.");
  const Nonces accepted = nonces();
  oauth::DpopExpectation expected{.method = request.method, .url = url, .access_token = access_token};
  expected.nonce = accepted.current;
  auto proof = oauth::check_dpop_proof(request.header(kHeader), expected, clock_);
  if (!proof && proof.error().field == "claims.nonce") {
    expected.nonce = accepted.previous;
    proof = oauth::check_dpop_proof(request.header(kHeader), expected, clock_);
  }
  if (!proof && proof.error().field == "claims.nonce") {
    return oauth_refusal("use_dpop_nonce", "Make a proof with the nonce of the field DPoP-Nonce.");
  }
  if (!proof) return bad_proof("The proof breaks the rule " + proof.error().rule + ".");
  // A proof is judged by its age to both sides, so that it has to be remembered twice as long.
  const std::int64_t remembered = 2 * expected.window.count();
  if (!tickets_.put("dpop_jti", proof->thumbprint + '\n' + proof->jti, nullptr, remembered)) {
    return bad_proof("The proof was used before; make a new one for each request.");
  }
  return std::move(proof->thumbprint);
}

}  // namespace cfy::sandbox
