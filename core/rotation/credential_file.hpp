#pragma once

#include <string>
#include <string_view>

#include "rotation/credential_store.hpp"
#include "secrets/private_file.hpp"

namespace cfy::rotation {

// A file that nobody else may read, and that programs take a credential from: the value alone, one assignment of a
// `.env` file, or one member of a JSON object. What else the file holds stays. The pending credential lies beside it, in
// a file named `.pending` behind its name.
class CredentialFile final : public CredentialStore {
 public:
  enum class Form { value, env, json };

  // `name`: of the assignment or the member. Touches nothing.
  CredentialFile(std::string path, Form form, std::string name);

  // Errors (configuration, field = the path): those of read_private_file(), parse_env_file() and store::replace_file(),
  // and credential_file, where the name is not there, or stands in a form that can't be replaced safely.
  Result<secrets::Secret> current() override;
  Result<std::optional<Pending>> pending() override;
  Result<void> put_pending(const Pending& pending) override;
  Result<void> promote(const Pending& pending) override;
  Result<void> drop_pending() override;

 private:
  [[nodiscard]] Result<secrets::PrivateText> text_with(std::string_view value) const;

  const std::string path_;
  const Form form_;
  const std::string name_;
};

// The JSON form of a pending credential, {"request","id","value"}; and back. Nothing where it is none.
secrets::PrivateText write_pending(const Pending& pending);
std::optional<Pending> read_pending(std::string_view text);

}  // namespace cfy::rotation
