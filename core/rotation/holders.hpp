#pragma once

#include <string>

#include "base/result.hpp"
#include "store/store.hpp"

namespace cfy::rotation {

// The programs that are known to use a credential, and which value each uses: where all of them have the new one, the
// old one need not live to the end of the overlap.
class Holders {
 public:
  Holders(store::Store& store, const std::string& credential)
      : store_(store), prefix_("rotation/" + credential + "/uses/") {}

  // `digest`: of the value that `holder` uses now (digest_of_value()).
  Result<void> report(const std::string& holder, const std::string& digest);
  // No holder is known any more by this name.
  Result<void> forget(const std::string& holder);
  // False where no holder is known: then nobody can say that all of them have it.
  [[nodiscard]] Result<bool> all_use(const std::string& digest) const;

 private:
  store::Store& store_;
  const std::string prefix_;
};

}  // namespace cfy::rotation
