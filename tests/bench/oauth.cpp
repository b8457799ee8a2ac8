// What checking a whole token costs: signature, header, claims and all the refusals, through the C ABI, beside OpenSSL
// that is given the same bytes with the key ready and the signature decoded, and beside PyJWT with its key parsed once.
#include <cstdio>
#include <ctime>

#include <algorithm>
#include <array>
#include <fstream>
#include <memory>
#include <stdexcept>
#include <string>
#include <vector>

#include <openssl/ec.h>
#include <openssl/evp.h>
#include <openssl/pem.h>
#include <openssl/rsa.h>
#include <connectify/connectify.hpp>
#include <nlohmann/json.hpp>

#include "oauth/base64url.hpp"
#include "oauth/signer.hpp"

namespace {

using nlohmann::json;

constexpr int kRounds = 15;
constexpr int kTokensARound = 2000;

// Of this thread: what others do on the machine doesn't count.
double cpu_seconds() {
  timespec now{};
  clock_gettime(CLOCK_THREAD_CPUTIME_ID, &now);
  return static_cast<double>(now.tv_sec) + static_cast<double>(now.tv_nsec) * 1e-9;
}

template <class Work>
double seconds_a_round(Work work) {
  const double before = cpu_seconds();
  for (int i = 0; i < kTokensARound; ++i) work();
  return cpu_seconds() - before;
}

double median(std::vector<double> values) {
  std::nth_element(values.begin(), values.begin() + static_cast<std::ptrdiff_t>(values.size() / 2), values.end());
  return values[values.size() / 2];
}

void require(bool good, const char* what) {
  if (!good) throw std::runtime_error(what);
}

std::string claims() {
  return json{{"iss", "https://issuer.example"},
              {"sub", "user_test_1"},
              {"aud", "app_test_1"},
              {"iat", 1'700'000'000},
              {"exp", 4'000'000'000LL},
              {"scope", "devices:read events:read"},
              {"jti", "0123456789abcdef"},
              {"client_id", "client_test_1"}}
      .dump();
}

std::string pem_of(EVP_PKEY* key, bool with_private) {
  const std::unique_ptr<BIO, decltype(&BIO_free)> memory(BIO_new(BIO_s_mem()), &BIO_free);
  if (with_private) {
    require(PEM_write_bio_PrivateKey(memory.get(), key, nullptr, nullptr, 0, nullptr, nullptr) == 1, "PEM");
  } else {
    require(PEM_write_bio_PUBKEY(memory.get(), key) == 1, "PEM");
  }
  char* data = nullptr;
  const long size = BIO_get_mem_data(memory.get(), &data);
  return {data, static_cast<std::size_t>(size)};
}

// A user of OpenSSL who does it right: the key parsed once, the digest looked up once.
class PlainOpenSsl {
 public:
  PlainOpenSsl(std::shared_ptr<EVP_PKEY> key, const std::string& token) : key_(std::move(key)) {
    const std::size_t dot = token.rfind('.');
    input_ = token.substr(0, dot);
    signature_ = cfy::oauth::base64url_decode(token.substr(dot + 1), "signature").value();
    if (EVP_PKEY_get_base_id(key_.get()) == EVP_PKEY_EC) signature_ = der(signature_);
  }

  void verify() const {
    EVP_MD_CTX* const context = EVP_MD_CTX_new();
    const bool good =
        EVP_DigestVerifyInit(context, nullptr, digest_.get(), nullptr, key_.get()) == 1 &&
        EVP_DigestVerify(context, bytes(signature_), signature_.size(), bytes(input_), input_.size()) == 1;
    EVP_MD_CTX_free(context);
    require(good, "OpenSSL refused the token");
  }

 private:
  static const unsigned char* bytes(const std::string& text) {
    return reinterpret_cast<const unsigned char*>(text.data());
  }
  static std::string der(const std::string& raw) {
    const std::unique_ptr<ECDSA_SIG, decltype(&ECDSA_SIG_free)> pair(ECDSA_SIG_new(), &ECDSA_SIG_free);
    const int half = static_cast<int>(raw.size() / 2);
    ECDSA_SIG_set0(pair.get(), BN_bin2bn(bytes(raw), half, nullptr), BN_bin2bn(bytes(raw) + half, half, nullptr));
    unsigned char* out = nullptr;
    const int size = i2d_ECDSA_SIG(pair.get(), &out);
    std::string encoded(reinterpret_cast<char*>(out), static_cast<std::size_t>(size));
    OPENSSL_free(out);
    return encoded;
  }

  std::shared_ptr<EVP_PKEY> key_;
  std::shared_ptr<EVP_MD> digest_{EVP_MD_fetch(nullptr, "SHA256", nullptr), &EVP_MD_free};
  std::string input_;
  std::string signature_;
};

// Tokens a second by PyJWT, which prints them; nothing where it is not installed.
json pyjwt_rate(const std::string& algorithm, const std::string& public_pem, const std::string& token) {
  constexpr const char* kProgram = R"(
import sys, time
try:
    import jwt
    from cryptography.hazmat.primitives.serialization import load_pem_public_key
except ImportError:
    sys.exit(0)
algorithm, pem, token = sys.argv[1:]
key = load_pem_public_key(pem.encode())
check = lambda: jwt.decode(token, key, algorithms=[algorithm], audience="app_test_1", issuer="https://issuer.example")
rates = []
for _ in range(7):
    begin = time.thread_time()
    for _ in range(500):
        check()
    rates.append(500 / (time.thread_time() - begin))
print(sorted(rates)[3])
)";
  const std::string command =
      "/usr/bin/python3 -c '" + std::string(kProgram) + "' " + algorithm + " '" + public_pem + "' " + token;
  const std::unique_ptr<FILE, decltype(&pclose)> pipe(popen(command.c_str(), "r"), &pclose);
  std::array<char, 64> line{};
  if (!pipe || std::fgets(line.data(), static_cast<int>(line.size()), pipe.get()) == nullptr) return nullptr;
  return std::stod(line.data());
}

json row(const std::string& name, double value, const char* peer, const json& peer_value, double goal) {
  return {{"name", name}, {"value", value},           {"unit", "tokens/s"},
          {"peer", peer}, {"peer_value", peer_value}, {"ratio", value / peer_value.get<double>()},
          {"goal", goal}};
}

void measure(json& results, const std::string& name, EVP_PKEY* made) {
  const std::shared_ptr<EVP_PKEY> key(made, &EVP_PKEY_free);
  const auto secret = cfy::secrets::Secret::copy_of(pem_of(key.get(), true)).value();
  const auto signer = cfy::oauth::Signer::from_pem(secret, std::nullopt, "bench_test_1").value();
  const std::string token = signer.sign({{"typ", "at+jwt"}}, claims()).value();

  json jwk = json::parse(signer.public_key());
  jwk["kid"] = "bench_test_1";
  const connectify::Jwks jwks(json{{"keys", {jwk}}}.dump());
  connectify::JwtRules rules;
  rules.set("alg", name)
      .set("issuer", "https://issuer.example")
      .set("audience", "app_test_1")
      .set("profile", "access_token");
  const PlainOpenSsl plain(key, token);

  const auto with_kit = [&] { connectify::verify_jwt(token, jwks, rules); };
  const auto with_openssl = [&] { plain.verify(); };
  seconds_a_round(with_kit);
  seconds_a_round(with_openssl);
  std::vector<double> kit;
  std::vector<double> openssl;
  for (int round = 0; round < kRounds; ++round) {
    kit.push_back(seconds_a_round(with_kit));
    openssl.push_back(seconds_a_round(with_openssl));
  }
  const double rate = kTokensARound / median(kit);
  results.push_back(row("verify " + name, rate, "OpenSSL, key cached", kTokensARound / median(openssl), 0.9));
  const json pyjwt = pyjwt_rate(name, pem_of(key.get(), false), token);
  if (!pyjwt.is_null()) results.push_back(row("verify " + name + ", from C", rate, "PyJWT, key cached", pyjwt, 1.5));
}

}  // namespace

int main(int argc, char** argv) {
  if (argc != 3 || std::string(argv[1]) != "--json") {
    std::fprintf(stderr, "usage: %s --json FILE\n", argv[0]);
    return 2;
  }
  try {
    json results = json::array();
    measure(results, "RS256", EVP_RSA_gen(2048));
    measure(results, "ES256", EVP_EC_gen("P-256"));
    std::ofstream(argv[2]) << results.dump(2) << '\n';
  } catch (const std::exception& problem) {
    std::fprintf(stderr, "bench_oauth: %s\n", problem.what());
    return 1;
  }
  return 0;
}
