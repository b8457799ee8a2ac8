#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <iostream>
#include <memory>
#include <optional>
#include <string>
#include <system_error>
#include <utility>
#include <vector>

#include "authority.hpp"
#include "commands.hpp"
#include "printable.hpp"
#include "table.hpp"

namespace cfy::cli {
namespace {

constexpr int kLeast = 0;
constexpr int kActionNeeded = 1;
constexpr int kNotReviewed = 2;

constexpr const char* kReviewFooter =
    R"(What is granted is what --granted says, else the setting scope, else the scopes of the key that --key-id
names. What was used is what the library counted on this machine (the setting record_usage).

--apply revokes grants that nothing needs, and gives the key fewer scopes: with --rotate by a rotation (the new key
takes the old one's place where api_key comes from, and the old one is revoked after the overlap by the next
`connectify rotate`; CONNECTIFY_ROTATION_AUTHORITY says which key does it where the new one may not), with
--key-file by a new key whose value goes there, where the old one is left for you to revoke. A login is narrowed by
logging in again. What is not done stands in the output as the exact request.

Exit status: 0 the grant is the least, and its review not overdue; 1 there is something to do; 2 wrong use, or it
could not be reviewed.)";

struct ReviewArguments {
  std::optional<std::string> granted;
  std::optional<std::string> key_id;
  std::optional<std::string> reviewer;
  std::optional<std::string> window_days;
  std::optional<std::string> key_file;
  bool every_credential = false;
  bool offline = false;
  bool apply = false;
  bool rotate = false;
  bool even_if_unsure = false;
};

Json run_review(const connectify::Client& client, const ReviewArguments& arguments) {
  connectify::Review review(client.get());
  const auto set = [&](const char* name, const std::optional<std::string>& value) {
    if (value) review.set(name, *value);
  };
  set("granted", arguments.granted);
  set("key_id", arguments.key_id);
  set("reviewer", arguments.reviewer);
  set("window_days", arguments.window_days);
  if (arguments.every_credential) review.set("every_credential", "true");
  if (arguments.offline) review.set("offline", "true");
  return Json::parse(review.run());
}

// Where a new key's value goes: a file of its owner's alone that was not there before. It is made before the key is, so
// that no key is made that can't be kept, and goes again if nothing was kept in it.
class KeyFile {
 public:
  explicit KeyFile(std::string path)
      : path_(std::move(path)),
        file_(open(path_.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC | O_NOFOLLOW, S_IRUSR | S_IWUSR)) {
    if (file_ < 0) throw std::system_error(errno, std::generic_category(), path_);
  }
  ~KeyFile() {
    close(file_);
    if (!kept_) unlink(path_.c_str());
  }
  KeyFile(const KeyFile&) = delete;
  KeyFile& operator=(const KeyFile&) = delete;

  // Takes the value out of the answer, which is shown this once.
  void keep(Json& answer) {
    auto& key = answer.at("key").get_ref<std::string&>();
    key += '\n';
    kept_ = write(file_, key.data(), key.size()) == static_cast<ssize_t>(key.size()) && fsync(file_) == 0;
    const int problem = errno;
    explicit_bzero(key.data(), key.size());
    answer.erase("key");
    if (!kept_) throw std::system_error(problem, std::generic_category(), path_);
  }

 private:
  const std::string path_;
  const int file_;
  bool kept_ = false;
};

std::string joined(const Json& names) {
  std::string text;
  for (const Json& name : names) text += (text.empty() ? "" : " ") + name.get<std::string>();
  return text;
}

// By a rotation, which no crash leaves half done.
Json rotate_to(const Json& scopes, const Globals& globals) {
  const connectify::Config config = globals.config();
  connectify::Rotation rotation(config.get());
  set_authority(rotation);
  rotation.set("scope", joined(scopes));
  return {{"operation", "rotate"}, {"answer", Json::parse(rotation.run("now"))}};
}

// Takes the steps that may be taken at once; answers with what was done.
Json apply(connectify::Client& client, const Json& review, const ReviewArguments& arguments, const Globals& globals) {
  const Output output = globals.output();
  std::vector<Json> steps;
  std::optional<KeyFile> key_file;
  for (const Json& step : review.at("steps")) {
    const bool makes_key = step.at("operation") == "keys.create";
    if (!step.at("automatic").get<bool>()) continue;
    if (makes_key && !arguments.key_file && !arguments.rotate) {
      output.note("No key was made: rotate it (--rotate), or say with --key-file where its value is to go.");
      continue;
    }
    if (makes_key && !arguments.rotate) key_file.emplace(*arguments.key_file);
    steps.push_back(step);
  }
  Json done = Json::array();
  for (const Json& step : steps) {
    const auto operation = step.at("operation").get<std::string>();
    if (operation == "keys.create" && arguments.rotate) {
      done.push_back(rotate_to(review.at("suggested"), globals));
      continue;
    }
    Json answer = Json::parse(client.call_json(operation, step.at("arguments").dump()).json());
    if (operation == "keys.create") key_file->keep(answer);
    done.push_back({{"operation", operation}, {"answer", std::move(answer)}});
  }
  return done;
}

std::string words_of(std::string name) {
  for (char& c : name) c = c == '_' ? ' ' : c;
  return name;
}

std::string day_of(const Json& time) { return time.is_null() ? "-" : time.get<std::string>().substr(0, 10); }

void show_scopes(const Json& scopes, const Output& output) {
  Table table({"SCOPE", "GRANTED", "USE", "SUCCEEDED", "REFUSED", "LAST USED", "NEEDED"});
  for (const Json& row : scopes) {
    const bool granted = row.at("granted").get<bool>();
    const bool needed = row.at("suggested").get<bool>();
    table.add({row.at("scope").get<std::string>(), granted ? "yes" : "no", words_of(row.at("state").get<std::string>()),
               std::to_string(row.at("succeeded").get<std::uint64_t>()),
               std::to_string(row.at("refused").get<std::uint64_t>()), day_of(row.at("last_used")),
               needed    ? "yes"
               : granted ? "no, can go"
                         : "no"},
              granted && !needed ? Colour::red : Colour::none);
  }
  table.write(std::cout, output);
}

void show_review(const Json& review, const Output& output) {
  show_scopes(review.at("scopes"), output);
  std::cout << "\nWatched for " << review.at("observed_days") << " of " << review.at("window_days")
            << " days; confidence " << review.at("confidence").get<std::string>() << ".\n";
  if (review.at("excessive").get<bool>()) {
    const std::string least = joined(review.at("suggested"));
    std::cout << output.paint(Colour::red, "More is granted than was used.") << " The "
              << (review.at("exact").get<bool>() ? "least" : "least that was found in time")
              << " that allows all of it: " << (least.empty() ? "nothing" : printable(least)) << '\n';
    for (const Json& step : review.at("steps")) {
      std::cout << "  " << step.at("operation").get<std::string>() << ' ' << printable(step.at("arguments").dump())
                << "\n    " << printable(step.at("why").get<std::string>()) << '\n';
    }
  } else {
    std::cout << output.paint(Colour::green, "All that is granted was used.") << '\n';
  }
  if (!review.at("last_reviewed").is_null()) {
    std::cout << "Reviewed " << day_of(review.at("last_reviewed")) << " by "
              << printable(review.at("last_reviewer").get<std::string>()) << ".\n";
  }
  if (!review.at("due").is_null()) {
    std::cout << "The next review is due " << day_of(review.at("due"))
              << (review.at("overdue").get<bool>() ? output.paint(Colour::red, ", overdue") : "") << ".\n";
  }
  for (const Json& remark : review.at("remarks")) output.note(remark.get<std::string>());
}

int review(const Globals& globals, const ReviewArguments& arguments) {
  const Output output = globals.output();
  try {
    connectify::Client client = globals.client();
    Json result = run_review(client, arguments);
    if (arguments.apply) {
      if (result.at("confidence") == "low" && !arguments.even_if_unsure) {
        output.error("unsure",
                     "The use was watched for too short a time to take scopes away; wait, or add --even-if-unsure.");
        return kNotReviewed;
      }
      result["applied"] = apply(client, result, arguments, globals);
    }
    if (globals.json) {
      Output::document(result);
    } else {
      show_review(result, output);
      if (arguments.apply) {
        for (const Json& step : result.at("applied")) {
          std::cout << "Done: " << step.at("operation").get<std::string>() << ' '
                    << printable(step.at("answer").value("id", std::string())) << '\n';
        }
      }
    }
    return result.at("excessive").get<bool>() || result.at("overdue").get<bool>() ? kActionNeeded : kLeast;
  } catch (const connectify::Error& error) {
    output.error(error);
  } catch (const std::system_error& problem) {
    output.error("file", std::string("The new key could not be kept: ") + problem.what() +
                             ". Name a file that is not there yet; connectify keys list shows whether a key was made.");
  }
  return kNotReviewed;
}

}  // namespace

void add_review_command(const Context& context) {
  const auto arguments = std::make_shared<ReviewArguments>();
  const Globals& globals = context.globals;
  Action& chosen = context.chosen;
  CLI::App* command =
      context.app.add_subcommand("review", "Compare the scopes that are granted with those that were used");
  command->footer(kReviewFooter);
  command->add_option("--granted", arguments->granted, "The scopes that are granted, with spaces or commas between");
  command->add_option("--key-id", arguments->key_id, "Which of `connectify keys list` this credential is");
  command->add_option("--reviewer", arguments->reviewer, "Who takes responsibility; written down with the date");
  command->add_option("--days", arguments->window_days, "How many days to look back, 1 to 400 (90)");
  command->add_flag("--every-credential", arguments->every_credential,
                    "Count the use of former keys too, as after a rotation");
  CLI::Option* offline = command->add_flag("--offline", arguments->offline, "Ask the platform nothing");
  CLI::Option* apply = command->add_flag("--apply", arguments->apply, "Go to the smaller grant")->excludes(offline);
  command->add_option("--key-file", arguments->key_file, "Where a new key's value goes; the file may not be there yet")
      ->needs(apply);
  command->add_flag("--rotate", arguments->rotate, "Put the new key in the old one's place by a rotation")
      ->needs(apply)
      ->excludes("--key-file");
  command->add_flag("--even-if-unsure", arguments->even_if_unsure, "Apply also after few days of use")->needs(apply);
  command->callback([&, arguments] { chosen = [&, arguments] { return review(globals, *arguments); }; });
}

}  // namespace cfy::cli
