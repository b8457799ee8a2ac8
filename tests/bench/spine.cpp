// What the whole kit costs over bare libcurl: the same GET of one device, through the C ABI (arguments and answer
// checked) and by a plain easy handle, in turns, against a sandbox in another process.
#include <sys/resource.h>

#include <chrono>
#include <cstdio>
#include <cstdlib>
#include <fstream>
#include <stdexcept>
#include <string>

#include <curl/curl.h>
#include <connectify/connectify.hpp>
#include <nlohmann/json.hpp>

#include "sandbox_process.hpp"

namespace {

using nlohmann::json;

constexpr int kRounds = 40;
constexpr int kCallsARound = 250;

double cpu_seconds() {
  rusage usage{};
  getrusage(RUSAGE_SELF, &usage);
  const auto seconds = [](const timeval& time) {
    return static_cast<double>(time.tv_sec) + static_cast<double>(time.tv_usec) * 1e-6;
  };
  return seconds(usage.ru_utime) + seconds(usage.ru_stime);
}

double wall_seconds() {
  return std::chrono::duration<double>(std::chrono::steady_clock::now().time_since_epoch()).count();
}

struct Cost {
  double cpu = 0;
  double wall = 0;

  template <class Work>
  void measure(Work work) {
    const double cpu_before = cpu_seconds();
    const double wall_before = wall_seconds();
    for (int i = 0; i < kCallsARound; ++i) work();
    cpu += cpu_seconds() - cpu_before;
    wall += wall_seconds() - wall_before;
  }
};

// A user of libcurl who does it right: one handle kept, certificates verified against one file.
class PlainLibcurl {
 public:
  PlainLibcurl(const std::string& url, const std::string& ca_file, const std::string& key) : easy_(curl_easy_init()) {
    headers_ = curl_slist_append(headers_, ("Authorization: Bearer " + key).c_str());
    headers_ = curl_slist_append(headers_, "Accept: application/json");
    curl_easy_setopt(easy_, CURLOPT_URL, url.c_str());
    curl_easy_setopt(easy_, CURLOPT_CAINFO, ca_file.c_str());
    curl_easy_setopt(easy_, CURLOPT_CAPATH, nullptr);
    curl_easy_setopt(easy_, CURLOPT_HTTP_VERSION, static_cast<long>(CURL_HTTP_VERSION_1_1));
    curl_easy_setopt(easy_, CURLOPT_HTTPHEADER, headers_);
    curl_easy_setopt(easy_, CURLOPT_WRITEDATA, &body_);
    curl_easy_setopt(
        easy_, CURLOPT_WRITEFUNCTION, +[](char* data, std::size_t size, std::size_t count, void* body) {
          static_cast<std::string*>(body)->append(data, size * count);
          return size * count;
        });
  }
  ~PlainLibcurl() {
    curl_easy_cleanup(easy_);
    curl_slist_free_all(headers_);
  }
  PlainLibcurl(const PlainLibcurl&) = delete;
  PlainLibcurl& operator=(const PlainLibcurl&) = delete;

  void get() {
    body_.clear();
    long status = 0;
    if (curl_easy_perform(easy_) != CURLE_OK) throw std::runtime_error("libcurl failed");
    curl_easy_getinfo(easy_, CURLINFO_RESPONSE_CODE, &status);
    if (status != 200) throw std::runtime_error("libcurl was answered " + std::to_string(status));
  }

 private:
  CURL* easy_;
  curl_slist* headers_ = nullptr;
  std::string body_;
};

json row(const char* name, double value, const char* unit, double peer_value, double ratio, const json& goal) {
  return {{"name", name},   {"value", value}, {"unit", unit}, {"peer", "libcurl easy"}, {"peer_value", peer_value},
          {"ratio", ratio}, {"goal", goal}};
}

int run(const std::string& result_file) {
  const cfy::conformance::SandboxProcess sandbox;
  const std::string base_url = sandbox.state().at("base_url");
  const std::string ca_file = sandbox.state().at("ca_file");
  const std::string key = sandbox.state().at("api_key");

  connectify::Config config;
  config.set("environment", "sandbox").set("base_url", base_url).set("ca_file", ca_file).set("api_key", key);
  connectify::Client client(config);
  PlainLibcurl libcurl(base_url + "/devices/dev_0001", ca_file, key);

  const auto with_kit = [&] { client.call("devices.get", connectify::Params().set("id", "dev_0001")); };
  const auto with_libcurl = [&] { libcurl.get(); };
  Cost warm_up;
  warm_up.measure(with_kit);
  warm_up.measure(with_libcurl);

  Cost kit;
  Cost plain;
  for (int round = 0; round < kRounds; ++round) {
    kit.measure(with_kit);
    plain.measure(with_libcurl);
  }
  const double calls = static_cast<double>(kRounds) * kCallsARound;
  const json results = {
      row("devices.get, CPU", kit.cpu / calls * 1e6, "us/call", plain.cpu / calls * 1e6, plain.cpu / kit.cpu, 0.8),
      row("devices.get, one after another", calls / kit.wall, "calls/s", calls / plain.wall, plain.wall / kit.wall,
          nullptr),
  };
  std::ofstream(result_file) << results.dump(1) << "\n";
  return 0;
}

}  // namespace

int main(int argc, char** argv) try {
  if (argc != 3 || std::string(argv[1]) != "--json") {
    std::fprintf(stderr, "usage: bench_spine --json FILE\n");
    return 2;
  }
  curl_global_init(CURL_GLOBAL_DEFAULT);
  return run(argv[2]);
} catch (const std::exception& error) {
  std::fprintf(stderr, "bench_spine: %s\n", error.what());
  return 1;
}
