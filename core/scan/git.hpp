#pragma once

#include <functional>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.hpp"

namespace cfy::scan {

// One version of a file.
struct Blob {
  std::string id;
  std::string file;      // from the top of the repository
  std::string commit;    // empty for what is staged
  std::string replaces;  // the version in HEAD; empty if there is none
};

// A repository that is not trusted: asked by git's plumbing alone, which runs no hooks, pagers, filters or diff programs
// whatever its configuration says, and reaches for no network.
class Repository {
 public:
  // `path` lies in the repository. For "." git's variables are kept that say which repository and index are meant, as
  // hooks need it; all others that begin with GIT_ are taken away.
  static Result<Repository> open(const std::string& path);

  // The top of the working tree; empty if it has none.
  [[nodiscard]] const std::string& top() const noexcept { return top_; }

  // Each content once, with the first commit that has it; the oldest commits first.
  Result<std::vector<Blob>> history() const;
  // What the index has and HEAD has not.
  Result<std::vector<Blob>> staged() const;

  // Hands out the contents in their order: begin(i, size), piece(bytes)…, end(i). missing(i) for those that this
  // repository does not have. A callback's error ends it.
  struct Reader {
    std::function<Result<void>(std::size_t, std::uint64_t)> begin;
    std::function<Result<void>(std::string_view)> piece;
    std::function<Result<void>(std::size_t)> end;
    std::function<Result<void>(std::size_t)> missing;
  };
  Result<void> read(const std::vector<std::string>& ids, const Reader& reader) const;

 private:
  Repository(std::string path, std::vector<std::string> environment);

  using Take = std::function<Result<void>(std::string_view)>;
  Result<void> run(const std::vector<std::string>& arguments, int input, const Take& take) const;
  Result<std::string> ask(const std::vector<std::string>& arguments) const;

  std::string path_;
  std::vector<std::string> environment_;
  std::string top_;
};

}  // namespace cfy::scan
