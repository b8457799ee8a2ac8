#include "harness.hpp"

#include <algorithm>
#include <cctype>
#include <cstdlib>
#include <stdexcept>

#include "sandbox/text.hpp"
#include "secrets/hmac.hpp"

namespace cfy::sandbox {
namespace {

std::size_t append_body(char* data, std::size_t size, std::size_t count, void* target) {
  static_cast<std::string*>(target)->append(data, size * count);
  return size * count;
}

std::size_t append_header(char* data, std::size_t size, std::size_t count, void* target) {
  const std::string line(data, size * count);
  const std::size_t colon = line.find(": ");
  if (colon != std::string::npos) {
    std::string name = line.substr(0, colon);
    std::ranges::transform(name, name.begin(), [](unsigned char c) { return static_cast<char>(std::tolower(c)); });
    (*static_cast<std::map<std::string, std::string>*>(target))[name] =
        line.substr(colon + 2, line.find_last_not_of("\r\n") - colon - 1);
  }
  return size * count;
}

}  // namespace

TemporaryFolder::TemporaryFolder() {
  std::string name = (std::filesystem::temp_directory_path() / "sandbox-test-XXXXXX").string();
  if (::mkdtemp(name.data()) == nullptr) throw std::runtime_error("no temporary folder");
  path_ = name;
}

TemporaryFolder::~TemporaryFolder() { std::filesystem::remove_all(path_); }

std::string Answer::header(const std::string& name) const {
  const auto found = headers.find(name);
  return found == headers.end() ? std::string() : found->second;
}

Client::Client(std::string base_url, std::string ca_file, std::optional<std::string> key)
    : handle_(curl_easy_init()), base_url_(std::move(base_url)), key_(std::move(key)) {
  curl_easy_setopt(handle_, CURLOPT_CAINFO, ca_file.c_str());
  curl_easy_setopt(handle_, CURLOPT_CAPATH, nullptr);
  curl_easy_setopt(handle_, CURLOPT_PROXY, "");
  curl_easy_setopt(handle_, CURLOPT_TIMEOUT_MS, 20'000L);
  curl_easy_setopt(handle_, CURLOPT_NOSIGNAL, 1L);
  curl_easy_setopt(handle_, CURLOPT_PATH_AS_IS, 1L);
}

Client::~Client() { curl_easy_cleanup(handle_); }

Answer Client::send(const std::string& method, const std::string& path, const Headers& headers,
                    const std::optional<std::string>& body) {
  Answer answer;
  curl_slist* list = nullptr;
  if (key_) list = curl_slist_append(list, ("Authorization: Bearer " + *key_).c_str());
  for (const std::string& header : headers) list = curl_slist_append(list, header.c_str());
  curl_easy_setopt(handle_, CURLOPT_URL, (base_url_ + path).c_str());
  curl_easy_setopt(handle_, CURLOPT_HTTPGET, 1L);
  curl_easy_setopt(handle_, CURLOPT_NOBODY, method == "HEAD" ? 1L : 0L);
  if (body) {
    curl_easy_setopt(handle_, CURLOPT_POSTFIELDSIZE_LARGE, static_cast<curl_off_t>(body->size()));
    curl_easy_setopt(handle_, CURLOPT_COPYPOSTFIELDS, body->data());
  }
  curl_easy_setopt(handle_, CURLOPT_CUSTOMREQUEST, method.c_str());
  curl_easy_setopt(handle_, CURLOPT_HTTPHEADER, list);
  curl_easy_setopt(handle_, CURLOPT_WRITEFUNCTION, append_body);
  curl_easy_setopt(handle_, CURLOPT_WRITEDATA, &answer.body);
  curl_easy_setopt(handle_, CURLOPT_HEADERFUNCTION, append_header);
  curl_easy_setopt(handle_, CURLOPT_HEADERDATA, &answer.headers);
  answer.code = curl_easy_perform(handle_);
  curl_easy_getinfo(handle_, CURLINFO_RESPONSE_CODE, &answer.status);
  curl_slist_free_all(list);
  return answer;
}

Answer Client::send_json(const std::string& method, const std::string& path, const nlohmann::json& body,
                         Headers headers) {
  headers.emplace_back("Content-Type: application/json");
  return send(method, path, headers, body.dump());
}

Headers sign_request(const secrets::Secret& api_secret, const std::string& method, const std::string& path,
                     const std::string& body, const std::string& nonce, std::chrono::system_clock::time_point time) {
  const std::string date = rfc3339(time);
  const std::string text = "v1\n" + method + "\n/v1" + path + "\n" + date + "\n" + nonce + "\n" + sha256_hex(body);
  const auto digest = secrets::hmac_sha256(api_secret, {text});
  return {"X-Connectify-Date: " + date, "X-Connectify-Nonce: " + nonce,
          "X-Connectify-Request-Signature: v1=" + secrets::hex_of(*digest)};
}

Sandbox& SandboxTest::start(Options options) {
  client_.reset();
  sandbox_.reset();
  if (options.state_file.empty()) options.state_file = folder_.file("sandbox.json");
  options.self_check = true;
  options.clock = &clock_;
  auto started = Sandbox::start(std::move(options));
  if (!started) throw std::runtime_error(started.error().message);
  sandbox_.emplace(std::move(*started));
  client_.emplace(sandbox_->base_url(), sandbox_->ca_file(), std::string(sandbox_->api_key().reveal()));
  return *sandbox_;
}

Client& SandboxTest::client() {
  if (!client_) start();
  return *client_;
}

Client SandboxTest::client_with(std::optional<std::string> key) {
  if (!sandbox_) start();
  return {sandbox_->base_url(), sandbox_->ca_file(), std::move(key)};
}

}  // namespace cfy::sandbox
