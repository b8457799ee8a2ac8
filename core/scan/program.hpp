#pragma once

#include <sys/types.h>

#include <cstdio>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.hpp"

namespace cfy::scan {

// A file without a name, for what a program is to read.
class Scratch {
 public:
  static Result<Scratch> make();
  Result<void> write(std::string_view text);
  // To the beginning, for who reads it next.
  Result<int> rewind();
  [[nodiscard]] std::string read_all(std::size_t most) const;

 private:
  struct Close {
    void operator()(FILE* file) const noexcept { std::fclose(file); }
  };
  std::unique_ptr<FILE, Close> file_;
};

// Another program, started without a shell, whose output is read as it comes. It ends with this object at the latest.
class Program {
 public:
  // `arguments` begins with the program's name, which is looked for in PATH; `input` is a descriptor, or -1 for none.
  static Result<Program> start(const std::vector<std::string>& arguments, const std::vector<std::string>& environment,
                               int input);
  Program(Program&& other) noexcept;
  Program& operator=(Program&&) = delete;
  Program(const Program&) = delete;
  Program& operator=(const Program&) = delete;
  ~Program();

  // Some bytes of its output; none at its end. What is returned is valid until the next call.
  Result<std::string_view> read();
  // Waits for its end, and answers with what it wrote to standard error, the status before it. To be called once.
  struct End {
    int status = 0;  // 128 and the signal, where one ended it
    std::string errors;
  };
  Result<End> finish();

 private:
  Program(pid_t process, int output, Scratch errors);

  pid_t process_;
  int output_;
  Scratch errors_;
  std::string buffer_;
};

}  // namespace cfy::scan
