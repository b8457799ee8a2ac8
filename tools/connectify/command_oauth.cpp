#include <chrono>
#include <iostream>
#include <memory>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "commands.hpp"
#include "qr_code.hpp"
#include "table.hpp"

namespace cfy::cli {
namespace {

// What the user said; kept until the command runs. An absent one is no value: the library asks its other sources.
struct LoginWishes {
  std::optional<std::string> client_id;
  std::optional<std::string> issuer;
  std::optional<std::string> scope;
  std::optional<std::string> operations;
  std::optional<std::string> role;
  std::optional<std::string> resource;
  double patience = 300;
  bool device = false;
  bool renew = false;
  bool reveal = false;
  bool all = false;
};

connectify::Config config_of(const Globals& globals, const LoginWishes& wishes) {
  connectify::Config config = globals.config();
  const auto set = [&](const char* name, const std::optional<std::string>& value) {
    if (value) config.set(name, *value);
  };
  set("client_id", wishes.client_id);
  set("issuer", wishes.issuer);
  set("scope", wishes.scope);
  set("operations", wishes.operations);
  set("role", wishes.role);
  set("resource", wishes.resource);
  return config;
}

// Never the token itself.
Json token_json(const connectify::Token& token) {
  const auto lifetime = token.expires_in();
  return {{"type", token.type()},
          {"scope", token.scope()},
          {"expires_in", lifetime ? Json(lifetime->count()) : Json(nullptr)}};
}

void show_token(const Output& output, const connectify::Token& token, const char* title) {
  if (output.json()) {
    Output::document(token_json(token));
    return;
  }
  const auto lifetime = token.expires_in();
  std::cout << output.paint(Colour::green, title) << '\n';
  write_fields(std::cout, {{"scope", token.scope()},
                           {"type", token.type()},
                           {"good for", lifetime ? std::to_string(lifetime->count()) + " s" : "not said"}});
}

// What the user needs to see goes to standard error, so that standard output is the result alone.
void show_code(const connectify::DeviceLogin& login) {
  const std::string complete = login.verification_uri_complete();
  std::cerr << "Open " << login.verification_uri() << "\nand type   " << login.user_code() << "\n\n";
  if (!complete.empty()) write_qr_code(std::cerr, complete);
  std::cerr << "Waiting for your answer there …\n";
}

connectify::Token log_in_by_browser(const connectify::OAuth& oauth, const LoginWishes& wishes) {
  const connectify::Authorization login = oauth.open_browser();
  std::cerr << (login.browser_opened() ? "Your browser opens. If it doesn't, open this address yourself:\n"
                                       : "No browser could be started. Open this address yourself, on this machine:\n")
            << login.url() << '\n';
  const auto patience = std::chrono::duration<double>(wishes.patience);
  return oauth.wait_for_browser(login, std::chrono::duration_cast<std::chrono::milliseconds>(patience));
}

int log_in(const Globals& globals, const LoginWishes& wishes) {
  const Output output = globals.output();
  const connectify::OAuth oauth(config_of(globals, wishes));
  if (!wishes.device) {
    show_token(output, log_in_by_browser(oauth, wishes), "You are logged in.");
    return 0;
  }
  const connectify::DeviceLogin login = oauth.begin_device_login();
  show_code(login);
  show_token(output, oauth.finish_device_login(login), "You are logged in.");
  return 0;
}

int token(const Globals& globals, const LoginWishes& wishes) {
  const Output output = globals.output();
  const connectify::OAuth oauth(config_of(globals, wishes));
  const connectify::Token got = wishes.renew ? oauth.refresh_token() : oauth.token();
  if (!wishes.reveal) {
    show_token(output, got, "The access token is good.");
    return 0;
  }
  const connectify::Secret secret = got.access_token();
  if (output.json()) {
    Json shown = token_json(got);
    shown["access_token"] = std::string(secret.reveal());
    Output::document(shown);
  } else {
    std::cout << secret.reveal() << '\n';
  }
  return 0;
}

int who_am_i(const Globals& globals, const LoginWishes& wishes) {
  const connectify::Config config = config_of(globals, wishes);
  const connectify::OAuth oauth(config);
  const connectify::Token held = oauth.token();
  connectify::Client client = oauth.client(config);
  const Json user = Json::parse(client.call("users.me").json());
  if (globals.json) {
    Output::document({{"user", user}, {"token", token_json(held)}});
    return 0;
  }
  std::vector<std::pair<std::string, std::string>> fields;
  for (const auto& [name, value] : user.items()) {
    fields.emplace_back(name, value.is_string() ? value.get<std::string>() : value.dump());
  }
  fields.emplace_back("scope", held.scope());
  write_fields(std::cout, fields);
  return 0;
}

int revoke(const Globals& globals, const LoginWishes& wishes) {
  const connectify::OAuth oauth(config_of(globals, wishes));
  const bool existed = wishes.all ? oauth.revoke_all() : oauth.revoke();
  if (globals.json) {
    Output::document({{"revoked", existed}});
  } else {
    std::cout << (existed ? "The login has ended, here and at the server.\n" : "Nobody was logged in.\n");
  }
  return 0;
}

struct Command {
  const char* name;
  const char* help;
  int (*run)(const Globals& globals, const LoginWishes& wishes);
};

CLI::App* add(const Context& context, const Command& command, const std::shared_ptr<LoginWishes>& wishes) {
  CLI::App* const app = context.app.add_subcommand(command.name, command.help);
  app->add_option("--client-id", wishes->client_id, "The application that is logged in");
  app->add_option("--issuer", wishes->issuer, "Where the authorization server is");
  app->add_option("--scope", wishes->scope, "What the login is for: names with spaces or commas between");
  app->add_option("--resource", wishes->resource, "The API that the tokens are for");
  app->callback([&globals = context.globals, &chosen = context.chosen, wishes, run = command.run] {
    chosen = [&globals, wishes, run] { return run(globals, *wishes); };
  });
  return app;
}

}  // namespace

void add_oauth_commands(const Context& context) {
  const auto login = std::make_shared<LoginWishes>();
  CLI::App* const login_app =
      add(context, {"login", "Log in with your browser, or with --device where there is none", log_in}, login);
  login_app->add_option("--operations", login->operations,
                        "Without a scope: what will be called, as devices.list; the least that it needs is asked for");
  login_app->add_option("--role", login->role, "Without a scope: viewer, operator or admin");
  login_app->add_flag("--device", login->device, "Show a code that you type on another device");
  login_app->add_option("--wait", login->patience, "Seconds to wait for your browser")
      ->check(CLI::Range(1.0, 3600.0))
      ->capture_default_str();

  const auto wanted = std::make_shared<LoginWishes>();
  CLI::App* const token_app =
      add(context, {"token", "Show what the access token is good for, renewed if it has to be", token}, wanted);
  token_app->add_flag("--renew", wanted->renew, "Get a newer one in any case");
  token_app->add_flag("--reveal", wanted->reveal, "Write the token itself; it opens what its scope says");

  add(context, {"whoami", "Show who is logged in", who_am_i}, std::make_shared<LoginWishes>());

  const auto ended = std::make_shared<LoginWishes>();
  CLI::App* const revoke_app = add(context, {"revoke", "End the login, at the server and here", revoke}, ended);
  revoke_app->add_flag("--all", ended->all, "After a suspected theft: forget it here first, whatever the server says");
}

}  // namespace cfy::cli
