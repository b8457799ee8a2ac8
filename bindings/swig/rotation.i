// <connectify/rotation.hpp>: credentials that renew themselves. All answer JSON.

namespace connectify {

class Rotation {
 public:
  %extend {
    Rotation(const connectify::Config& config) { return new connectify::Rotation(config.get()); }
    void set(const std::string& name, std::string_view value) { $self->set(name, value); }
  }
  std::string status(bool alert);
  std::string run(const std::string& order);
  void acknowledge(const std::string& holder);
  std::string history() const;
};

}  // namespace connectify
