#include "sandbox/oauth/pages.hpp"

#include "sanitize/encoder.hpp"

namespace cfy::sandbox {
namespace {

std::string encoded(std::string_view encoder, std::string_view text) {
  const auto result = sanitize::encode_text(*sanitize::find_encoder(encoder), sanitize::Unfit::replace, text, "page");
  return result && *result ? **result : std::string(text);
}
std::string html(std::string_view text) { return encoded("html_text", text); }
std::string attribute(std::string_view text) { return encoded("html_attribute", text); }

std::string page(std::string_view title, const std::string& content) {
  return "<!DOCTYPE html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n"
         "<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n<title>" +
         html(title) +
         " – Connectify sandbox</title>\n<link rel=\"stylesheet\" href=\"/oauth/style.css\">\n</head>\n<body>\n"
         "<main>\n<h1>" +
         html(title) + "</h1>\n" + content + "</main>\n</body>\n</html>\n";
}

std::string hidden(std::string_view name, std::string_view value) {
  return "<input type=\"hidden\" name=\"" + attribute(name) + "\" value=\"" + attribute(value) + "\">\n";
}

// A `role` that screen readers announce at once.
std::string note(std::string_view text) {
  return text.empty() ? std::string() : "<p class=\"note\" role=\"alert\">" + html(text) + "</p>\n";
}

std::string scope_box(const std::string& scope) {
  return "<li><label><input type=\"checkbox\" name=\"scope:" + attribute(scope) + "\" value=\"on\" checked> " +
         html(scope) + "</label></li>\n";
}

}  // namespace

std::string login_page(const PageForm& form, std::string_view client_name, std::string_view login_hint) {
  return page("Log in", "<p>to go on to <strong>" + html(client_name) + "</strong></p>\n" + note(form.note) +
                            "<form method=\"post\" action=\"/oauth/login\">\n" +
                            hidden("interaction", form.interaction) +
                            "<label>E-mail address\n<input name=\"username\" type=\"email\" autocomplete=\"username\" "
                            "required value=\"" +
                            attribute(login_hint) +
                            "\"></label>\n<label>Password\n<input name=\"password\" type=\"password\" "
                            "autocomplete=\"current-password\" required></label>\n"
                            "<button type=\"submit\">Log in</button>\n</form>\n");
}

std::string consent_page(const PageForm& form, std::string_view client_name, std::string_view user,
                         const std::vector<std::string>& scopes, std::string_view destination) {
  std::string boxes;
  for (const std::string& scope : scopes) boxes += scope_box(scope);
  return page("Allow access?",
              "<p><strong>" + html(client_name) + "</strong> asks to act for <strong>" + html(user) +
                  "</strong>:</p>\n" + note(form.note) + "<form method=\"post\" action=\"/oauth/consent\">\n" +
                  hidden("interaction", form.interaction) + "<ul>\n" + boxes + "</ul>\n<p>The answer goes to " +
                  html(destination) +
                  ".</p>\n<button type=\"submit\" name=\"decision\" value=\"allow\">Allow</button>\n"
                  "<button type=\"submit\" name=\"decision\" value=\"deny\" class=\"quiet\">Deny</button>\n</form>\n");
}

std::string device_page(std::string_view user_code, std::string_view text) {
  return page("Connect a device",
              "<p>Type the code that the device shows. Go on only if you hold the device.</p>\n" + note(text) +
                  "<form method=\"post\" action=\"/oauth/device\">\n<label>Code\n"
                  "<input name=\"user_code\" autocomplete=\"off\" required value=\"" +
                  attribute(user_code) + "\"></label>\n<button type=\"submit\">Go on</button>\n</form>\n");
}

std::string message_page(std::string_view title, std::string_view message) {
  return page(title, "<p>" + html(message) + "</p>\n");
}

std::string style_sheet() {
  return R"css(:root { color-scheme: light dark; font: 16px/1.5 system-ui, sans-serif; }
body { margin: 0; display: grid; min-height: 100vh; place-items: center; }
main { box-sizing: border-box; width: min(26rem, 100vw); padding: 2rem; }
h1 { margin: 0; font-size: 1.5rem; }
form, label { display: grid; gap: .5rem; }
form { gap: 1rem; }
ul { margin: 0; padding: 0; list-style: none; }
li label { display: block; }
input:not([type="checkbox"]), button { padding: .6rem .8rem; border: 1px solid #8888; border-radius: .4rem; font: inherit; }
button { border-color: #0b57d0; background: #0b57d0; color: #fff; cursor: pointer; }
button.quiet { background: none; color: inherit; border-color: #8888; }
.note { padding: .6rem .8rem; border-left: 3px solid #b3261e; }
)css";
}

}  // namespace cfy::sandbox
