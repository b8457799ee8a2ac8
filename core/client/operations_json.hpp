#pragma once

#include <string>

namespace cfy::client {

// Every operation of the embedded OpenAPI document, for programs that make something of all of them: a JSON array of
// `{"id","summary","scopes","signed","collection","takes_idempotency_key","arguments":[{"name","kind","item","required",
// "place","description"}…]}`. `kind` is string, integer, number, boolean, array or object, `item` that of an array's
// items; `place` is path, query or body; `collection` is null where it is no list. Streams are left out.
std::string operations_json();

}  // namespace cfy::client
