// <connectify/privilege.hpp>: what is granted against what is used, and how well the six practices are kept.
// Client::as_role() and Client::explain() stand in connectify.i.

namespace connectify {

class Review {
 public:
  %extend {
    Review(const connectify::Client& client) { return new connectify::Review(client.get()); }
    void set(const std::string& name, std::string_view value) { $self->set(name, value); }
  }
  // JSON.
  std::string run() const;
};

class Posture {
 public:
  %extend {
    Posture(const connectify::Config& config) { return new connectify::Posture(config.get()); }
    void set(const std::string& name, std::string_view value) { $self->set(name, value); }
    void run() { $self->run(); }
  }
  // `form` is json, sarif or html.
  std::string text(const std::string& form) const;
};

}  // namespace connectify
