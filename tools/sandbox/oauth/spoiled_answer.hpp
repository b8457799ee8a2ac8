#pragma once

#include "sandbox/faults.hpp"
#include "sandbox/message.hpp"
#include "sandbox/oauth/realm.hpp"

namespace cfy::sandbox {

// Makes a right answer of the authorization server wrong in the one way that the fault says. What the fault does not
// concern stays as it is.
void spoil_answer(const Realm& realm, const Fault& fault, Reply& reply);

}  // namespace cfy::sandbox
