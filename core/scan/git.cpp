#include "scan/git.hpp"

#include <unistd.h>

#include <algorithm>
#include <array>
#include <charconv>
#include <optional>
#include <unordered_set>
#include <utility>

#include "scan/program.hpp"

namespace cfy::scan {
namespace {

constexpr std::string_view kSubmodule = "160000";

// What says which repository and which index are meant.
constexpr std::array<std::string_view, 7> kPlaces = {"GIT_DIR=",        "GIT_WORK_TREE=",
                                                     "GIT_INDEX_FILE=", "GIT_OBJECT_DIRECTORY=",
                                                     "GIT_COMMON_DIR=", "GIT_ALTERNATE_OBJECT_DIRECTORIES=",
                                                     "GIT_NAMESPACE="};

std::vector<std::string> environment_for(const std::string& path) {
  std::vector<std::string> kept;
  for (char** entry = environ; entry != nullptr && *entry != nullptr; ++entry) {
    const std::string_view variable = *entry;
    const bool place = std::any_of(kPlaces.begin(), kPlaces.end(),
                                   [variable](std::string_view name) { return variable.starts_with(name); });
    if (variable.starts_with("LC_ALL=") || (variable.starts_with("GIT_") && !(place && path == "."))) continue;
    kept.emplace_back(variable);
  }
  // Its words are looked at, nobody is asked for a password, and what a partial clone lacks is not fetched.
  for (const char* variable : {"LC_ALL=C", "GIT_TERMINAL_PROMPT=0", "GIT_OPTIONAL_LOCKS=0", "GIT_NO_LAZY_FETCH=1",
                               "GIT_ALLOW_PROTOCOL=none", "GIT_NO_REPLACE_OBJECTS=1"}) {
    kept.emplace_back(variable);
  }
  return kept;
}

bool is_null(std::string_view id) noexcept { return id.find_first_not_of('0') == std::string_view::npos; }

bool is_id(std::string_view text) noexcept {
  return (text.size() == 40 || text.size() == 64) &&
         text.find_first_not_of("0123456789abcdef") == std::string_view::npos;
}

Error unexpected(const std::string& what) {
  return make_error(ErrorCode::internal, "git's answer has an unexpected form: " + what + ".");
}

std::string first_line(std::string_view text) {
  if (text.starts_with("fatal: ")) text.remove_prefix(7);
  return std::string(text.substr(0, text.find('\n')));
}

Error git_failed(const std::string& path, const Program::End& end) {
  const bool owner = end.errors.find("dubious ownership") != std::string::npos;
  const std::string cure = owner ? " If you trust it, tell git so: git config --global --add safe.directory <folder>."
                                 : " Name a folder of a git repository.";
  Error error = make_error(ErrorCode::configuration,
                           "git can't read the repository at " + path + ": " + first_line(end.errors) + "." + cure);
  error.field = "path";
  error.rule = owner ? "repository_owner" : "git";
  return error;
}

// Splits a stream at its NULs.
class Fields {
 public:
  template <class Field>
  Result<void> take(std::string_view bytes, Field&& field) {
    for (std::size_t end = bytes.find('\0'); end != std::string_view::npos; end = bytes.find('\0')) {
      rest_ += bytes.substr(0, end);
      bytes.remove_prefix(end + 1);
      if (auto taken = field(rest_); !taken) return taken;
      rest_.clear();
    }
    rest_ += bytes;
    return {};
  }

 private:
  std::string rest_;
};

// A line of git's raw format: `:<mode> <mode> <id> <id> <status>`.
struct Change {
  std::string mode;
  std::string before;
  std::string after;
};

std::optional<Change> parse_change(std::string_view field) {
  std::vector<std::string> words;
  while (!field.empty()) {
    const std::size_t end = std::min(field.find(' '), field.size());
    words.emplace_back(field.substr(0, end));
    field.remove_prefix(std::min(end + 1, field.size()));
  }
  if (words.size() != 5 || !is_id(words[2]) || !is_id(words[3])) return std::nullopt;
  return Change{words[1], words[2], words[3]};
}

// Reads raw changes, with the commits before them where there are some.
class Changes {
 public:
  // `seen(change, file, commit)` for every version of a file that is not a submodule.
  template <class Seen>
  Result<void> take(std::string_view bytes, Seen&& seen) {
    return fields_.take(bytes, [&](const std::string& field) -> Result<void> {
      if (change_) {
        if (change_->mode != kSubmodule && !is_null(change_->after)) seen(*change_, field, commit_);
        change_.reset();
        return {};
      }
      if (is_id(field)) {
        commit_ = field;
        return {};
      }
      if (field.starts_with(':')) change_ = parse_change(field);
      if (!change_) return unexpected("a change");
      return {};
    });
  }

 private:
  Fields fields_;
  std::optional<Change> change_;
  std::string commit_;
};

// Reads what `cat-file --batch` writes: `<id> <type> <size>\n<bytes>\n` or `<id> missing\n`.
class Batch {
 public:
  Batch(const std::vector<std::string>& ids, const Repository::Reader& reader) : ids_(ids), reader_(reader) {}

  Result<void> take(std::string_view bytes) {
    while (!bytes.empty()) {
      const auto taken = inside_ ? content(bytes) : header(bytes);
      if (!taken) return taken;
    }
    return {};
  }
  [[nodiscard]] bool complete() const noexcept { return !inside_ && index_ == ids_.size(); }

 private:
  Result<void> header(std::string_view& bytes) {
    const std::size_t end = bytes.find('\n');
    header_ += bytes.substr(0, end);
    bytes.remove_prefix(end == std::string_view::npos ? bytes.size() : end + 1);
    if (end == std::string_view::npos) return {};
    const std::string line = std::exchange(header_, {});
    if (index_ == ids_.size()) return unexpected("more objects than were asked for");
    if (line == ids_[index_] + " missing") return reader_.missing(index_++);
    const std::string expected = ids_[index_] + " blob ";
    if (!line.starts_with(expected)) return unexpected("an object");
    const char* const stop = line.data() + line.size();
    const auto [parsed, problem] = std::from_chars(line.data() + expected.size(), stop, left_);
    if (problem != std::errc() || parsed != stop) return unexpected("an object's size");
    inside_ = true;
    return reader_.begin(index_, left_);
  }

  Result<void> content(std::string_view& bytes) {
    const auto length = static_cast<std::size_t>(std::min<std::uint64_t>(left_, bytes.size()));
    if (length > 0) {
      if (auto taken = reader_.piece(bytes.substr(0, length)); !taken) return taken;
      bytes.remove_prefix(length);
      left_ -= length;
    }
    if (left_ > 0 || bytes.empty()) return {};
    bytes.remove_prefix(1);  // the line's end
    inside_ = false;
    return reader_.end(index_++);
  }

  const std::vector<std::string>& ids_;
  const Repository::Reader& reader_;
  std::size_t index_ = 0;
  bool inside_ = false;
  std::uint64_t left_ = 0;
  std::string header_;
};

}  // namespace

Repository::Repository(std::string path, std::vector<std::string> environment)
    : path_(std::move(path)), environment_(std::move(environment)) {}

Result<Repository> Repository::open(const std::string& path) {
  Repository repository(path, environment_for(path));
  if (auto known = repository.ask({"rev-parse", "--git-dir"}); !known) return std::move(known).error();
  // A bare one has no top, and answers with an error.
  if (auto top = repository.ask({"rev-parse", "--show-toplevel"})) repository.top_ = *std::move(top);
  return repository;
}

Result<void> Repository::run(const std::vector<std::string>& arguments, int input, const Take& take) const {
  std::vector<std::string> all = {"git", "-c", "core.fsmonitor=false", "-c", "core.hooksPath=/dev/null", "-C", path_};
  all.insert(all.end(), arguments.begin(), arguments.end());
  Result<Program> program = Program::start(all, environment_, input);
  if (!program) return std::move(program).error();
  while (true) {
    const Result<std::string_view> bytes = program->read();
    if (!bytes) return bytes.error();
    if (bytes->empty()) break;
    if (auto taken = take(*bytes); !taken) return taken;
  }
  const Result<Program::End> end = program->finish();
  if (!end) return end.error();
  if (end->status != 0) return git_failed(path_, *end);
  return {};
}

// One line of answer.
Result<std::string> Repository::ask(const std::vector<std::string>& arguments) const {
  std::string answer;
  auto done = run(arguments, -1, [&answer](std::string_view bytes) -> Result<void> {
    answer += bytes;
    return {};
  });
  if (!done) return std::move(done).error();
  if (answer.ends_with('\n')) answer.pop_back();
  return answer;
}

Result<std::vector<Blob>> Repository::history() const {
  Result<Scratch> commits = Scratch::make();
  if (!commits) return std::move(commits).error();
  auto listed = run({"rev-list", "--all", "--topo-order", "--reverse"}, -1,
                    [&](std::string_view bytes) { return commits->write(bytes); });
  if (!listed) return std::move(listed).error();
  const Result<int> input = commits->rewind();
  if (!input) return input.error();

  std::vector<Blob> blobs;
  std::unordered_set<std::string> known;
  Changes changes;
  auto compared =
      run({"diff-tree", "--stdin", "-r", "-m", "--root", "--no-renames", "--raw", "-z", "--no-abbrev"}, *input,
          [&](std::string_view bytes) {
            return changes.take(bytes, [&](const Change& change, const std::string& file, const std::string& commit) {
              if (known.insert(change.after).second) blobs.push_back({change.after, file, commit, {}});
            });
          });
  if (!compared) return std::move(compared).error();
  return blobs;
}

Result<std::vector<Blob>> Repository::staged() const {
  // Before the first commit everything is new.
  auto base = ask({"rev-parse", "--verify", "--quiet", "HEAD^{commit}"});
  if (!base) base = ask({"hash-object", "-t", "tree", "--stdin"});
  if (!base) return std::move(base).error();

  std::vector<Blob> blobs;
  Changes changes;
  auto compared =
      run({"diff-index", "--cached", "--no-renames", "--raw", "-z", "--no-abbrev", *base, "--"}, -1,
          [&](std::string_view bytes) {
            return changes.take(bytes, [&](const Change& change, const std::string& file, const std::string&) {
              blobs.push_back({change.after, file, {}, is_null(change.before) ? "" : change.before});
            });
          });
  if (!compared) return std::move(compared).error();
  return blobs;
}

Result<void> Repository::read(const std::vector<std::string>& ids, const Reader& reader) const {
  if (ids.empty()) return {};
  Result<Scratch> wanted = Scratch::make();
  if (!wanted) return std::move(wanted).error();
  for (const std::string& id : ids) {
    if (auto written = wanted->write(id + "\n"); !written) return written;
  }
  const Result<int> input = wanted->rewind();
  if (!input) return input.error();
  Batch batch(ids, reader);
  auto done =
      run({"cat-file", "--batch", "--buffer"}, *input, [&batch](std::string_view bytes) { return batch.take(bytes); });
  if (done && !batch.complete()) return unexpected("objects are missing");
  return done;
}

}  // namespace cfy::scan
