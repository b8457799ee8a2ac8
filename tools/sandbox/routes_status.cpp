#include "sandbox/envelope.hpp"
#include "sandbox/routes.hpp"
#include "sandbox/text.hpp"

namespace cfy::sandbox {

void add_status_routes(HandlerTable& handlers, const std::string& version, const Clock& clock) {
  handlers["status.get"] = [version, &clock](const Call&) {
    return success(200, {{"status", "connected"},
                         {"environment", "sandbox"},
                         {"version", version},
                         {"timestamp", rfc3339(clock.wall_now())}});
  };
  handlers["status.ping"] = [&clock](const Call&) {
    return success(200, {{"pong", true}, {"timestamp", rfc3339(clock.wall_now())}});
  };
}

}  // namespace cfy::sandbox
