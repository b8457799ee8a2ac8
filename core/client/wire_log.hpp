#pragma once

#include <memory>

#include "client/settings.hpp"
#include "transport/wire_observer.hpp"

namespace cfy::client {

// Requests and answers as lines on standard error, or null where the settings ask for none. The lines that authorize a
// request, and its signature or proof, are not in them, nor is a body that holds a secret or comes in answer to one;
// what else is secret, the redactor masks.
std::shared_ptr<transport::WireObserver> make_wire_log(const Settings& settings);

}  // namespace cfy::client
