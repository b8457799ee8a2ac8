#pragma once

#include <string>
#include <string_view>
#include <vector>

// What people see. Plain HTML without scripts; whatever comes from outside is encoded.
namespace cfy::sandbox {

// Where a page's form leads, and the login under way that it belongs to.
struct PageForm {
  std::string interaction;
  std::string note{};  // what went wrong the last time; empty if nothing did
};

std::string login_page(const PageForm& form, std::string_view client_name, std::string_view login_hint);
// Each scope can be left out. `destination` is where the answer goes.
std::string consent_page(const PageForm& form, std::string_view client_name, std::string_view user,
                         const std::vector<std::string>& scopes, std::string_view destination);
// Asks for the code that a device shows (RFC 8628 section 3.3).
std::string device_page(std::string_view user_code, std::string_view note);
std::string message_page(std::string_view title, std::string_view message);
std::string style_sheet();

}  // namespace cfy::sandbox
