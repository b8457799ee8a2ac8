// How fast a log goes through the redactor: 16 MiB of it, with 100 values registered (looked for in all their forms) and
// all shapes of the library. The peer is what people write by hand: Python's `re` with the raw values as alternatives.
#include <sys/resource.h>

#include <array>
#include <cstdio>
#include <filesystem>
#include <fstream>
#include <random>
#include <stdexcept>
#include <string>
#include <vector>

#include <connectify/connectify.hpp>
#include <nlohmann/json.hpp>

namespace {

using nlohmann::json;

constexpr std::size_t kSize = std::size_t{16} << 20U;
constexpr int kRounds = 5;
constexpr double kFloor = 400;  // MB/s

double cpu_seconds() {
  rusage usage{};
  getrusage(RUSAGE_SELF, &usage);
  const auto seconds = [](const timeval& time) {
    return static_cast<double>(time.tv_sec) + static_cast<double>(time.tv_usec) * 1e-6;
  };
  return seconds(usage.ru_utime) + seconds(usage.ru_stime);
}

// The same in every run.
class Generator {
 public:
  std::string of(const std::string& alphabet, std::size_t size) {
    std::string text;
    while (text.size() < size) text += alphabet[random_() % alphabet.size()];
    return text;
  }
  std::size_t below(std::size_t limit) { return random_() % limit; }

 private:
  std::mt19937 random_{20240501};
};

const std::string kHex = "0123456789abcdef";
const std::string kBase62 = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz";

std::vector<std::string> make_values(Generator& generator) {
  std::vector<std::string> values;
  for (int i = 0; i < 100; ++i) {
    if (i % 4 == 0) {
      values.push_back("cfy_sk_test_" + generator.of(kBase62, 38));
    } else if (i % 4 == 1) {
      values.push_back(generator.of(kBase62 + "+/", 42) + "==");
    } else if (i % 4 == 2) {
      values.push_back(generator.of(kHex, 32));
    } else {
      values.push_back(generator.of(kBase62 + "!$%&()*,;<=>?@^", 24));
    }
  }
  return values;
}

std::string line(Generator& generator) {
  const std::string time = "2026-03-0" + std::to_string(1 + generator.below(9)) +
                           "T12:" + std::to_string(10 + generator.below(50)) + ":07.123Z ";
  const std::string id = generator.of(kHex, 32);
  switch (generator.below(5)) {
    case 0:
      return time + "INFO  http.server request_id=" + id + " GET /v1/devices/dev_" +
             std::to_string(generator.below(9999)) + "?limit=20&offset=40 200 " +
             std::to_string(generator.below(90000)) + "us user_agent=\"connectify/1.0\"\n";
    case 1:
      return "{\"time\":\"" + time + "\",\"level\":\"info\",\"msg\":\"device connected\",\"device\":\"" + id +
             "\",\"url\":\"https://api.connectify.io/v1/events\",\"attempt\":" + std::to_string(generator.below(5)) +
             "}\n";
    case 2:
      return time + "DEBUG scheduler automation " + generator.of(kBase62, 22) +
             " evaluated 3 conditions in 0.4 ms; next run at 12:30\n";
    case 3:
      return time + "WARN  store: lease of " + id +
             " taken over after 15 s, the owner did not renew it (fencing token 81)\n";
    default:
      return "    at com.example.devices.Registry.lookup(Registry.java:" + std::to_string(generator.below(900)) + ")\n";
  }
}

std::string make_log(Generator& generator, const std::vector<std::string>& values) {
  std::string log;
  log.reserve(kSize + 1024);
  for (std::size_t number = 1; log.size() < kSize; ++number) {
    log += line(generator);
    if (number % 1000 == 0) log += "ERROR auth: rejected " + values[generator.below(values.size())] + " of a client\n";
  }
  log.resize(kSize);
  return log;
}

class Folder {
 public:
  Folder() {
    std::string pattern = (std::filesystem::temp_directory_path() / "connectify-bench-XXXXXX").string();
    if (::mkdtemp(pattern.data()) == nullptr) throw std::runtime_error("no temporary folder");
    path_ = pattern;
  }
  ~Folder() { std::filesystem::remove_all(path_); }
  Folder(const Folder&) = delete;
  Folder& operator=(const Folder&) = delete;

  [[nodiscard]] std::string put(const std::string& name, const std::string& content) const {
    std::ofstream(path_ / name, std::ios::binary) << content;
    return (path_ / name).string();
  }

 private:
  std::filesystem::path path_;
};

double python_seconds(const std::string& log, const std::vector<std::string>& values) {
  const Folder folder;
  std::string list;
  for (const std::string& value : values) list += (list.empty() ? "" : "\n") + value;
  const std::string script = folder.put("peer.py", R"(import re, sys, time
text, values = (open(name, "rb").read() for name in sys.argv[1:])
pattern = re.compile(b"|".join(map(re.escape, values.split(b"\n"))))
begin = time.process_time()
pattern.sub(b"[REDACTED]", text)
print(time.process_time() - begin)
)");
  const std::string command = "python3 " + script + " " + folder.put("log", log) + " " + folder.put("values", list);
  std::FILE* pipe = ::popen(command.c_str(), "r");
  double seconds = 0;
  const bool read = pipe != nullptr && std::fscanf(pipe, "%lf", &seconds) == 1;
  if (pipe == nullptr || ::pclose(pipe) != 0 || !read) throw std::runtime_error("Python did not answer");
  return seconds;
}

double best_seconds(const std::string& log, const std::vector<std::string>& values, std::size_t planted) {
  connectify::Redactor redactor;
  for (const std::string& value : values) redactor.add_value(value);
  double best = 1e9;
  for (int round = 0; round < kRounds; ++round) {
    const std::uint64_t before = redactor.count();
    const double begin = cpu_seconds();
    std::size_t size = redactor.write(log).view().size();
    size += redactor.finish().view().size();
    best = std::min(best, cpu_seconds() - begin);
    if (redactor.count() - before < planted || size == log.size()) throw std::runtime_error("not all was masked");
  }
  return best;
}

int run(const std::string& result_file) {
  Generator generator;
  const std::vector<std::string> values = make_values(generator);
  const std::string log = make_log(generator, values);
  std::size_t planted = 0;
  for (std::size_t at = 0; (at = log.find("ERROR auth: rejected ", at)) != std::string::npos; ++at) ++planted;

  const double megabytes = static_cast<double>(log.size()) * 1e-6;
  const double ours = megabytes / best_seconds(log, values, planted - 1);  // the last one may be cut off
  const double python = megabytes / python_seconds(log, values);
  const json results = {
      {{"name", "redact 16 MiB, 100 values in all forms, all shapes"},
       {"value", ours},
       {"unit", "MB/s"},
       {"peer", "Python re, raw values"},
       {"peer_value", python},
       {"ratio", ours / python},
       {"goal", 60}},
      {{"name", "the same, to the floor"},
       {"value", ours},
       {"unit", "MB/s"},
       {"peer", "floor"},
       {"peer_value", kFloor},
       {"ratio", ours / kFloor},
       {"goal", 1}},
  };
  std::ofstream(result_file) << results.dump(1) << "\n";
  return 0;
}

}  // namespace

int main(int argc, char** argv) try {
  if (argc != 3 || std::string(argv[1]) != "--json") {
    std::fprintf(stderr, "usage: bench_secrets --json FILE\n");
    return 2;
  }
  return run(argv[2]);
} catch (const std::exception& error) {
  std::fprintf(stderr, "bench_secrets: %s\n", error.what());
  return 1;
}
