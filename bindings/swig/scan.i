// <connectify/scan.hpp>: looking for credentials that slipped out. Each scan answers JSON.

namespace connectify {

class Scan {
 public:
  Scan();
  std::string text(const std::string& name, std::string_view text) const;
  std::string path(const std::string& path);
  std::string history(const std::string& path);
  std::string staged(const std::string& path);
  void stop();
  %extend {
    void set(const std::string& name, std::string_view value) { $self->set(name, value); }
    std::int64_t files() const { return $self->progress().files; }
    std::int64_t bytes() const { return $self->progress().bytes; }
  }
};

}  // namespace connectify
